/**
 * @file The objects of `--json`, shared by `trace` and `run`. Values are texts as Python's `repr` writes them, since JSON has
 * neither Python's ints nor its tuples.
 */

import type { Outcome } from "../../core/rule/step.ts";
import { repr, type State, type Value } from "../../core/rule/value.ts";
import type { Problem } from "../../core/task/problem.ts";

export interface StepJson {
  /** 1-based document line; null where a model's step names none. */
  readonly line: number | null;
  /** The function's variables after the line. */
  readonly state: Readonly<Record<string, string>>;
}

export interface ProblemJson {
  /** 1-based document line of the problem. */
  readonly line: number;
  readonly call: string;
  readonly steps: readonly StepJson[];
  /** What the rule returns. */
  readonly result?: string;
  /** How the rule failed, as the last line of a Python traceback, or why it was stopped. */
  readonly exception?: string;
  /** Everything that the rule prints; absent where it prints nothing. */
  readonly printed?: string;
}

export function problemJson(
  problem: Problem,
  steps: readonly { readonly line?: number; readonly state: State }[],
  outcome: Outcome,
): ProblemJson {
  return { line: problem.line, call: problem.call, steps: steps.map(stepJson), ...outcomeJson(outcome) };
}

export function stepJson({ line, state }: { readonly line?: number; readonly state: State }): StepJson {
  return { line: line ?? null, state: mapValues(state, repr) };
}

export function outcomeJson(outcome: Outcome): Pick<ProblemJson, "result" | "exception" | "printed"> {
  const ending = outcome.kind === "returned" ? { result: repr(outcome.value) } : { exception: exceptionText(outcome) };
  return outcome.printed === undefined ? ending : { ...ending, printed: outcome.printed };
}

/** `ZeroDivisionError: integer division or modulo by zero`; the type alone where there is no message. */
export function exceptionText(outcome: Exclude<Outcome, { kind: "returned" }>): string {
  if (outcome.kind === "limit") return outcome.message;
  return outcome.message === "" ? outcome.type : `${outcome.type}: ${outcome.message}`;
}

function mapValues(state: State, text: (value: Value) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, text(value)]));
}
