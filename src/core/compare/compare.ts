/**
 * @file Compares runs step by step, ready to be drawn side by side: rows with one cell for each run, what differs in each row, and
 * where the runs first part. Runs of one method are held together by every step; runs of different methods by what both claim, which is
 * the state wherever both write one (the scratchpad: at loop heads), and the answer. Knows only records, so it needs no model and no rule.
 */

import type { RunRecord } from "../record/run.ts";
import type { RunStep } from "../record/runStep.ts";
import { alignKeys } from "./alignKeys.ts";
import { stepKeys } from "./stepKeys.ts";

/**
 * - `line`: one run executes another line here.
 * - `state`: a variable that both claim has another value.
 * - `returned`, `raised`: another result of the call, another exception.
 * - `text`: other texts, of which at least one cannot be read.
 * - `ended`: one run is over, the other goes on.
 * - `answer`: another answer at the end.
 */
export type DifferenceKind = "line" | "state" | "returned" | "raised" | "text" | "ended" | "answer";

export interface Difference {
  readonly kind: DifferenceKind;
  /** The two runs that were seen to differ, as indices. */
  readonly runs: readonly [number, number];
  /** Variables that differ, for `state`; empty for every other kind. */
  readonly names: readonly string[];
  /** One sentence for people; runs are counted from 1. */
  readonly message: string;
}

export interface ComparisonRow {
  /** 1-based document line of the row's steps; null for steps that name none, as the answers of `direct` and `scratchpad`. */
  readonly line: number | null;
  /** One for each run, in their order: the index of its step, or null where it has none here. */
  readonly cells: readonly (number | null)[];
  /** Absent where the runs agree. */
  readonly difference?: Difference;
}

export interface Comparison {
  /** `step`: the runs have one method. `state`: different methods, of which some claim states. `answer`: nothing else in common. */
  readonly by: "step" | "state" | "answer";
  readonly rows: readonly ComparisonRow[];
  /** How the final answers differ; absent where they agree. */
  readonly answer?: Difference;
  /** Where the runs first part: the row, or `rows.length` where only the answers differ. Absent where they agree throughout. */
  readonly divergence?: { readonly row: number; readonly difference: Difference };
}

export function compareRuns(runs: readonly RunRecord[]): Comparison {
  const oneMethod = new Set(runs.map(manner)).size <= 1;
  const aligned = alignKeys(stepKeys(runs, oneMethod));
  const following = nextSteps(runs, aligned);
  const rows = aligned.map((cells, row): ComparisonRow => {
    const line = cells.map((cell, run) => stepAt(runs, run, cell)?.line).find((it) => typeof it === "number") ?? null;
    const difference = firstPair(runs, (a, b) => {
      const pair: Pair = { a, b, left: stepAt(runs, a, cells[a]), right: stepAt(runs, b, cells[b]) };
      const comparable = manner(runs[a]) === manner(runs[b]);
      return stepDifference(pair, comparable, (run) => stepAt(runs, run, following[row]?.[run]));
    });
    return { line, cells, ...(difference && { difference }) };
  });
  const answer = firstPair(runs, (a, b) => answerDifference(runs, a, b));
  const row = rows.findIndex(({ difference }) => difference !== undefined);
  const first = rows[row]?.difference ?? answer;
  return {
    by: oneMethod ? "step" : sharesStates(runs, rows) ? "state" : "answer",
    rows,
    ...(answer && { answer }),
    ...(first && { divergence: { row: row < 0 ? rows.length : row, difference: first } }),
  };
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly left: RunStep | undefined;
  readonly right: RunStep | undefined;
}

