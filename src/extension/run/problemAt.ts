/** @file Which problem a command means: the one its lens stands at, else the one nearest to the cursor. */
import type { TextProblem } from "../../core/task/problem.ts";

/** The problem at `line` (1-based), else the nearest one, the one above before the one below. */
export function problemAt(problems: readonly TextProblem[], line: number): TextProblem | undefined {
  const distance = (it: TextProblem): number => Math.abs(it.line - line);
  return [...problems].sort((a, b) => distance(a) - distance(b) || a.line - b.line)[0];
}
