/** @file One problem: a call of a rule, where it stands, and what should come out of it. */

import type { Program } from "../rule/program.ts";
import type { Value } from "../rule/value.ts";

/** What `interpret` is told of a problem besides its function and arguments. */
export function callOptions({ expression, call }: Pick<Problem, "expression" | "call">): {
  readonly expression?: string;
} {
  return expression === undefined ? {} : { expression: call };
}

/** What is known of a problem without running its rule. */
export interface StatedProblem {
  /** Stable within its document: function, arguments, and how often the same call came before. */
  readonly id: string;
  /** 1-based line in the document. */
  readonly line: number;
  /** Source text of the call, as Python writes it: `add([5, 9], [1, 3])`. */
  readonly call: string;
  readonly functionName: string;
  readonly program: Program;
  /** Name of the task it belongs to, where it belongs to one. */
  readonly task?: string;
  /** What the document expects to be shown: printed text and the result's repr, or the end of a traceback, as doctest compares them. */
  readonly shown?: string;
}

/** A problem as another process tells of it. */
export interface TextProblem extends StatedProblem {
  /** The answer that the document expects, as `repr` writes it. */
  readonly expected?: string;
}

export interface Problem extends StatedProblem {
  readonly args: readonly Value[];
  /** The call is more than a function with literal arguments, and is evaluated as it stands: `f(3, base=2)`. `args` is then empty. */
  readonly expression?: true;
  /** The answer that the document expects. */
  readonly expected?: Value;
}
