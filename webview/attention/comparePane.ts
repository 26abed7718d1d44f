/** @file Two runs side by side and their difference: by step and line of the rule, by token, or by what heads do. */

import { percentText } from "../../src/core/format/figures.ts";
import type { CancelSignal } from "../../src/protocol/cancellation.ts";
import { element } from "../dom.ts";
import { dropdown } from "../ui.ts";
import type { Colors } from "./colors.ts";
import { type Compared, comparedHeads, comparedSteps, comparedTokens, differenceAt } from "./compareModel.ts";
import { HeatCursor } from "./heatCursor.ts";
import { type Heat, type HeatCell, heatCellAt, heatSize, paintDifferenceLegend, paintHeat } from "./heatMap.ts";
import { CanvasPainter, type Painter } from "./painter.ts";
import {
  Latest,
  type Numbers,
  type Pane,
  type PaneActions,
  type Picture,
  paintCanvas,
  type Situation,
  shiftedPainter,
} from "./pane.ts";
import { scoredSteps } from "./scoredSteps.ts";
import { allHeads, headSetOf } from "./state.ts";
import { StepShares, stepSpans } from "./stepShares.ts";

const scoreNames = ["ruleLine", "operands", "previousToken", "duplicateToken", "induction", "firstToken"] as const;
/** Cells of a side where tokens are compared. */
const tokenCells = 128;
const legendHeight = 28;
const gap = 18;

