/** @file A problem's call in one spelling, whatever the document's. */

import { repr } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";

/** `add([5, 9], [1, 3])`: arguments as Python's `repr` writes them. */
export function callText(problem: Pick<Problem, "functionName" | "args">): string {
  return `${problem.functionName}(${problem.args.map(repr).join(", ")})`;
}
