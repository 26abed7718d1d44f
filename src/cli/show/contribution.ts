/** @file An in-context probe in a few lines: what was asked, what the shots gained, and what each group contributed. */

import { meanOf } from "../../core/experiment/inContext/contribution.ts";
import { percentText } from "../../core/format/figures.ts";
import type { InContextRecord, ProbedProblem } from "../../core/record/inContextRecord.ts";
import { taskName } from "../../core/task/registry.ts";
import type { Terminal } from "../terminal.ts";

/** Problems shown one by one. */
const mostShown = 20;

export function contributionLines(record: InContextRecord, { paint }: Pick<Terminal, "paint">): string[] {
  const { recipe, model, device, candidates, zeroShot, fewShot, refused, problems, similar, random, verdict, note } =
    record;
  const measured = problems.filter((each) => each.similar !== undefined);
  const width = Math.max(7, ...problems.slice(0, mostShown).map(({ problem }) => problem.length));
  const lines = [
    `${model.name} on ${taskName(recipe.task)}, ${recipe.style}, length ${recipe.length}, ${device}`,
    `${candidates} problems without shots   ${padded(zeroShot)} right`,
    `${problems.length} of them shown ${2 * recipe.shots.count} shots  ${fewShot === null ? "       none" : `${padded(fewShot)} right`}`,
    `${measured.length} gained enough to take shots away`,
    ...(refused > 0 ? [paint("yellow", `${refused} prompts could not be read by the model`)] : []),
  ];
  if (measured.length > 0) {
    lines.push("", paint("bold", `${"problem".padEnd(width)}  without      with   similar    random`));
    for (const each of measured.slice(0, mostShown)) lines.push(row(each, width));
    if (measured.length > mostShown)
      lines.push(paint("dim", `… and ${measured.length - mostShown} more in the record`));
    lines.push("", paint("bold", "contribution     mean   95 % interval"));
    for (const [name, found] of [["similar shots", similar] as const, ["random shots", random] as const]) {
      if (found === undefined) continue;
      const interval =
        found.interval === null ? "one problem only" : found.interval.map((end) => end.toFixed(2)).join(" to ");
      lines.push(`${name.padEnd(14)} ${found.mean.toFixed(2).padStart(6)}   ${interval}`);
    }
  }
  return [...lines, "", verdict, ...(note === undefined ? [] : [note])];
}

function row({ problem, zeroShot, fewShot, similar, random }: ProbedProblem, width: number): string {
  const mean = (group: ProbedProblem["similar"]): string =>
    (meanOf(group?.contributions ?? []) ?? 0).toFixed(2).padStart(8);
  return `${problem.padEnd(width)}  ${padded(zeroShot)}   ${padded(fewShot)}  ${mean(similar)}  ${mean(random)}`;
}

function padded(share: number): string {
  return percentText(share).padStart(7);
}
