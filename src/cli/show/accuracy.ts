/** @file Measured accuracy, length by length, with the interval that so few samples allow. */

import { percentRange, percentText } from "../../core/format/figures.ts";
import { wilson } from "../../core/statistics/interval.ts";
import { bar } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

export interface MeasuredLength {
  readonly length: number;
  readonly total: number;
  readonly correct: number;
  /** Responses that equal the gold one; null for a method without a trace. */
  readonly exactTraces: number | null;
  /** Of the answers that are not exact, by the kind of their first step that is not correct. */
  readonly errors?: { readonly kinds: { readonly malformed?: number | undefined } };
}

export interface AccuracyJson extends Counts {
  readonly total: number;
  readonly correct: number;
  readonly accuracy: number | null;
  readonly lengths: readonly (Omit<MeasuredLength, "errors"> & Counts & { readonly accuracy: number | null })[];
}

/** The same three counts as `check`, by the strict reading of a measurement: `right` are exact answers. */
interface Counts {
  readonly right: number;
  readonly wrong: number;
  /** Responses whose first step that is not correct could not be read. */
  readonly unreadable: number;
}

function countsOf({ total, correct, errors }: MeasuredLength): Counts {
  const unreadable = Math.min(total - correct, errors?.kinds.malformed ?? 0);
  return { right: correct, wrong: total - correct - unreadable, unreadable };
}

export function accuracyJson(lengths: readonly MeasuredLength[]): AccuracyJson {
  const total = lengths.reduce((sum, each) => sum + each.total, 0);
  const correct = lengths.reduce((sum, each) => sum + each.correct, 0);
  const unreadable = lengths.reduce((sum, each) => sum + countsOf(each).unreadable, 0);
  return {
    ...{ right: correct, wrong: total - correct - unreadable, unreadable },
    total,
    correct,
    accuracy: ratio(correct, total),
    lengths: lengths.map((each) => ({
      length: each.length,
      total: each.total,
      correct: each.correct,
      ...countsOf(each),
      exactTraces: each.exactTraces,
      accuracy: ratio(each.correct, each.total),
    })),
  };
}

export function accuracyLines(lengths: readonly MeasuredLength[], { paint }: Terminal): readonly string[] {
  const withTraces = lengths.some(({ exactTraces }) => exactTraces !== null);
  const rows = lengths.map(({ length, total, correct, exactTraces }) => {
    const share = ratio(correct, total) ?? 0;
    const [low, high] = wilson(correct, total);
    const traces = withTraces ? `  ${exactTraces === null ? "" : padded(ratio(exactTraces, total) ?? 0)}` : "";
    const color = share >= 0.99 ? "green" : share >= 0.9 ? "yellow" : "red";
    const interval = paint("dim", percentRange(low, high).padEnd(18));
    return `${String(length).padStart(6)}  ${paint(color, bar(share))} ${padded(share)}  ${interval}  ${`${correct}/${total}`.padStart(11)}${traces}`;
  });
  const { total, correct, accuracy } = accuracyJson(lengths);
  const traces = withTraces ? "  exact traces" : "";
  const heading = `${"length".padStart(6)}  ${"accuracy".padEnd(24)}          95 % interval           correct${traces}`;
  return [
    paint("bold", heading),
    ...rows,
    `   all  ${" ".repeat(24)} ${padded(accuracy ?? 0)}  ${" ".repeat(18)}  ${`${correct}/${total}`.padStart(11)}`,
  ];
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function padded(share: number): string {
  return percentText(share).padStart(7);
}