export class ComparePane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #canvas = element("canvas", { attributes: { tabindex: 0, role: "img" } });
  readonly #note = element("p", { class: "muted step-note" });
  readonly #latest = new Latest();
  readonly #cursor: HeatCursor;
  #situation: Situation | undefined;
  #asked = "";
  #compared: Compared | undefined;

  constructor(actions: PaneActions, look: Pick<Situation["look"], "compared">) {
    this.#actions = actions;
    const choices = [
      { value: "steps", text: "steps by lines of the rule" },
      { value: "tokens", text: "tokens by tokens" },
      { value: "heads", text: "heads by what they do" },
    ] as const;
    this.element = element("div", { class: "pane compare-pane" }, [
      element("div", { class: "try-row" }, [
        dropdown("What is compared", choices, look.compared, (compared) => actions.change({ compared })),
      ]),
      element("div", { class: "line-scroller" }, [this.#canvas]),
      this.#note,
    ]);
    this.#cursor = new HeatCursor(this.#canvas, {
      at: (x, y) => this.#at(x, y),
      size: () => this.#compared && { rows: this.#compared.rows.length, columns: this.#compared.columns.length },
      moved: () => this.#draw(),
    });
  }

  update(situation: Situation): void {
    this.#situation = situation;
    if (this.element.hidden) return;
    const { shown, other, look, set } = situation;
    const key = JSON.stringify([shown.run.id, other?.id, look.compared, look.compared === "heads" ? null : set]);
    if (key !== this.#asked) {
      this.#asked = key;
      this.#compared = undefined;
      this.#cursor.clear();
      if (other)
        void this.#latest.take(
          (signal) => this.#ask(situation, signal),
          (compared) => this.#take(compared),
        );
    }
    this.#draw();
  }

  focus(): void {
    this.#canvas.focus();
  }

  rest(): void {
    if (this.#latest.isPending) this.#asked = "";
    this.#latest.stop();
  }

  picture(colors: Colors): Picture | undefined {
    const situation = this.#situation;
    const compared = this.#compared;
    if (situation?.other === undefined || compared === undefined) return undefined;
    const layout = this.#layout(compared, situation, colors, 1000);
    return {
      ...layout,
      caption: `${this.#titles(situation).join(" against ")}. ${compared.words}`,
      isShares: true,
      paint: layout.paint,
    };
  }

  async numbers(): Promise<Numbers | undefined> {
    const situation = this.#situation;
    const compared = this.#compared;
    if (situation === undefined || compared === undefined) return undefined;
    const { rows, columns } = compared;
    const values = rows.flatMap((_, row) =>
      columns.flatMap((_, column) =>
        [compared.own(row, column), compared.other(row, column), differenceAt(compared, row, column)].map(
          (value) => value ?? Number.NaN,
        ),
      ),
    );
    return {
      rows,
      columns: columns.flatMap((name) => [`this: ${name}`, `other: ${name}`, `difference: ${name}`]),
      values: Float32Array.from(values),
      caption: `${this.#titles(situation).join(" against ")}. ${compared.words}`,
    };
  }

  async #ask({ shown: { run }, other, look, set }: Situation, signal: CancelSignal): Promise<Compared | undefined> {
    const { ask } = this.#actions;
    if (other === undefined) return undefined;
    // A head of another model is another head; its set is the same where it has the same heads.
    const same = run.shape.layers === other.shape.layers && run.shape.heads.length === other.shape.heads.length;
    const theirSet = same ? headSetOf(look, other) : { ...set, heads: allHeads(other.shape) };
    if (look.compared === "heads") {
      const [own, theirs] = await Promise.all([
        ask("headScores", { run: run.id, ...scoredSteps(run) }, signal),
        ask("headScores", { run: other.id, ...scoredSteps(other) }, signal),
      ]);
      return comparedHeads(own.heads, theirs.heads, scoreNames);
    }
    if (look.compared === "tokens") {
      const count = Math.min(run.shape.tokens.length, other.shape.tokens.length);
      const range: [number, number] = [0, count];
      const params = { queries: range, keys: range, rows: tokenCells, columns: tokenCells };
      const [own, theirs] = await Promise.all([
        ask("attentionTile", { run: run.id, set, ...params }, signal),
        ask("attentionTile", { run: other.id, set: theirSet, ...params }, signal),
      ]);
      return comparedTokens({ own: run, other, count }, own, theirs);
    }
    const [mySpans, theirSpans] = [stepSpans(run, null), stepSpans(other, null)];
    const [own, theirs] = await Promise.all([
      ask("attentionSpans", { run: run.id, set, queries: mySpans.queries, keys: mySpans.keys }, signal),
      ask(
        "attentionSpans",
        { run: other.id, set: theirSet, queries: theirSpans.queries, keys: theirSpans.keys },
        signal,
      ),
    ]);
    const compared = comparedSteps(
      { run, shares: new StepShares(run, mySpans, own.weights) },
      { run: other, shares: new StepShares(other, theirSpans, theirs.weights) },
    );
    const heads = same ? "" : ` The models differ in shape: all ${theirSet.heads.length} heads of the other are taken.`;
    return { ...compared, words: compared.words + heads };
  }

  #take(compared: Compared | undefined): void {
    this.#compared = compared;
    this.#draw();
  }

  #titles({ shown, other }: Situation): [string, string] {
    const of = (run: { readonly call: string; readonly model: string } | undefined): string =>
      run === undefined ? "" : `${run.call} by ${run.model}`;
    return [`this: ${of(shown.run)}`, `other: ${of(other)}`];
  }

  /** Three maps beside each other where there is room, else below each other. */
  #layout(compared: Compared, situation: Situation, colors: Colors, room: number) {
    const [own, other] = this.#titles(situation);
    const most = this.#most(compared);
    const framed = (side: "own" | "other"): Pick<Heat, "isFramed"> =>
      compared.isFramed ? { isFramed: (row, column) => compared.isFramed?.(side, row, column) ?? false } : {};
    const base = { rows: compared.rows, columns: compared.columns };
    const heats: readonly Heat[] = [
      { ...base, title: own, value: compared.own, color: colors.ramp.css, ...framed("own") },
      { ...base, title: other, value: compared.other, color: colors.ramp.css, ...framed("other") },
      {
        ...base,
        title: "difference: this − other",
        value: (row, column) => differenceAt(compared, row, column),
        color: (value) => colors.difference(value / most),
      },
    ];
    const left = situation.look.compared === "steps" ? Math.min(230, room * 0.34) : 96;
    const isSquare = situation.look.compared === "tokens";
    const third = heatSize(base, (room - 2 * gap) / 3, { left: Math.min(left, 150), isSquare });
    const isWide = 3 * third.width + 2 * gap <= room && third.cellWidth >= (isSquare ? 2 : 8);
    const size = isWide ? third : heatSize(base, room, { left, isSquare });
    const places = heats.map((_, i): readonly [number, number] =>
      isWide ? [i * (size.width + gap), 0] : [0, i * (size.height + 4)],
    );
    const [lastX, lastY] = places[2] ?? [0, 0];
    return {
      size,
      heats,
      places,
      width: lastX + size.width,
      height: lastY + size.height + legendHeight,
      paint: (painter: Painter, cursor?: HeatCell) => {
        for (const [i, heat] of heats.entries()) {
          const [x, y] = places[i] ?? [0, 0];
          paintHeat(shiftedPainter(painter, x, y), heat, size, colors, cursor);
        }
        paintDifferenceLegend(painter, colors, lastX + size.left, lastY + size.height, most);
      },
    };
  }

  /** The difference that has the deepest colour. */
  #most(compared: Compared): number {
    let most = 0.01;
    for (const row of compared.rows.keys())
      for (const column of compared.columns.keys())
        most = Math.max(most, Math.abs(differenceAt(compared, row, column) ?? 0));
    return most;
  }

  #draw(): void {
    const situation = this.#situation;
    if (situation === undefined || this.element.hidden) return;
    const compared = this.#compared;
    this.#canvas.hidden = compared === undefined;
    this.#note.textContent =
      situation.other === undefined
        ? "Choose a run to compare with: a kept one, another problem, the same problem by another model, or this response as another model reads it."
        : (compared?.words ?? "reading both runs");
    if (compared === undefined) return;
    const layout = this.#layout(compared, situation, situation.colors, this.#room());
    const context = paintCanvas(this.#canvas, layout.width, layout.height);
    if (context === null) return;
    layout.paint(new CanvasPainter(context, situation.colors.fonts), this.#cursor.cell);
    this.#canvas.setAttribute("aria-label", `${this.#titles(situation).join(" against ")}. ${compared.words}`);
    const at = this.#cursor.cell;
    if (at === undefined) return;
    const [own, other] = [compared.own(at.row, at.column), compared.other(at.row, at.column)];
    const words = (value: number | undefined): string => (value === undefined ? "nothing there" : percentText(value));
    const difference = differenceAt(compared, at.row, at.column);
    const points = difference === undefined ? "" : `, difference ${(difference * 100).toFixed(1)} points`;
    const place = `${compared.columns[at.column]}, ${compared.rows[at.row]}`;
    this.#actions.say(`this ${words(own)}, other ${words(other)}${points}: ${place}`);
  }

  #room(): number {
    return Math.max(320, this.element.clientWidth - 28);
  }

  #at(x: number, y: number): HeatCell | undefined {
    const [situation, compared] = [this.#situation, this.#compared];
    if (situation === undefined || compared === undefined) return undefined;
    const { heats, places, size } = this.#layout(compared, situation, situation.colors, this.#room());
    for (const [i, heat] of heats.entries()) {
      const [left, top] = places[i] ?? [0, 0];
      const found = heatCellAt(heat, size, x - left, y - top);
      if (found) return found;
    }
    return undefined;
  }
}
