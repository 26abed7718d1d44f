/** @file Two runs side by side and their difference: by step and line of the rule, by token, or by what heads do. */

import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { percentText } from "../../../src/core/format/figures.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import type { CancelSignal } from "../../../src/protocol/cancellation.ts";
import { useAnswer } from "../../kit/answer.ts";
import { useSize } from "../../kit/canvas.ts";
import { Dropdown } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { type Compared, comparedHeads, comparedSteps, comparedTokens, differenceAt } from "../model/compared.ts";
import { scoredSteps } from "../model/scoredSteps.ts";
import { StepWeights, stepSpans } from "../model/stepWeights.ts";
import { allHeads, headSetOf, type ViewState } from "../model/viewState.ts";
import type { Colors } from "../paint/colors.ts";
import { type Heat, type HeatCell, heatCellAt, heatSize, paintDifferenceLegend, paintHeat } from "../paint/heatMap.ts";
import { CanvasPainter, type Painter, shiftedPainter } from "../paint/painter.ts";
import { HeatCanvas } from "./heatCanvas.ts";
import { type PanelProps, useSay } from "./panel.ts";

const scoreNames = ["ruleLine", "operands", "previousToken", "duplicateToken", "induction", "firstToken"] as const;
/** Cells of a side where tokens are compared. */
const tokenCells = 128;
const legendHeight = 28;
const gap = 18;

export function ComparePanel(props: PanelProps): VNode {
  const { isFront, run, set, state, colors, compared: other, output, change } = props;
  const pane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, move] = useState<HeatCell>();
  const room = Math.max(320, useSize(pane).width - 28);
  const by = state.compared;
  const key = isFront && other ? [other.id, by, by === "heads" ? null : set] : undefined;
  const answer = useAnswer(key, async (signal) => {
    move(undefined);
    return other && { other, by, compared: await compareRuns(props, other, signal) };
  });
  // An answer about another run or in another manner is no stale picture of this one.
  const found = answer.value?.other === other && answer.value?.by === by ? answer.value : undefined;
  const compared = found?.compared;
  const title = other === undefined ? "" : titles(run, other).join(" compared with ");
  const layout = (paper: Colors, width: number) =>
    compared && other && layoutOf(compared, { run, other, by, colors: paper, room: width });
  const shown = layout(colors, room);
  useSay(props, compared && cursor && cellSentence(compared, cursor));
  output.current = {
    focus: () => canvas.current?.focus(),
    picture: (paper) => {
      const made = layout(paper, 1000);
      return made && { ...made, caption: `${title}. ${compared?.words}`, isWeights: true };
    },
    numbers: () => compared && numbersOf(compared, title),
  };
  const note =
    other === undefined
      ? "Choose a run to compare with: a saved one, another problem, the same problem by another model, or this response as another model reads it."
      : (compared?.words ?? (answer.state === "loading" ? "reading both runs" : ""));
  return h("div", { class: "pane compare-pane", ref: pane, hidden: !isFront }, [
    h("div", { class: "try-row" }, [
      h(Dropdown<ViewState["compared"]>, {
        label: "What is compared",
        choices: [
          { value: "steps", text: "steps by lines of the rule" },
          { value: "tokens", text: "tokens by tokens" },
          { value: "heads", text: "heads by what they do" },
        ],
        value: by,
        change: (chosen) => change({ compared: chosen }),
      }),
    ]),
    h("div", { class: "line-scroller" }, [
      shown &&
        compared &&
        h(HeatCanvas, {
          canvasRef: canvas,
          width: shown.width,
          height: shown.height,
          label: `${title}. ${compared.words}`,
          paint: (context) => shown.paint(new CanvasPainter(context, colors.fonts), cursor),
          at: shown.at,
          rows: compared.rows.length,
          columns: compared.columns.length,
          cursor,
          move,
        }),
    ]),
    h("p", { class: "muted step-note" }, note),
  ]);
}

