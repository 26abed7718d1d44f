/** @file Which of the visits to a rule line the cursor means. Knows no `vscode`. */
import { stepLine, type Trace } from "./trace.ts";

/** The index of the step at `line` that is nearest to the current step, the later one before the earlier; undefined where no step is. */
export function visitNear(trace: Trace, line: number): number | undefined {
  if (!trace.ruleHere) return undefined;
  const from = trace.position ?? 0;
  let nearest: number | undefined;
  for (const [index, step] of trace.steps.entries()) {
    if (step.line === null || stepLine(trace, step) !== line) continue;
    if (nearest === undefined || Math.abs(index - from) <= Math.abs(nearest - from)) nearest = index;
  }
  return nearest;
}