/** How two steps of one row differ. `after` gives what a run without a step here does next. */
function stepDifference(
  { a, b, left, right }: Pair,
  comparable: boolean,
  after: (run: number) => RunStep | undefined,
): Difference | undefined {
  const differ = (kind: DifferenceKind, message: string, names: readonly string[] = []): Difference => ({
    kind,
    runs: [a, b],
    names,
    message,
  });
  if (left === undefined || right === undefined) {
    if (left === right || !comparable) return undefined;
    const instead = after(left === undefined ? a : b);
    const texts = [left ?? instead, right ?? instead].map((step) => doing(step));
    return differ(instead === undefined ? "ended" : "line", `Run ${a + 1} ${texts[0]}, run ${b + 1} ${texts[1]}.`);
  }
  if (left.malformed !== undefined || right.malformed !== undefined) {
    if (left.text === right.text) return undefined;
    return differ("text", `Run ${a + 1} writes ${quoted(left.text)}, run ${b + 1} ${quoted(right.text)}.`);
  }
  const names = differingNames(left, right, comparable);
  const [name] = names;
  if (name !== undefined) {
    const values = [left, right].map(({ state }) => (Object.hasOwn(state, name) ? state[name] : "not set"));
    return differ("state", `${name} is ${values[0]} in run ${a + 1}, ${values[1]} in run ${b + 1}.`, names);
  }
  for (const kind of ["returned", "raised"] as const) {
    const [one, other] = [left[kind], right[kind]];
    if (one === other || (!comparable && (one === undefined || other === undefined))) continue;
    return differ(kind, `Run ${a + 1} ${ending(kind, one)}, run ${b + 1} ${ending(kind, other)}.`);
  }
  return undefined;
}

function answerDifference(runs: readonly RunRecord[], a: number, b: number): Difference | undefined {
  const [one, other] = [runs[a]?.answer ?? null, runs[b]?.answer ?? null];
  if (one === other) return undefined;
  const message = `Run ${a + 1} answers ${one ?? "nothing"}, run ${b + 1} ${other ?? "nothing"}.`;
  return { kind: "answer", runs: [a, b], names: [], message };
}

/** Names that both claim, or, between runs of one method, that either claims, with other values. */
function differingNames(left: RunStep, right: RunStep, comparable: boolean): string[] {
  const all = new Set([...Object.keys(left.state), ...Object.keys(right.state)]);
  const value = ({ state }: RunStep, name: string) => (Object.hasOwn(state, name) ? state[name] : undefined);
  return [...all].filter((name) => {
    const [one, other] = [value(left, name), value(right, name)];
    return one !== other && (comparable || (one !== undefined && other !== undefined));
  });
}

function firstPair(
  runs: readonly RunRecord[],
  differ: (a: number, b: number) => Difference | undefined,
): Difference | undefined {
  for (let a = 0; a < runs.length; a++)
    for (let b = a + 1; b < runs.length; b++) {
      const difference = differ(a, b);
      if (difference) return difference;
    }
  return undefined;
}

/** For each row and run, the index of the run's first step in a later row; null where it has none. */
function nextSteps(runs: readonly RunRecord[], rows: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const next: (number | null)[][] = new Array(rows.length);
  let later: (number | null)[] = runs.map(() => null);
  for (let row = rows.length - 1; row >= 0; row--) {
    next[row] = later;
    later = later.map((step, run) => rows[row]?.[run] ?? step);
  }
  return next;
}

function sharesStates(runs: readonly RunRecord[], rows: readonly ComparisonRow[]): boolean {
  return rows.some(({ cells }) => {
    const claims = cells.map((cell, run) => Object.keys(stepAt(runs, run, cell)?.state ?? {}).length > 0);
    return claims.filter((it) => it).length > 1;
  });
}

function stepAt(runs: readonly RunRecord[], run: number, index: number | null | undefined): RunStep | undefined {
  return index === null || index === undefined ? undefined : runs[run]?.steps[index];
}

function manner(run: RunRecord | undefined): string {
  return run?.method === "rfft" ? `rfft ${run.dialect}` : `${run?.method}`;
}

function doing(step: RunStep | undefined): string {
  if (step === undefined) return "has ended";
  return step.line === null ? `writes ${quoted(step.text)}` : `executes line ${step.line}`;
}

function ending(kind: "returned" | "raised", value: string | undefined): string {
  return value === undefined ? `has not ${kind}` : `${kind} ${value}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
