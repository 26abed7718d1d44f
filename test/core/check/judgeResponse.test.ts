/** @file What a measurement keeps of a response: the first wrong step's kind, and the iterations of the loop. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { addErrors, countErrors, errorCounts } from "../../../src/core/check/errorCounts.ts";
import { judgeResponse } from "../../../src/core/check/judgeResponse.ts";
import type { MethodName } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";

const problemOf = (text: string) => taskProblem("addition")(addition.fromText(text) ?? assert.fail(text));

function judge(name: MethodName, text: string, response: string, how: "ended" | "cut" = "ended") {
  const problem = problemOf(text);
  const method = methodOf(name);
  return judgeResponse(problem, method, { response, gold: method.render(problem), how });
}

function gold(name: MethodName, text: string): string {
  return methodOf(name).render(problemOf(text)).response;
}

test("an answer at once is wrong, unreadable, missing or never ends", () => {
  assert.deepEqual(judge("direct", "59+13=", "72"), { right: true, exact: true, given: "72" });
  const kindOf = (response: string, how?: "cut") => {
    const { right, given, kind, iterations } = judge("direct", "59+13=", response, how);
    assert.deepEqual([right, iterations], [false, undefined]);
    return [given, kind];
  };
  assert.deepEqual(kindOf("73"), ["73", "wrong-value"]);
  assert.deepEqual(kindOf("7+"), ["7+", "malformed"]);
  assert.deepEqual(kindOf(""), ["", "stopped-early"]);
});

for (const method of ["scratchpad", "rfft"] as const) {
  test(`${method}: another problem's response has its iterations, which are held against the rule's`, () => {
    const longer = judge(method, "5+3=", gold(method, "345+221="));
    assert.deepEqual([longer.right, longer.iterations], [false, { made: 3, rule: 1 }]);
    const shorter = judge(method, "345+221=", gold(method, "5+3="));
    assert.deepEqual([shorter.right, shorter.iterations], [false, { made: 1, rule: 3 }]);
  });

  test(`${method}: a response that breaks off has the iterations it made`, () => {
    const whole = gold(method, "345+221=");
    const half = whole.split("\n").slice(0, -2).join("\n");
    const { right, kind, iterations } = judge(method, "345+221=", half, "cut");
    assert.deepEqual([right, kind, iterations?.rule], [false, "stopped-early", 3]);
  });
}

test("a right answer from a wrong step counts apart", () => {
  const response = gold("scratchpad", "59+13=").replace("C:1", "C:0");
  const { right, exact, kind, given } = judge("scratchpad", "59+13=", response);
  assert.deepEqual([right, exact, kind, given], [true, false, "wrong-value", "72"]);
});

test("counts add up, and kinds stand in one order", () => {
  const answers = [
    { right: true },
    { right: true, kind: "copy-error" as const },
    { right: false, kind: "skipped" as const, iterations: { made: 2, rule: 4 } },
    { right: false, kind: "wrong-line" as const, iterations: { made: 4, rule: 4 } },
    { right: false },
  ];
  const all = countErrors(answers);
  assert.deepEqual(all, {
    wrong: 3,
    kinds: { "wrong-line": 1, "wrong-value": 1, skipped: 1 },
    rightByWrongSteps: 1,
    loops: { counted: 2, wrongIterations: 1, relativeErrorSum: 0.5 },
  });
  assert.deepEqual(Object.keys(all.kinds), ["wrong-line", "wrong-value", "skipped"]);
  assert.deepEqual(addErrors([countErrors(answers.slice(0, 3)), countErrors(answers.slice(3))]), all);
});

test("records that count turns are read as iterations", () => {
  const older = {
    wrong: 1,
    kinds: {},
    rightByWrongSteps: 0,
    loops: { counted: 1, wrongTurns: 1, relativeErrorSum: 1 },
  };
  assert.deepEqual(v.parse(errorCounts, older).loops, { counted: 1, wrongIterations: 1, relativeErrorSum: 1 });
});
