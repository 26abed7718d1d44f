/** @file What the list of steps shows, row by row: iterations of loops, steps, and what the response says outside of every step. No DOM. */

import { verdictMark } from "../../../src/core/check/verdictWords.ts";
import type { ViewRun, ViewStep, ViewToken } from "../../../src/protocol/runView.ts";
import { type Iteration, iterationsOf } from "./loops.ts";

export type Row =
  | { readonly kind: "loop"; readonly iteration: Iteration; readonly folded: boolean; readonly wrong: number }
  /** `depth`: in how many iterations of loops it lies. */
  | { readonly kind: "step"; readonly step: number; readonly depth: number }
  /** Tokens [first, end) that belong to no step. */
  | { readonly kind: "text"; readonly tokens: readonly [first: number, end: number] };

export interface RowOptions {
  readonly onlyWrong: boolean;
  readonly search: string;
  /** First steps of the iterations that are folded. */
  readonly folded: ReadonlySet<number>;
}

export interface RowSource {
  readonly rule: ViewRun["rule"];
  readonly steps: readonly ViewStep[];
  readonly tokens: readonly ViewToken[];
}

/** Searching and filtering leave out text outside of steps, and open every fold that holds something found. */
export function rowsOf({ rule, steps, tokens }: RowSource, { onlyWrong, search, folded }: RowOptions): readonly Row[] {
  const narrowed = onlyWrong || search !== "";
  const matches = matcher(rule, search);
  const iterations = new Map(iterationsOf(steps, rule).map((it) => [it.first, it]));
  const rows: Row[] = [];
  /** The iterations that the step lies in, the outermost first. */
  const around: Iteration[] = [];
  let nextToken = 0;
  const addText = (end: number): void => {
    if (!narrowed && end > nextToken && !around.some(({ first }) => folded.has(first)))
      rows.push({ kind: "text", tokens: [nextToken, end] });
  };
  for (const [index, step] of steps.entries()) {
    while ((around.at(-1)?.end ?? index + 1) <= index) around.pop();
    addText(step.tokens[0]);
    nextToken = Math.max(nextToken, step.tokens[1]);
    if (narrowed) {
      if ((!onlyWrong || step.verdict !== "correct") && matches(step))
        rows.push({ kind: "step", step: index, depth: 0 });
      continue;
    }
    const isHidden = around.some(({ first }) => folded.has(first));
    const begun = iterations.get(index);
    const isFolded = begun !== undefined && folded.has(begun.first);
    if (begun !== undefined && !isHidden)
      rows.push({ kind: "loop", iteration: begun, folded: isFolded, wrong: countWrong(steps, begun) });
    if (begun !== undefined) around.push(begun);
    if (!isHidden && !isFolded) rows.push({ kind: "step", step: index, depth: around.length });
  }
  around.length = 0;
  addText(tokens.length);
  return rows;
}

/** The row of a step, or of the outermost fold that hides it; -1 where it is filtered out. */
export function rowOfStep(rows: readonly Row[], step: number): number {
  return rows.findIndex((row) =>
    row.kind === "step"
      ? row.step === step
      : row.kind === "loop" && row.folded && row.iteration.first <= step && step < row.iteration.end,
  );
}

/** The first step of the innermost iteration in sight that a step lies in. */
export function iterationAround(rows: readonly Row[], step: number): number | undefined {
  const row = rows.findLast((it) => it.kind === "loop" && it.iteration.first <= step && step < it.iteration.end);
  return row?.kind === "loop" ? row.iteration.first : undefined;
}

/** The step of each token, or -1. */
export function stepsOfTokens(steps: readonly ViewStep[], tokenCount: number): Int32Array<ArrayBuffer> {
  const found = new Int32Array(tokenCount).fill(-1);
  for (const [index, step] of steps.entries()) found.fill(index, step.tokens[0], Math.min(step.tokens[1], tokenCount));
  return found;
}

/** The next step after `from` (before it, going back) that is not correct; undefined where there is none. */
export function nextWrong(steps: readonly ViewStep[], from: number | null, by: 1 | -1): number | undefined {
  const start = from ?? (by > 0 ? -1 : steps.length);
  for (let index = start + by; index >= 0 && index < steps.length; index += by)
    if (steps[index]?.verdict !== "correct") return index;
  return undefined;
}

function countWrong(steps: readonly ViewStep[], { first, end }: Iteration): number {
  return steps.slice(first, end).filter(({ verdict }) => verdictMark(verdict) === "wrong").length;
}

function matcher(rule: ViewRun["rule"], search: string): (step: ViewStep) => boolean {
  const wanted = search.toLowerCase();
  const source = new Map<number, string>(rule.map(({ line, text }) => [line, text.toLowerCase()]));
  return ({ line, text, message, values }) =>
    text.toLowerCase().includes(wanted) ||
    (source.get(line ?? 0) ?? "").includes(wanted) ||
    message.toLowerCase().includes(wanted) ||
    values.some(({ name, claimed, changed }) => changed && `${name}=${claimed}`.toLowerCase().includes(wanted));
}
