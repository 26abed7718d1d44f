/**
 * @file Steps by lines of the rule as a picture: a column for each step, a row for each line, the line that a step claims framed; below, the same
 * for the steps before it.
 */

import { verdictMark } from "../../../src/core/check/verdictWords.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import type { StepSpans, StepWeights } from "../model/stepWeights.ts";
import type { Colors } from "./colors.ts";
import { cut, type Painter } from "./painter.ts";

export const rowHeight = 20;
const headHeight = 18;
const gap = 10;

export interface StepSize {
  readonly cell: number;
  /** Of steps. */
  readonly count: number;
  /** Of the upper part. */
  readonly rows: number;
  /** Where the lower part begins. */
  readonly below: number;
  readonly width: number;
  readonly height: number;
}

/** `room`: of the whole panel, in pixels. */
export function stepSize(run: AttentionRun, { steps: [first, end] }: StepSpans, room: number): StepSize {
  const count = end - first;
  const cell = Math.max(4, Math.min(18, Math.floor(Math.max(120, room * 0.46) / Math.max(1, count))));
  const rows = run.lines.length + 3;
  const below = headHeight + rows * rowHeight + gap;
  return { cell, count, rows, below, width: Math.max(1, count * cell), height: below + count * cell + 4 };
}

/** The step and the row at a point; a row after the upper ones is a step before it. */
export function stepCellAt({ cell, count, rows, below }: StepSize, x: number, y: number) {
  const step = Math.floor(x / cell);
  if (step < 0 || step >= count) return undefined;
  const row = y < below - gap ? Math.floor((y - headHeight) / rowHeight) : rows + Math.floor((y - below) / cell);
  return { step, row: Math.max(-1, Math.min(rows + count - 1, row)) };
}

/** The rows of the upper part, by name. */
export function stepRows({ lines }: AttentionRun): readonly string[] {
  return ["problem", ...lines.map(({ line, text }) => `${line}  ${text}`), "its own steps", "elsewhere in the prompt"];
}

export interface StepPicture {
  readonly run: AttentionRun;
  readonly weights: StepWeights;
  readonly colors: Colors;
  readonly selected: number | null;
  readonly threshold: number;
  readonly withinRule: boolean;
}

/** The names of the rows, to the left of `right`. */
export function paintStepNames(
  painter: Painter,
  { run, weights, colors }: StepPicture,
  size: StepSize,
  right: number,
): void {
  const style = { anchor: "end", size: 10 } as const;
  for (const [i, words] of stepRows(run).entries())
    painter.text(right, headHeight + (i + 0.5) * rowHeight, cut(words, 44), { ...style, color: colors.foreground });
  if (size.cell < 10) return;
  for (const [i, step] of run.steps.slice(...weights.spans.steps).entries())
    painter.text(right, size.below + (i + 0.5) * size.cell, cut(step.text.trim(), 44), {
      ...style,
      color: colors.muted,
      size: 9,
    });
}

export function paintSteps(painter: Painter, picture: StepPicture, size: StepSize): void {
  const { run, weights, colors, selected, threshold, withinRule } = picture;
  const { cell, count, rows, below, width } = size;
  const [first] = weights.spans.steps;
  const wide = Math.max(1, cell - (cell > 6 ? 1 : 0));
  const line = (row: number): number => headHeight + row * rowHeight;
  for (let row = 0; row <= rows; row++)
    painter.line(0, line(row), width, line(row), colors.rule, row === 1 || row === rows - 2 ? 1 : 0.4);
  const fill = (x: number, y: number, height: number, value: number): void => {
    if (value > 0 && value >= threshold && colors.ramp.position(value) > 0)
      painter.rect(x, y, wide, height, colors.ramp.css(value));
  };
  for (let i = 0; i < count; i++) {
    const step = first + i;
    const x = i * cell;
    const upper = (row: number, value: number): void => fill(x, line(row) + 1, rowHeight - 1, value);
    upper(0, weights.drawn(step, weights.problem(step), withinRule));
    for (const [row, { line: number }] of run.lines.entries()) {
      upper(row + 1, weights.drawn(step, weights.line(step, row), withinRule));
      if (run.steps[step]?.line === number && cell >= 5)
        painter.frame(x, line(row + 1) + 1, cell, rowHeight - 1, colors.accent, 1.5);
    }
    upper(rows - 2, weights.own(step));
    upper(rows - 1, weights.rest(step));
    painter.rect(x, below + (i + 1) * cell, wide, (count - i - 1) * cell, colors.unseen);
    for (let other = 0; other <= i; other++) fill(x, below + other * cell, wide, weights.step(step, first + other));
    if (verdictMark(run.steps[step]?.verdict ?? "correct") === "wrong")
      painter.text(x + cell / 2, 8, "✗", { color: colors.wrong, anchor: "middle", size: 10 });
    else if (cell >= 14 || (step + 1) % 5 === 0)
      painter.text(x + cell / 2, 8, String(step + 1), { color: colors.muted, anchor: "middle", size: 9 });
  }
  if (selected === null || selected < first || selected >= first + count) return;
  const x = (selected - first) * cell;
  painter.frame(x - 1, 0, cell + 2, line(rows) + 1, colors.foreground, 1.5);
  painter.frame(x - 1, below, cell + 2, (selected - first + 1) * cell, colors.foreground, 1.5);
}
