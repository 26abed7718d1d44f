/** @file One problem: a call of a rule, where it stands, and what should come out of it. */

import type { Program } from "../rule/program.ts";
import type { Value } from "../rule/value.ts";

export interface Problem {
  /** Stable within its document: function, arguments, and how often the same call came before. */
  readonly id: string;
  /** 1-based line in the document. */
  readonly line: number;
  /** Source text of the call, as Python writes it: `add([5, 9], [1, 3])`. */
  readonly call: string;
  readonly functionName: string;
  readonly args: readonly Value[];
  readonly program: Program;
  /** Name of the task it belongs to, where it belongs to one. */
  readonly task?: string;
  /** The answer that the document expects. */
  readonly expected?: Value;
}
