/**
 * @file One token's attention painted over the whole text: what was read to write it (`out`), or which later tokens read it (`in`).
 */

import { countOf, percentText } from "../../src/core/format/figures.ts";
import { element, visibleText } from "../dom.ts";
import { dropdown } from "../ui.ts";
import { Latest, type Numbers, type Pane, type PaneActions, type Picture, type Situation } from "./pane.ts";
import { type Look, partNames, readerOf } from "./state.ts";

/** The page stays small; what is left out is told. */
const mostTokens = 6000;

export class TextPane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #text = element("div", {
    class: "text-tokens",
    role: "listbox",
    attributes: { tabindex: 0, "aria-label": "Tokens of prompt and response" },
  });
  readonly #words = element("p", { class: "muted step-note" });
  readonly #latest = new Latest();
  #situation: Situation | undefined;
  #spans: readonly HTMLElement[] = [];
  #first = 0;
  #drawn = "";
  #asked = "";
  #row: Float32Array | undefined;

  constructor(actions: PaneActions, change: (direction: Look["direction"]) => void, direction: Look["direction"]) {
    this.#actions = actions;
    const choice = dropdown(
      "Which way",
      [
        { value: "out", text: "read to write it" },
        { value: "in", text: "read it later" },
      ],
      direction,
      change,
    );
    this.element = element("div", { class: "pane text-pane" }, [
      element("div", { class: "text-head" }, [
        element("span", { class: "muted", text: "Of the chosen token, tokens that were" }),
        choice,
      ]),
      this.#text,
      this.#words,
    ]);
    this.#text.addEventListener("click", ({ target }) => {
      const token = target instanceof HTMLElement ? target.dataset.token : undefined;
      if (token !== undefined) actions.token(Number(token));
    });
    this.#text.addEventListener("pointerover", ({ target }) => {
      const token = target instanceof HTMLElement ? target.dataset.token : undefined;
      if (token !== undefined) this.#tell(Number(token));
    });
  }

  update(situation: Situation): void {
    this.#situation = situation;
    if (this.element.hidden) return;
    this.#build(situation);
    const { set, token, look, shown } = situation;
    if (token === null) {
      this.#row = undefined;
      this.#words.textContent = "Choose a token: click it, or walk with ← and →.";
    } else {
      const key = JSON.stringify([shown.run.id, set, token, look.direction]);
      if (key !== this.#asked) {
        this.#asked = key;
        const at = look.direction === "out" ? readerOf(shown.run, token) : token;
        void this.#latest.take(
          (signal) =>
            this.#actions.ask("attentionRow", { run: shown.run.id, set, token: at, direction: look.direction }, signal),
          ({ weights: probabilities }) => {
            this.#row = probabilities;
            this.#paint();
          },
        );
      }
    }
    this.#paint();
  }

  focus(): void {
    this.#text.focus();
  }

  rest(): void {
    if (this.#latest.isPending) this.#asked = "";
    this.#latest.stop();
  }

  picture(): Picture | undefined {
    return undefined;
  }

  async numbers(): Promise<Numbers | undefined> {
    const situation = this.#situation;
    if (situation?.token == null || this.#row === undefined) return undefined;
    return {
      rows: [`token ${situation.token}`],
      columns: situation.shown.run.shape.tokens.map(({ text }, i) => `${i} ${visibleText(text)}`),
      values: this.#row,
      caption:
        situation.look.direction === "out"
          ? "What was read to write the token"
          : "How much each later token read of the token",
    };
  }

  #build({ shown: { run }, token }: Situation): void {
    const { tokens, promptTokens } = run.shape;
    const [before, written] = partNames(run);
    const first =
      tokens.length <= mostTokens
        ? 0
        : Math.max(0, Math.min(tokens.length - mostTokens, (token ?? 0) - mostTokens / 2));
    const key = `${run.id} ${first}`;
    if (key === this.#drawn) return;
    this.#drawn = key;
    // A language VAE's tokens are words, without the spaces between them.
    this.#text.classList.toggle("apart", run.latent !== null);
    this.#first = first;
    const rows: HTMLElement[] = [
      element("div", {
        class: "text-part muted",
        text: first === 0 ? before : `showing tokens ${first} to ${first + mostTokens} of ${tokens.length}`,
      }),
    ];
    let row = element("div", { class: "text-row" });
    rows.push(row);
    this.#spans = tokens.slice(first, first + mostTokens).map(({ text }, i) => {
      const index = first + i;
      if (index === promptTokens) rows.push(element("div", { class: "text-part muted", text: written }));
      if (index === promptTokens || (text.startsWith("\n") && row.childElementCount > 0)) {
        row = element("div", { class: "text-row" });
        rows.push(row);
      }
      const span = element("span", {
        class: "text-token",
        text: visibleText(text).replace(/^⏎(?=.)/, ""),
        role: "option",
        attributes: { "data-token": index, id: `text-${index}` },
      });
      row.append(span);
      return span;
    });
    this.#text.replaceChildren(...rows);
  }

  #paint(): void {
    const situation = this.#situation;
    if (situation === undefined || this.element.hidden) return;
    const { token, look, colors, set } = situation;
    const row = token === null ? undefined : this.#row;
    const seen: number[] = [];
    for (const [i, span] of this.#spans.entries()) {
      const index = this.#first + i;
      const value = row?.[index] ?? 0;
      const shown = !(look.hideFirst && index === 0) && value >= look.threshold && colors.ramp.position(value) > 8;
      span.classList.toggle("read", shown);
      span.style.setProperty("--paint", shown ? colors.ramp.css(value) : "transparent");
      span.style.setProperty("--ink", shown ? colors.ramp.ink(value) : "inherit");
      span.classList.toggle("chosen", index === token);
      if (value > 0) seen.push(index);
    }
    if (token === null || row === undefined) return;
    this.#text.setAttribute("aria-activedescendant", `text-${token}`);
    this.#spans[token - this.#first]?.scrollIntoView({ block: "nearest" });
    const top = seen.sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0)).slice(0, 5);
    const name = (index: number): string =>
      `“${visibleText(situation.shown.run.shape.tokens[index]?.text ?? "")}” (${index})`;
    const list = top.map((index) => `${percentText(row[index] ?? 0)} ${name(index)}`).join(", ");
    const words =
      look.direction === "out"
        ? `${readWords(situation, name(token))} ${list || "nothing"}.`
        : `${name(token)} was read by ${list || "no later token"}.`;
    this.#words.textContent = `${words} Showing ${top.length} of ${seen.length}; ${countOf(set.heads.length, "head")}.`;
    this.#actions.say(words);
  }

  #tell(token: number): void {
    const situation = this.#situation;
    const row = this.#row;
    if (situation?.token == null || row === undefined) return;
    const name = (index: number): string =>
      `“${visibleText(situation.shown.run.shape.tokens[index]?.text ?? "")}” (${index})`;
    const value = row[token] ?? 0;
    this.#actions.say(
      situation.look.direction === "out"
        ? `${readWords(situation, name(situation.token))} ${percentText(value)} (${value.toPrecision(4)}) at ${name(token)}.`
        : `At ${name(token)} it read ${percentText(value)} (${value.toPrecision(4)}) of ${name(situation.token)}.`,
    );
  }
}

/** Without attention between later and earlier tokens a token is held against what was read at itself. */
function readWords({ shown }: Situation, name: string): string {
  return shown.run.shape.causal ? `To write ${name} the model read` : `At ${name} the encoder read`;
}
