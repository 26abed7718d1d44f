/** @file Measured accuracy, length by length, with the interval that so few samples allow. */

import { wilson } from "../../core/measure/interval.ts";
import { bar } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

export interface MeasuredLength {
  readonly length: number;
  readonly total: number;
  readonly correct: number;
  /** Responses that equal the gold one; null for a method without a trace. */
  readonly exactTraces: number | null;
}

export interface AccuracyJson {
  readonly total: number;
  readonly correct: number;
  readonly accuracy: number | null;
  readonly lengths: readonly (MeasuredLength & { readonly accuracy: number | null })[];
}

export function accuracyJson(lengths: readonly MeasuredLength[]): AccuracyJson {
  const total = lengths.reduce((sum, each) => sum + each.total, 0);
  const correct = lengths.reduce((sum, each) => sum + each.correct, 0);
  return {
    total,
    correct,
    accuracy: ratio(correct, total),
    lengths: lengths.map(({ length, total: all, correct: right, exactTraces }) => ({
      length,
      total: all,
      correct: right,
      exactTraces,
      accuracy: ratio(right, all),
    })),
  };
}

export function accuracyLines(lengths: readonly MeasuredLength[], { paint }: Terminal): readonly string[] {
  const withTraces = lengths.some(({ exactTraces }) => exactTraces !== null);
  const rows = lengths.map(({ length, total, correct, exactTraces }) => {
    const share = ratio(correct, total) ?? 0;
    const [low, high] = wilson(correct, total);
    const traces = withTraces ? `  ${exactTraces === null ? "" : percent(ratio(exactTraces, total) ?? 0)}` : "";
    const colour = share >= 0.99 ? "green" : share >= 0.9 ? "yellow" : "red";
    const interval = paint("dim", `${percent(low)} to ${percent(high)}`);
    return `${String(length).padStart(6)}  ${paint(colour, bar(share))} ${percent(share)}  ${interval}  ${`${correct}/${total}`.padStart(11)}${traces}`;
  });
  const { total, correct, accuracy } = accuracyJson(lengths);
  const traces = withTraces ? "  exact traces" : "";
  const heading = `${"length".padStart(6)}  ${"accuracy".padEnd(24)}          95 % interval           correct${traces}`;
  return [
    paint("bold", heading),
    ...rows,
    `   all  ${" ".repeat(24)} ${percent(accuracy ?? 0)}  ${" ".repeat(18)}  ${`${correct}/${total}`.padStart(11)}`,
  ];
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1).padStart(5)} %`;
}
