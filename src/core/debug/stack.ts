/** @file The calls that the model's current step stands in, innermost first, with the state that the model claims and the rule's in each. */
import type { State } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import type { Branch } from "./branch.ts";

export interface Call {
  readonly functionName: string;
  /** 1-based line of the rule's source. */
  readonly line: number;
  readonly model: State;
  /** Absent where the rule is in no such call. */
  readonly rule?: State;
}

export function callsAt(branch: Branch, position: number, problem: Problem): readonly Call[] {
  const current = branch.steps[position];
  const first = problem.program.functions.get(problem.functionName)?.line ?? problem.line;
  if (current === undefined) return [{ functionName: problem.functionName, line: first, model: branch.rule.start }];
  const { step, expected } = current;
  const calls: Call[] = [
    {
      functionName: step.functionName ?? problem.functionName,
      line: step.line ?? expected?.line ?? lineBefore(branch, position) ?? first,
      model: step.state,
      ...(expected === undefined ? {} : { rule: expected.state }),
    },
  ];
  for (let depth = (step.depth ?? 0) - 1; depth >= 0; depth--) calls.push(caller(branch, position, depth, problem));
  return calls;
}

/**
 * A call that waits for another. Its own step comes when that one has returned; until then the rule's trace tells on which line it waits,
 * or else the model's last step there.
 */
function caller(branch: Branch, position: number, depth: number, problem: Problem): Call {
  const last = nearest(branch.steps, position - 1, -1, ({ step }) => (step.depth ?? 0) === depth);
  const goldIndex = branch.steps[position]?.goldIndex;
  const { steps, start } = branch.gold;
  const waiting = goldIndex === undefined ? undefined : nearest(steps, goldIndex, 1, (it) => it.depth === depth);
  const before = goldIndex === undefined ? undefined : nearest(steps, goldIndex - 1, -1, (it) => it.depth === depth);
  const functionName = last?.step.functionName ?? waiting?.functionName ?? problem.functionName;
  return {
    functionName,
    line: waiting?.line ?? last?.step.line ?? problem.program.functions.get(functionName)?.line ?? problem.line,
    model: last?.step.state ?? start,
    ...(waiting === undefined ? {} : { rule: before?.state ?? start }),
  };
}

function lineBefore(branch: Branch, position: number): number | undefined {
  return nearest(branch.steps, position - 1, -1, ({ step }) => step.line !== undefined)?.step.line;
}

/** The first fitting item from a place on, in one direction: in a long response it is near. */
function nearest<T>(items: readonly T[], from: number, by: 1 | -1, fits: (item: T) => boolean): T | undefined {
  let at = from;
  let item = items[at];
  while (item !== undefined && !fits(item)) {
    at += by;
    item = items[at];
  }
  return item;
}