async function compareRuns(
  { run, set, state, endpoint }: PanelProps,
  other: AttentionRun,
  signal: CancelSignal,
): Promise<Compared> {
  // A head of another model is another head; its set is the same where it has the same heads.
  const isAlike = run.shape.layers === other.shape.layers && run.shape.heads.length === other.shape.heads.length;
  const sides = [
    { run, set },
    { run: other, set: isAlike ? headSetOf(state, other) : { ...set, heads: allHeads(other.shape) } },
  ] as const;
  const both = async <T>(ask: (side: (typeof sides)[number]) => Promise<T>): Promise<[T, T]> =>
    Promise.all([ask(sides[0]), ask(sides[1])]);
  if (state.compared === "heads") {
    const [own, theirs] = await both((side) =>
      endpoint.request("headScores", { run: side.run.id, ...scoredSteps(side.run) }, { signal }),
    );
    return comparedHeads(own.heads, theirs.heads, scoreNames);
  }
  if (state.compared === "tokens") {
    const count = Math.min(run.shape.tokens.length, other.shape.tokens.length);
    const whole: [number, number] = [0, count];
    const size = { queries: whole, keys: whole, rows: tokenCells, columns: tokenCells };
    const [own, theirs] = await both((side) =>
      endpoint.request("attentionTile", { run: side.run.id, set: side.set, ...size }, { signal }),
    );
    return comparedTokens({ own: run, other, count }, own, theirs);
  }
  const [own, theirs] = await both(async (side) => {
    const spans = stepSpans(side.run, null);
    const params = { run: side.run.id, set: side.set, queries: spans.queries, keys: spans.keys };
    const { weights } = await endpoint.request("attentionSpans", params, { signal });
    return { run: side.run, weights: new StepWeights(side.run, spans, weights) };
  });
  const compared = comparedSteps(own, theirs);
  const heads = isAlike
    ? ""
    : ` The models differ in shape: all ${sides[1].set.heads.length} heads of the other are taken.`;
  return { ...compared, words: compared.words + heads };
}

function titles(run: AttentionRun, other: AttentionRun): [string, string] {
  return [`this: ${run.call} by ${run.model}`, `other: ${other.call} by ${other.model}`];
}

interface LayoutOptions {
  readonly run: AttentionRun;
  readonly other: AttentionRun;
  readonly by: ViewState["compared"];
  readonly colors: Colors;
  readonly room: number;
}

/** Three maps beside each other where there is room, else below each other. */
function layoutOf(compared: Compared, { run, other, by, colors, room }: LayoutOptions) {
  const [own, theirs] = titles(run, other);
  const most = mostDifference(compared);
  const framed = (side: "own" | "other"): Pick<Heat, "isFramed"> =>
    compared.isFramed ? { isFramed: (row, column) => compared.isFramed?.(side, row, column) ?? false } : {};
  const base = { rows: compared.rows, columns: compared.columns };
  const heats: readonly Heat[] = [
    { ...base, title: own, value: compared.own, color: colors.ramp.css, ...framed("own") },
    { ...base, title: theirs, value: compared.other, color: colors.ramp.css, ...framed("other") },
    {
      ...base,
      title: "difference: this − other",
      value: (row, column) => differenceAt(compared, row, column),
      color: (value) => colors.difference(value / most),
    },
  ];
  const left = by === "steps" ? Math.min(230, room * 0.34) : 96;
  const isSquare = by === "tokens";
  const third = heatSize(base, (room - 2 * gap) / 3, { left: Math.min(left, 150), isSquare });
  const isWide = 3 * third.width + 2 * gap <= room && third.cellWidth >= (isSquare ? 2 : 8);
  const size = isWide ? third : heatSize(base, room, { left, isSquare });
  const place = (i: number) => (isWide ? { x: i * (size.width + gap), y: 0 } : { x: 0, y: i * (size.height + 4) });
  const last = place(2);
  return {
    width: last.x + size.width,
    height: last.y + size.height + legendHeight,
    paint: (painter: Painter, cursor?: HeatCell) => {
      for (const [i, heat] of heats.entries())
        paintHeat(shiftedPainter(painter, place(i).x, place(i).y), heat, size, colors, cursor);
      paintDifferenceLegend(painter, colors, last.x + size.left, last.y + size.height, most);
    },
    at: (x: number, y: number): HeatCell | undefined => {
      for (const [i, heat] of heats.entries()) {
        const found = heatCellAt(heat, size, x - place(i).x, y - place(i).y);
        if (found) return found;
      }
      return undefined;
    },
  };
}

/** The difference that has the deepest color. */
function mostDifference(compared: Compared): number {
  let most = 0.01;
  for (const row of compared.rows.keys())
    for (const column of compared.columns.keys())
      most = Math.max(most, Math.abs(differenceAt(compared, row, column) ?? 0));
  return most;
}

function cellSentence(compared: Compared, { row, column }: HeatCell): string {
  const words = (value: number | undefined): string => (value === undefined ? "nothing there" : percentText(value));
  const difference = differenceAt(compared, row, column);
  const points = difference === undefined ? "" : `, difference ${(difference * 100).toFixed(1)} points`;
  const values = `this ${words(compared.own(row, column))}, other ${words(compared.other(row, column))}`;
  return `${values}${points}: ${compared.columns[column]}, ${compared.rows[row]}`;
}

function numbersOf(compared: Compared, title: string) {
  const { rows, columns, own, other, words } = compared;
  const values = rows.flatMap((_, row) =>
    columns.flatMap((_, column) =>
      [own(row, column), other(row, column), differenceAt(compared, row, column)].map((value) => value ?? Number.NaN),
    ),
  );
  return {
    rows,
    columns: columns.flatMap((name) => [`this: ${name}`, `other: ${name}`, `difference: ${name}`]),
    values: Float32Array.from(values),
    caption: `${title}. ${words}`,
  };
}
