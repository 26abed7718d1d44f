/** @file Runs side by side on a terminal: one column each, one row for each step, the rows that differ marked. */

import type { Comparison } from "../../core/compare/compare.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { Terminal } from "../terminal.ts";

/** The narrowest column that still says something. */
const narrowest = 16;

export function showComparison(runs: readonly RunRecord[], comparison: Comparison, terminal: Terminal): void {
  const { out, paint } = terminal;
  const { rows, divergence, answer } = comparison;
  const width = Math.max(narrowest, Math.floor((terminal.columns - 8) / Math.max(1, runs.length)) - 2);
  const columns = (texts: readonly string[]): string =>
    texts
      .map((text) => fitted(text, width))
      .join("  ")
      .trimEnd();
  out(`        ${paint("bold", columns(runs.map(({ method, model }, i) => `${i + 1}: ${method}, ${model}`)))}`);
  out(`        ${paint("dim", columns(runs.map(({ problem }) => problem.call)))}`);
  rows.forEach(({ line, cells, difference }, row) => {
    const texts = columns(
      cells.map((cell, run) => (cell === null ? "·" : (runs[run]?.steps[cell]?.text.trim() ?? ""))),
    );
    const mark = difference === undefined ? " " : paint("red", divergence?.row === row ? "▶" : "≠");
    out(`${mark} ${paint("dim", String(line ?? "").padStart(4))}  ${texts}`.trimEnd());
  });
  const mark = answer === undefined ? " " : paint("red", "≠");
  out(`${mark}       ${columns(runs.map((run) => (run.answer === null ? "no answer" : `= ${run.answer}`)))}`);
  if (divergence === undefined) out(paint("green", "\nThe runs agree."));
  else out(paint("red", `\n${divergence.difference.message}`));
}

function fitted(text: string, width: number): string {
  const line = text.replaceAll("\n", " ");
  return line.length > width ? `${line.slice(0, width - 1)}…` : line.padEnd(width);
}
