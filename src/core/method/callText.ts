/** @file A problem's call in one spelling, whatever the document's. */

import { repr } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";

/** `add([5, 9], [1, 3])`: arguments as Python's `repr` writes them. What is more than a plain call stays as the document has it. */
export function callText(problem: Pick<Problem, "functionName" | "args" | "expression" | "call">): string {
  if (problem.expression) return problem.call.replace(/\s*#.*$/, "");
  return `${problem.functionName}(${problem.args.map(repr).join(", ")})`;
}
