/**
 * @file What makes steps of different runs the same step: the gold step they were compared with, else the same visit of the same line.
 * Each run's keys are unique within it.
 */

import type { RunRecord } from "../record/run.ts";
import type { RunStep } from "../record/runStep.ts";

/** `oneMethod`: whether all runs have one method, so that their gold traces are one. */
export function stepKeys(runs: readonly RunRecord[], oneMethod: boolean): string[][] {
  const byGold = oneMethod && sameProblem(runs) && runs.every(({ steps }) => steps.every(knowsGold));
  return runs.map(({ steps }) => unique(keysOf(steps, { byGold, oneMethod })));
}

function sameProblem(runs: readonly RunRecord[]): boolean {
  return new Set(runs.map(({ problem, rule }) => `${problem.call}\n${rule?.source ?? ""}`)).size <= 1;
}

/** Records of before the index was kept have only the gold step itself. */
function knowsGold({ expected, goldIndex }: RunStep): boolean {
  return expected === undefined || goldIndex !== undefined;
}

function keysOf(
  steps: readonly RunStep[],
  { byGold, oneMethod }: { readonly byGold: boolean; readonly oneMethod: boolean },
): string[] {
  const visits = new Map<string, number>();
  let previous = "";
  return steps.map((step, index) => {
    const { line, goldIndex, entered, returned, raised } = step;
    const place = entered ? `enter ${line}` : `${line}`;
    const visit = (visits.get(place) ?? 0) + 1;
    visits.set(place, visit);
    const ends = returned !== undefined || raised !== undefined;
    if (byGold && goldIndex !== undefined) previous = `gold ${goldIndex}`;
    // Methods without lines say only how it ends: that stands beside the last step of the others.
    else if (ends && (line === null || (!oneMethod && index === steps.length - 1))) previous = "end";
    else if (line !== null) previous = `${place} #${visit}`;
    else previous = `unread after ${previous}`;
    return previous;
  });
}

function unique(keys: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key} (${count})`;
  });
}
