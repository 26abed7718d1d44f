/** @file A trace as a run makes it, from a response's text: read by the real parser, judged by the real checker, token by token. */
import assert from "node:assert/strict";
import { readProblems } from "../../src/core/document/problems.ts";
import type { MethodName } from "../../src/core/method/method.ts";
import { methodOf } from "../../src/core/method/methods.ts";
import { LiveJudgement } from "../../src/core/record/judgement.ts";
import { StepReader, type StoredStep } from "../../src/core/record/stepChanges.ts";
import type { Problem } from "../../src/core/task/problem.ts";
import { LiveTrace } from "../../src/extension/run/liveTrace.ts";
import { type Trace, trackLines } from "../../src/extension/trace/trace.ts";
import type { Traces } from "../../src/extension/trace/traces.ts";

export const uri = "file:///rule.py";

export const ruleText = `def add(num1, num2):
    """
    >>> add([5, 9], [1, 3])
    [7, 2]
    >>> add([4], [5])
    """
    result = []
    carry = 0
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result
`;

export function problemsOf(text = ruleText): readonly Problem[] {
  const { problems } = readProblems(text, "python");
  assert.ok(problems.length > 0);
  return problems;
}

/** Writes the method's gold response, changed by `edit`, into `traces` as a model would; the trace stands finished. */
export function writeTrace(
  traces: Traces,
  problem: Problem,
  method: MethodName = "rfft",
  edit: (response: string) => string = (it) => it,
): Trace {
  const how = methodOf(method);
  const { expected: _, ...stated } = problem;
  const live = new LiveTrace(traces, uri, {
    problem: stated,
    ruleHere: true,
    method,
    model: { name: "by hand" },
    phase: "starting",
    steps: [],
    tokens: [],
    stale: false,
    lines: trackLines(problem),
  });
  const response = edit(how.render(problem).response);
  const judging = new LiveJudgement(problem, how);
  const reader = new StepReader();
  const take = (steps: readonly StoredStep[]): void => {
    for (const step of steps) live.step(reader.add(step));
  };
  for (const [index, text] of (response.match(/\s?\w+|./gs) ?? []).entries()) {
    const topK = { ids: [0, 1], texts: [text, "?"], probabilities: [0.9, 0.1] };
    live.token({ index, id: 0, text, probability: 0.9, entropy: 0.3, topK } as Parameters<LiveTrace["token"]>[0]);
    take(judging.push([text]));
  }
  const { steps, judgement } = judging.end("ended");
  take(steps);
  const { ending } = judgement;
  const trace = live.change({
    phase: "finished",
    ...(ending ? { ending: { verdict: ending.verdict, message: ending.message } } : {}),
  });
  assert.ok(trace);
  return trace;
}
