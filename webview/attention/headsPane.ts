/** @file What each head does, in numbers: a table to sort and to jump from. The formulas are in the extension's documentation. */

import { percentText } from "../../src/core/format/figures.ts";
import type { ScoredHeads } from "../../src/protocol/activations.ts";
import { element, table } from "../dom.ts";
import { progress, textField } from "../ui.ts";
import { headFilter } from "./headFilter.ts";
import { Latest, type Numbers, type Pane, type PaneActions, type Picture, type Situation } from "./pane.ts";
import { scoredSteps } from "./scoredSteps.ts";
import { sameHead } from "./state.ts";

type Name = keyof ScoredHeads[number]["scores"];

const columns: readonly { readonly name: Name; readonly title: string; readonly about: string }[] = [
  { name: "ruleLine", title: "rule line", about: "of the line that the step claims, while the step is written" },
  { name: "operands", title: "operands", about: "of the problem's arguments, while the response is written" },
  { name: "previousToken", title: "previous", about: "of the token just before" },
  { name: "duplicateToken", title: "duplicate", about: "of earlier tokens that are the same" },
  { name: "induction", title: "induction", about: "of what followed the same token before" },
  { name: "firstToken", title: "first token", about: "of the first token, the sink" },
  { name: "entropy", title: "entropy", about: "how widely it looks, in nats" },
  { name: "distance", title: "distance", about: "how far back it looks, in tokens" },
];

export class HeadsPane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #body = element("div", { class: "score-scroller" });
  readonly #latest = new Latest();
  readonly #count = element("span", { class: "muted", role: "status" });
  #situation: Situation | undefined;
  #filter = "";
  #asked = "";
  #scores: ScoredHeads | undefined;
  #sort: { readonly by: Name | "head"; readonly down: boolean } = { by: "ruleLine", down: true };

  constructor(actions: PaneActions) {
    this.#actions = actions;
    const field = textField("Which heads are shown", "filter: L1, rule line > 10", (text) => {
      this.#filter = text;
      this.#draw();
    });
    const note = element("p", {
      class: "muted step-note",
      text: "Mean shares over this run, from 0 to 1 (entropy in nats, distance in tokens). Click a title to sort, a row to look at its head. A dash: this run has no case for it.",
    });
    this.element = element("div", { class: "pane heads-pane" }, [
      element("div", { class: "try-row" }, [field.element, this.#count]),
      this.#body,
      note,
    ]);
  }

  update(situation: Situation): void {
    this.#situation = situation;
    if (this.element.hidden) return;
    const { run } = situation.shown;
    if (this.#asked !== run.id) {
      this.#asked = run.id;
      this.#scores = undefined;
      void this.#latest.take(
        (signal) => this.#actions.ask("headScores", { run: run.id, ...scoredSteps(run) }, signal),
        ({ heads }) => {
          this.#scores = heads;
          this.#draw();
        },
      );
    }
    this.#draw();
  }

  focus(): void {
    this.#body.querySelector<HTMLElement>("tr[tabindex]")?.focus();
  }

  picture(): Picture | undefined {
    return undefined;
  }

  async numbers(): Promise<Numbers | undefined> {
    const scores = this.#scores;
    const situation = this.#situation;
    if (scores === undefined || situation === undefined) return undefined;
    const shown = columnsOf(situation, scores);
    return {
      rows: scores.map(({ layer, head }) => `layer ${layer} head ${head}`),
      columns: shown.map(({ name, title }) => (title === "z" ? "z" : name)),
      values: Float32Array.from(scores.flatMap(({ scores: own }) => shown.map(({ name }) => own[name] ?? Number.NaN))),
      caption: "Scores of heads over one run",
    };
  }

  #draw(): void {
    const situation = this.#situation;
    const scores = this.#scores;
    if (situation === undefined) return;
    if (scores === undefined) {
      this.#body.replaceChildren(
        progress("measuring heads"),
        element("span", { class: "muted", text: " measuring each head" }),
      );
      return;
    }
    const { by, down } = this.#sort;
    const fits = headFilter(this.#filter, columns);
    const shown = fits === undefined ? scores : scores.filter(fits);
    this.#count.textContent =
      fits === undefined
        ? "This cannot be read. Write L1, H0, or a title and a number: rule line > 10."
        : `Showing ${shown.length} of ${scores.length} heads`;
    const sorted = [...shown].sort((a, b) => {
      const order = by === "head" ? a.layer - b.layer || a.head - b.head : (a.scores[by] ?? -1) - (b.scores[by] ?? -1);
      return down ? -order : order;
    });
    const title = (name: Name | "head", text: string, about: string): HTMLElement => {
      const made = element("button", {
        class: "sort",
        text: `${text}${by === name ? (down ? " ↓" : " ↑") : ""}`,
        title: about,
      });
      made.addEventListener("click", () => {
        this.#sort = { by: name, down: by === name ? !down : name !== "head" };
        this.#draw();
      });
      return element(
        "th",
        { attributes: { scope: "col", "aria-sort": by !== name ? "none" : down ? "descending" : "ascending" } },
        [made],
      );
    };
    const shownColumns = columnsOf(situation, scores);
    const most = new Map(
      columns.map(({ name }) => [name, Math.max(1e-9, ...scores.map(({ scores: own }) => own[name] ?? 0))]),
    );
    const rows = sorted.map(({ layer, head, scores: own }) => {
      const chosen = situation.look.heads.some((it) => sameHead(it, { layer, head }));
      const cells = shownColumns.map(({ name }) => {
        const value = own[name];
        const cell = element("td", {}, [element("span", { class: "bar" }), value === null ? "–" : words(name, value)]);
        const scale = name === "entropy" || name === "distance" ? (most.get(name) ?? 1) : 1;
        cell.querySelector<HTMLElement>(".bar")?.style.setProperty("--share", String((value ?? 0) / scale));
        return cell;
      });
      const row = element(
        "tr",
        { attributes: { tabindex: 0, "aria-selected": chosen }, ...(chosen ? { class: "selected" } : {}) },
        [element("th", { text: `L${layer} H${head}`, attributes: { scope: "row" } }), ...cells],
      );
      const take = (): void => this.#actions.heads([{ layer, head }]);
      row.addEventListener("click", take);
      row.addEventListener("keydown", (event) => {
        if (event.key === "Enter") take();
      });
      return row;
    });
    const titles = [
      title("head", "head", "layer and head"),
      ...shownColumns.map(({ name, title: text, about }) => title(name, text, about)),
    ];
    this.#body.replaceChildren(table({ class: "scores" }, titles, rows));
  }
}

/** Scores that this run has a case of; of a language VAE the first token may be z. */
function columnsOf({ shown }: Situation, scores: ScoredHeads): typeof columns {
  const { latent, shape } = shown.run;
  if (latent === null) return columns;
  const known = columns.filter(({ name }) => scores.some((it) => it.scores[name] !== null));
  const z = { title: "z", about: "of z's slot: the cross attention" };
  return known.map((column) => (shape.slot && column.name === "firstToken" ? { ...column, ...z } : column));
}

function words(name: Name, value: number): string {
  return name === "entropy" ? value.toFixed(2) : name === "distance" ? value.toFixed(1) : percentText(value);
}
