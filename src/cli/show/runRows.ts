/** @file Stored runs as lines on a terminal. */

import type { RunSummary } from "../../client/store/runStore.ts";
import type { Style, Terminal } from "../terminal.ts";

/** Characters of an id that lists show; enough to name a run. */
const idLength = 8;

/** `1f3a09c2  2026-03-01 12:00  ✓  add([5, 9], [1, 3])  = 72  rfft, addition-rfft` */
export function runRow(run: RunSummary, { paint }: Terminal): string {
  const { id, startedAt, call, method, model, answer, stop, parent } = run;
  const [mark, style] = markOf(run);
  const answered = answer === null ? paint("yellow", "no answer") : `= ${answer}`;
  const wanted = run.correct === false && run.expected !== null ? paint("red", ` (expected ${run.expected})`) : "";
  const broken = stop === "cancelled" || stop === "lost" ? `, ${stop}` : "";
  const origin = parent === null ? "" : `, a branch of ${parent.slice(0, idLength)}`;
  const when = startedAt.slice(0, 16).replace("T", " ");
  return [
    paint("dim", `${id.slice(0, idLength)}  ${when}`),
    paint(style, mark),
    paint("bold", call),
    `${answered}${wanted}`,
    paint("dim", `${method}, ${model}${broken}${origin}`),
  ].join("  ");
}

function markOf({ correct, firstWrong }: RunSummary): readonly [string, Style] {
  if (correct === false || firstWrong !== null) return ["✗", "red"];
  return correct === null ? ["?", "yellow"] : ["✓", "green"];
}
