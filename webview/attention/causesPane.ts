/**
 * @file What the selected step depends on: each head silenced by itself, chosen heads silenced and lines of the rule hidden together, the
 * response written anew without them, and the logit lens of the selected token.
 */

import { percentText } from "../../src/core/format/figures.ts";
import type { LensRows } from "../../src/protocol/activations.ts";
import type { AttentionRun, Judged } from "../../src/protocol/attentionView.ts";
import { element, table, visibleText } from "../dom.ts";
import { button, dropdown, progress } from "../ui.ts";
import { EffectTable } from "./effectTable.ts";
import { Latest, type Numbers, type Pane, type PaneActions, type Picture, type Situation } from "./pane.ts";
import { headWords } from "./state.ts";

export class CausesPane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #effects: EffectTable;
  readonly #tried = element("div", { class: "tried", role: "status" });
  readonly #hide = element("div", { class: "hide-choice" });
  readonly #words = element("p", { class: "cause-words" });
  readonly #lens = element("div", {
    class: "score-scroller",
    role: "region",
    attributes: { tabindex: 0, "aria-label": "What each layer would write" },
  });
  readonly #latestLens = new Latest();
  readonly #latestTry = new Latest();
  #situation: Situation | undefined;
  #asked = { step: "", lens: "", run: "" };
  #rows: LensRows | undefined;
  /** Index into the run's lines; -1: none, -2: the problem. */
  #hidden = -1;

  constructor(actions: PaneActions) {
    this.#actions = actions;
    this.#effects = new EffectTable(actions);
    const section = (title: string, about: string, children: readonly HTMLElement[]): HTMLElement =>
      element("section", { class: "cause" }, [
        element("h2", { text: title }),
        element("p", { class: "muted", text: about }),
        ...children,
      ]);
    this.element = element("div", { class: "pane causes-pane" }, [
      section(
        "Heads by effect and by weight",
        "How probable the step's tokens are together when one head gives nothing (its output set to zero), beside how much of the head's attention lay where the step's line stands. A head that looks there need not matter, and one that matters need not look there.",
        [this.#effects.element],
      ),
      section("Take away", "Silence the heads chosen at the left, hide a line of the rule, or both.", [
        this.#words,
        element("div", { class: "try-row" }, [
          this.#hide,
          button("Try on This Step", () => this.#try()),
          button("Write Anew from This Step", () => this.#writeAnew()),
        ]),
        this.#tried,
      ]),
      section(
        "Logit lens",
        "What each layer would have written in the place of the selected token, if it were the last.",
        [this.#lens],
      ),
    ]);
  }

  update(situation: Situation): void {
    this.#situation = situation;
    if (this.element.hidden) return;
    const { run } = situation.shown;
    const range = this.#range();
    if (this.#asked.run !== run.id) {
      this.#asked.run = run.id;
      this.#hidden = -1;
      this.#drawHide(run);
    }
    const key = JSON.stringify([run.id, range]);
    if (key !== this.#asked.step) {
      this.#asked.step = key;
      this.#tried.replaceChildren();
    }
    this.#effects.update(situation, range);
    const token = situation.token ?? range?.[0];
    const lensKey = `${run.id} ${token}`;
    if (token !== undefined && token >= 1 && lensKey !== this.#asked.lens) {
      this.#asked.lens = lensKey;
      void this.#latestLens.take(
        (signal) => this.#actions.ask("logitLens", { run: run.id, token, topK: 4 }, signal),
        ({ rows }) => {
          this.#rows = rows;
          this.#drawLens(token);
        },
      );
    }
    this.#words.textContent = this.#without();
  }

  focus(): void {
    this.element.querySelector<HTMLElement>("tr[tabindex]")?.focus();
  }

  picture(): Picture | undefined {
    return undefined;
  }

  async numbers(): Promise<Numbers | undefined> {
    return this.#effects.numbers();
  }

  /** The selected step's tokens, else the response's last ones. */
  #range(): [number, number] | undefined {
    const situation = this.#situation;
    if (situation === undefined) return undefined;
    const { steps, shape } = situation.shown.run;
    const own = situation.step === null ? undefined : steps[situation.step]?.tokens;
    const [from, to] = own && own[0] < own[1] ? own : [Math.max(1, shape.promptTokens), shape.tokens.length];
    return from < to ? [Math.max(1, from), to] : undefined;
  }

  #drawHide(run: AttentionRun): void {
    const choices = [
      { value: "-1", text: "hide nothing" },
      ...(run.problem ? [{ value: "-2", text: "hide the problem" }] : []),
      ...run.lines.map(({ line, text }, i) => ({ value: String(i), text: `hide line ${line}: ${text.slice(0, 28)}` })),
    ];
    this.#hide.replaceChildren(
      dropdown("What no later token may see", choices, "-1", (value) => {
        this.#hidden = Number(value);
        this.#words.textContent = this.#without();
      }),
    );
  }

  #ablation() {
    const situation = this.#situation;
    if (situation === undefined) return { heads: [], masked: [] };
    const { run } = situation.shown;
    const span = this.#hidden === -2 ? run.problem : run.lines[this.#hidden]?.tokens;
    const hidden = span ? Array.from({ length: span[1] - span[0] }, (_, i) => span[0] + i) : [];
    // No head chosen means all in the other tabs; silencing all of them would say nothing.
    return { heads: [...situation.look.heads], masked: hidden };
  }

  #without(): string {
    const situation = this.#situation;
    if (situation === undefined) return "";
    const { heads } = this.#ablation();
    const { run } = situation.shown;
    const line = run.lines[this.#hidden];
    const parts = [
      ...(heads.length > 0 ? [`without ${headWords({ heads, combine: situation.look.combine }, run)}`] : []),
      ...(this.#hidden === -2 ? ["with the problem hidden"] : line ? [`with line ${line.line} hidden`] : []),
    ];
    const step = situation.step === null ? "The response" : `Step ${situation.step + 1}`;
    return parts.length === 0 ? "Choose heads at the left, or a line to hide." : `${step} ${parts.join(" and ")}:`;
  }

  #try(): void {
    const range = this.#range();
    const run = this.#situation?.shown.run;
    const ablation = this.#ablation();
    if (run === undefined || range === undefined || (ablation.heads.length === 0 && ablation.masked.length === 0)) {
      this.#tried.textContent = "Nothing is taken away yet: choose heads at the left, or a line to hide.";
      return;
    }
    this.#tried.replaceChildren(progress("reading the run without them"));
    void this.#latestTry.take(
      (signal) => this.#actions.ask("ablate", { run: run.id, ...ablation, tokens: range }, signal),
      ({ before, after, changed }) => {
        const together = (values: Float32Array): number => values.reduce((product, p) => product * p, 1);
        const words = `Its tokens together: ${percentText(together(before))} before, ${percentText(together(after))} without. ${
          changed === null
            ? "The model would still write the same."
            : `The model would now write “${visibleText(changed.text)}” instead of “${visibleText(changed.before)}” at token ${changed.token}.`
        }`;
        this.#tried.replaceChildren(this.#tokenTable(range, before, after), element("p", { text: words }));
        this.#actions.say(words);
      },
    );
  }

  #writeAnew(): void {
    const range = this.#range();
    const run = this.#situation?.shown.run;
    const ablation = this.#ablation();
    if (range === undefined || run === undefined) return;
    this.#tried.replaceChildren(progress("writing anew"), element("span", { text: " writing" }));
    const kept = Math.max(0, range[0] - run.shape.promptTokens);
    void this.#latestTry.take(
      (signal) => this.#actions.ask("rerunAblated", { run: run.id, ...ablation, kept }, signal),
      ({ text, before, after }) => {
        const words = `Before: ${judgedWords(before)}. Without: ${judgedWords(after)}.`;
        this.#tried.replaceChildren(
          element("p", { text: words }),
          ...(after.message === null ? [] : [element("p", { class: "muted", text: after.message })]),
          element("pre", { class: "anew", text }),
        );
        this.#actions.say(words);
      },
    );
  }

  #tokenTable([from]: readonly [number, number], before: Float32Array, after: Float32Array): HTMLElement {
    const tokens = this.#situation?.shown.run.shape.tokens ?? [];
    const cell = (text: string): HTMLElement => element("td", { text });
    const row = (title: string, cells: readonly HTMLElement[]): HTMLElement =>
      element("tr", {}, [element("th", { text: title, attributes: { scope: "row" } }), ...cells]);
    const all = Array.from(before).slice(0, 24);
    return element("table", { class: "scores" }, [
      row(
        "token",
        all.map((_, i) => cell(visibleText(tokens[from + i]?.text ?? ""))),
      ),
      row(
        "before",
        all.map((p) => cell(percentText(p))),
      ),
      row(
        "without",
        all.map((_, i) => cell(percentText(after[i] ?? 0))),
      ),
    ]);
  }

  #drawLens(token: number): void {
    const text = this.#situation?.shown.run.shape.tokens[token]?.text ?? "";
    const rows = (this.#rows ?? []).map(({ depth, probability, rank, top }) =>
      element("tr", {}, [
        element("th", { text: depth === 0 ? "embedding" : `after layer ${depth - 1}`, attributes: { scope: "row" } }),
        element("td", { text: percentText(probability) }),
        element("td", { text: String(rank + 1) }),
        element("td", {
          class: "tops",
          text: top.map((it) => `${visibleText(it.text)} ${percentText(it.probability)}`).join("   "),
        }),
      ]),
    );
    const titles = ["", `p of “${visibleText(text)}”`, "its rank", "most probable"];
    this.#lens.replaceChildren(table({ class: "scores" }, titles, rows));
  }
}

function judgedWords({ answer, steps, firstWrong }: Judged): string {
  const trace = firstWrong === null ? `all ${steps} steps correct` : `first wrong step ${firstWrong + 1} of ${steps}`;
  return `${trace}, ${answer === null ? "no answer" : `answer ${answer}`}`;
}
