/**
 * @file Heads ranked by what depends on them beside heads ranked by where they look: the step's tokens without each head, and the share of the
 * head's attention that lay on the line that the step claims.
 */

import { writersOf } from "../../src/core/attention/writers.ts";
import { percentText } from "../../src/core/format/figures.ts";
import type { Head, HeadAblations } from "../../src/protocol/activations.ts";
import type { CancelSignal } from "../../src/protocol/cancellation.ts";
import { element, table } from "../dom.ts";
import { progress } from "../ui.ts";
import { Latest, type Numbers, type PaneActions, type Situation } from "./pane.ts";
import { allHeads, sameHead } from "./state.ts";

interface Weighed extends Head {
  readonly weight: number;
}

interface Row extends Weighed {
  /** Nats that the step's tokens lose without the head. */
  readonly loss: number;
  readonly after: number;
  readonly byLoss: number;
  readonly byWeight: number;
}

export class EffectTable {
  readonly element = element("div", { class: "score-scroller" });
  readonly #actions: PaneActions;
  readonly #latest = new Latest();
  #situation: Situation | undefined;
  #asked = "";
  #effects: HeadAblations | undefined;
  #weights: readonly Weighed[] | undefined;
  #sort: "loss" | "weight" = "loss";

  constructor(actions: PaneActions) {
    this.#actions = actions;
  }

  /** `range`: the tokens that are measured. */
  update(situation: Situation, range: [number, number] | undefined): void {
    this.#situation = situation;
    const key = JSON.stringify([situation.shown.run.id, range]);
    if (range !== undefined && key !== this.#asked) {
      this.#asked = key;
      this.#effects = undefined;
      this.#weights = undefined;
      void this.#latest.take(
        (signal) => this.#measure(situation, range, signal),
        ({ effects, weights }) => {
          this.#effects = effects;
          this.#weights = weights;
          this.#draw();
        },
      );
    }
    this.#draw();
  }

  numbers(): Numbers | undefined {
    const rows = this.#rows();
    const before = this.#effects?.before;
    if (rows === undefined || before === undefined) return undefined;
    return {
      rows: rows.map(({ layer, head }) => `layer ${layer} head ${head}`),
      columns: ["log probability with all heads", "without this head", `share read at ${this.#place()}`],
      values: Float32Array.from(rows.flatMap(({ after, weight }) => [before, after, weight])),
      caption: `Log probability (nats) of the step's tokens together, each head silenced by itself; share of the head's attention at ${this.#place()} at the tokens that wrote the step`,
    };
  }

  async #measure(situation: Situation, range: [number, number], signal: CancelSignal) {
    const { run } = situation.shown;
    const effects = await this.#actions.ask("ablateHeads", { run: run.id, tokens: range }, signal);
    const queries: [number, number][] = [[...writersOf(range)]];
    const keys = this.#spans(situation);
    const weights: Weighed[] = [];
    for (const head of allHeads(run.shape)) {
      const { weights: shares } = await this.#actions.ask(
        "attentionSpans",
        { run: run.id, set: { heads: [head] }, queries, keys },
        signal,
      );
      weights.push({ ...head, weight: shares.reduce((sum, it) => sum + it, 0) });
    }
    return { effects, weights };
  }

  /** The line that the step claims; without one the rule's lines and the problem. */
  #spans({ shown: { run }, step }: Situation): [number, number][] {
    const claimed = step === null ? null : run.steps[step]?.line;
    const line = run.lines.find((it) => it.line === claimed);
    const all = [...run.lines.map(({ tokens }) => tokens), ...(run.problem ? [run.problem] : [])];
    return (line ? [line.tokens] : all).map(([from, to]) => [from, to]);
  }

  #place(): string {
    const situation = this.#situation;
    const claimed = situation?.step == null ? null : situation.shown.run.steps[situation.step]?.line;
    const there = situation?.shown.run.lines.some(({ line }) => line === claimed);
    return there ? `line ${claimed}` : "the rule and the problem";
  }

  #rows(): readonly Row[] | undefined {
    const [effects, weights] = [this.#effects, this.#weights];
    if (effects === undefined || weights === undefined) return undefined;
    const rows = effects.heads.map(({ layer, head, after }) => {
      const weight = weights.find((it) => sameHead(it, { layer, head }))?.weight ?? 0;
      return { layer, head, after, weight, loss: effects.before - after };
    });
    const rank = (of: (row: (typeof rows)[number]) => number, row: (typeof rows)[number]): number =>
      1 + rows.filter((other) => of(other) > of(row)).length;
    return rows.map((row) => ({ ...row, byLoss: rank((it) => it.loss, row), byWeight: rank((it) => it.weight, row) }));
  }

  #draw(): void {
    const situation = this.#situation;
    const rows = this.#rows();
    if (situation === undefined) return;
    if (rows === undefined) {
      this.element.replaceChildren(
        progress("silencing each head"),
        element("span", { class: "muted", text: " silencing each head in turn" }),
      );
      return;
    }
    const most = Math.max(1e-9, ...rows.map(({ loss }) => loss));
    const sorted = [...rows].sort((a, b) => (this.#sort === "loss" ? b.loss - a.loss : b.weight - a.weight));
    const body = sorted.map((row) => {
      const { layer, head, after, loss, weight, byLoss, byWeight } = row;
      const chosen = situation.look.heads.some((it) => sameHead(it, row));
      const cells = [
        element("td", { text: percentText(Math.exp(after)) }),
        element("td", {}, [bar(loss / most), `${nats(-loss)} nats`]),
        element("td", { text: `${byLoss}.` }),
        element("td", {}, [bar(weight), percentText(weight)]),
        element("td", { text: `${byWeight}.` }),
      ];
      const made = element(
        "tr",
        { attributes: { tabindex: 0, "aria-selected": chosen }, ...(chosen ? { class: "selected" } : {}) },
        [element("th", { text: `L${layer} H${head}`, attributes: { scope: "row" } }), ...cells],
      );
      const take = (): void => this.#actions.heads([{ layer, head }]);
      made.addEventListener("click", take);
      made.addEventListener("keydown", ({ key }) => {
        if (key === "Enter") take();
      });
      return made;
    });
    const titles = [
      "head",
      "without it",
      this.#sorter("loss", "effect"),
      "rank",
      this.#sorter("weight", `read at ${this.#place()}`),
      "rank",
    ];
    this.element.replaceChildren(table({ class: "scores" }, titles, body));
  }

  #sorter(by: "loss" | "weight", text: string): HTMLElement {
    const on = this.#sort === by;
    const made = element("button", { class: "sort", text: `${text}${on ? " ↓" : ""}` });
    made.addEventListener("click", () => {
      this.#sort = by;
      this.#draw();
    });
    return element("th", { attributes: { scope: "col", "aria-sort": on ? "descending" : "none" } }, [made]);
  }
}

function bar(part: number): HTMLElement {
  const made = element("span", { class: "bar" });
  made.style.setProperty("--share", String(Math.min(1, Math.max(0, part))));
  return made;
}

/** `-10.18`; what is nothing has no sign. */
function nats(value: number): string {
  const text = value.toFixed(2);
  return Number(text) === 0 ? "0.00" : text;
}
