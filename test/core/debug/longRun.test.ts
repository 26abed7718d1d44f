/** @file A recorded run of 50,000 steps in a session: what it costs to step to its end grows with its length, not with its square. No engine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DebugRuntime } from "../../../src/core/debug/runtime.ts";
import { callsAt } from "../../../src/core/debug/stack.ts";
import { recordedWriter } from "../../../src/core/debug/writer.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { recordRun } from "../../../src/core/record/judgement.ts";
import type { RunToken } from "../../../src/core/record/run.ts";
import { onlyProblem, tokensOfText } from "./written.ts";

const steps = 50_000;
const rfft = methodOf("rfft");

/** A loop of two steps a turn, with one to begin and two to end. */
const problem = onlyProblem(`def count(n):
    """
    >>> count(${(steps - 4) / 2})
    """
    total = 0
    while n:
        n = n - 1
    total = total + 1
    return total
`);

function record() {
  const response = rfft.render(problem).response;
  const facts = { problem, method: rfft, model: "teacher", prompt: rfft.prompt(problem), response };
  const tokens = tokensOfText(response);
  return recordRun({ ...facts, tokens, verdicts: { steps: [] }, stop: "end", startedAt: new Date(0) });
}

/** The list, which counts how often somebody reads one of its elements. */
function counting(tokens: readonly RunToken[]): { readonly tokens: RunToken[]; readonly reads: () => number } {
  let reads = 0;
  const counted = new Proxy([...tokens], {
    get(list, name, self) {
      if (typeof name === "string" && /^[0-9]/.test(name)) reads++;
      return Reflect.get(list, name, self);
    },
  });
  return { tokens: counted, reads: () => reads };
}

test(`${steps} steps one by one, with every filter and a hit count, read each recorded token a few times`, async () => {
  const whole = record();
  const { tokens, reads } = counting(whole.tokens);
  const runtime = new DebugRuntime({ problem, method: rfft, writer: recordedWriter({ ...whole, tokens }) });
  runtime.stops.filters = [{ name: "wrong" }, { name: "wrong-line" }, { name: "invalid" }, { name: "unlikely" }];
  runtime.stops.breakpoints = [{ line: 7, condition: "n >= 0", hitCondition: "== 20000" }];
  let stopped = await runtime.stepIn();
  let breaks = 0;
  while (stopped.reason !== "end") {
    assert.ok(stopped.reason === "step" || stopped.reason === "breakpoint", JSON.stringify(stopped));
    if (stopped.reason === "breakpoint") breaks++;
    assert.equal(callsAt(runtime.branch, runtime.position, problem).length, 1);
    stopped = await runtime.stepIn();
  }
  assert.equal(runtime.branch.steps.length, steps);
  assert.equal(runtime.position, steps - 1);
  assert.equal(breaks, 1);
  assert.ok(reads() < 4 * tokens.length, `${reads()} reads of ${tokens.length} tokens`);
  runtime.stops.filters = [];
  assert.deepEqual(runtime.reverseContinue(), { reason: "breakpoint" });
  assert.equal(runtime.current?.step.line, 7);
});
