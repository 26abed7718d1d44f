/**
 * @file Errors of every kind are put into gold traces, and the checker has to name them. The table is (corruption -> verdict); each row
 * is run on hundreds of random problems, through the text: rendered, damaged, read back, checked.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { checkAll } from "../../../src/core/check/check.ts";
import type { Verdicts } from "../../../src/core/check/verdict.ts";
import type { Method, ResponseEnd } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { problemOf, taskProblem } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";
import { auxiliaryRule } from "../../../src/core/task/auxiliary.ts";
import type { Problem } from "../../../src/core/task/problem.ts";
import { problemsOf, ruleCases } from "../method/rules.ts";
import { additionCorruptions } from "./corruptions.ts";

const compact = methodOf("rfft");
const makeAddition = taskProblem("addition");

function additionProblem(rng: Rng): Problem {
  return makeAddition(addition.sample(rng, rng.integer(1, 7), { carryHeavy: 0.3 }));
}

function judge(method: Method, problem: Problem, response: string, how: ResponseEnd = "ended"): Verdicts {
  const parser = method.parser(problem);
  parser.push(response);
  return checkAll(problem, method.name, { gold: method.gold(problem), steps: parser.end().steps, how });
}

for (const { name, verdict, apply } of additionCorruptions) {
  test(`${name} is ${verdict}`, () => {
    const rng = new Rng(verdict.length * 1000 + name.length);
    let done = 0;
    for (let round = 0; round < 400 && done < 60; round++) {
      const problem = additionProblem(rng);
      const lines = compact.render(problem).response.split("\n").slice(1);
      const damaged = apply(lines, rng);
      if (!damaged) continue;
      done++;
      const response = `\n${damaged.lines.join("\n")}`;
      const { steps, ending, firstWrong } = judge(compact, problem, response, damaged.how);
      const told = `${problem.call}\n${response}\n${JSON.stringify(
        steps.map((s) => `${s.verdict} ${s.message}`),
        null,
        1,
      )}`;
      for (const [index, step] of steps.slice(0, damaged.at).entries()) {
        if (verdict === "does-not-stop" && damaged.how === "cut") break;
        assert.equal(step.verdict, "correct", `step ${index}: ${told}`);
        assert.equal(step.locallyValid, true, `step ${index}: ${told}`);
      }
      const found = steps[damaged.at];
      assert.equal(found?.verdict ?? ending?.verdict, verdict, told);
      if (damaged.locallyValid !== undefined) assert.equal(found?.locallyValid, damaged.locallyValid, told);
      if (verdict === "malformed") {
        // What follows an unreadable line is never wrong on its account.
        for (const step of steps.slice(damaged.at + 1)) assert.equal(step.verdict, "correct", told);
        assert.equal(firstWrong, ending ? steps.length : undefined, told);
      } else if (damaged.how !== "cut") assert.equal(firstWrong, damaged.at, told);
    }
    assert.ok(done >= 30, `only ${done} places`);
  });
}

test("gold traces are correct and locally valid at every step, for every method", () => {
  const rng = new Rng(77);
  for (const method of [compact, methodOf("rfft", "full"), methodOf("scratchpad"), methodOf("direct")]) {
    for (let round = 0; round < 60; round++) {
      const problem = additionProblem(rng);
      const { steps, ending, firstWrong, answerCorrect } = judge(method, problem, method.render(problem).response);
      const told = `${method.name} ${problem.call} ${JSON.stringify(
        steps.map((s) => `${s.verdict} ${s.locallyValid} ${s.message}`),
        null,
        1,
      )}`;
      assert.ok(
        steps.every(({ verdict }) => verdict === "correct"),
        told,
      );
      if (method.name !== "direct")
        assert.ok(
          steps.every(({ locallyValid }) => locallyValid === true),
          told,
        );
      assert.equal(ending, undefined, told);
      assert.equal(firstWrong, undefined, told);
      assert.equal(answerCorrect, true, told);
    }
  }
});

test("gold traces of rules of every kind are correct, and no step of them is called locally invalid", () => {
  let judged = 0;
  let known = 0;
  for (const rule of ruleCases) {
    for (const problem of problemsOf(rule)) {
      for (const method of [compact, methodOf("rfft", "full"), methodOf("scratchpad"), methodOf("direct")]) {
        const { steps, ending, firstWrong } = judge(method, problem, method.render(problem).response);
        const list = steps.map(
          ({ step, verdict, locallyValid, message }) => `${step.text}: ${verdict} ${locallyValid} ${message}`,
        );
        const told = `${method.name} ${problem.call}\n${list.join("\n")}`;
        assert.ok(
          steps.every(({ verdict }) => verdict === "correct"),
          told,
        );
        assert.ok(
          steps.every(({ locallyValid }) => locallyValid !== false),
          told,
        );
        assert.deepEqual([ending, firstWrong], [undefined, undefined], told);
        if (method.name === "rfft") judged += steps.length;
        if (method.name === "rfft") known += steps.filter(({ locallyValid }) => locallyValid).length;
      }
    }
  }
  assert.ok(known / judged > 0.95, `${known} of ${judged}`);
});

test("after a wrong carry the model is consistent with itself: later steps are wrong but locally valid", () => {
  const problem = makeAddition([digits("55"), digits("55")]);
  const response = [
    "",
    "L2 result=[]",
    "L3 carry=0",
    "L4",
    "L5 num1- digit1=5",
    "L6 num2- digit2=5",
    "L7 total=10",
    "L8 result^0",
    "L9 carry=0",
    "L4",
    "L5 num1- digit1=5",
    "L6 num2- digit2=5",
    "L7 total=10",
    "L8 result^0",
    "L9 carry=1",
    "L4",
    "L10",
    "L11 result^1",
    "L12 =[1,0,0]",
  ].join("\n");
  const { steps, firstWrong, answerCorrect } = judge(compact, problem, response);
  assert.equal(firstWrong, 7);
  assert.equal(steps[7]?.verdict, "wrong-value");
  assert.equal(steps[7]?.locallyValid, false);
  assert.match(steps[7]?.message ?? "", /carry = 1, got 0/);
  assert.deepEqual(
    steps.slice(8).map(({ locallyValid }) => locallyValid),
    steps.slice(8).map(() => true),
  );
  assert.equal(steps[11]?.verdict, "wrong-value");
  assert.match(steps[11]?.message ?? "", /follows from an earlier step/);
  assert.equal(answerCorrect, false);
});

test("scratchpad errors: a wrong carry, a lost digit, a state left out, an early answer", () => {
  const method = methodOf("scratchpad");
  const problem = makeAddition([digits("478"), digits("654")]);
  const gold = "478+654,,C:0\n47+65,2,C:1\n4+6,32,C:1\n+,132,C:1\n+,1132,C:0\n1132";
  assert.equal(method.render(problem).response, gold);
  const verdictsOf = (text: string): string[] => judge(method, problem, text).steps.map(({ verdict }) => verdict);
  assert.deepEqual(verdictsOf(gold.replace("47+65,2,C:1", "47+65,2,C:0")), [
    "correct",
    "wrong-value",
    "correct",
    "correct",
    "correct",
    "correct",
  ]);
  assert.deepEqual(verdictsOf(gold.replace("47+65,2", "41+65,2")).slice(0, 2), ["correct", "copy-error"]);
  assert.deepEqual(verdictsOf(gold.replace("4+6,32", "4+6,38")).slice(0, 3), ["correct", "correct", "copy-error"]);
  assert.deepEqual(verdictsOf(gold.replace("4+6,32", "4+6,42")).slice(0, 3), ["correct", "correct", "wrong-value"]);
  assert.deepEqual(verdictsOf("478+654,,C:0\n1132"), ["correct", "skipped"]);
  assert.deepEqual(verdictsOf("478+654,,C:0\nhm\n4+6,32,C:1\n+,132,C:1\n+,1132,C:0\n1132")[1], "malformed");
});

test("direct: a wrong answer is a wrong value, text that is no answer and silence cannot be read", () => {
  const method = methodOf("direct");
  const problem = makeAddition([digits("59"), digits("13")]);
  assert.equal(judge(method, problem, "72").steps[0]?.verdict, "correct");
  assert.equal(judge(method, problem, "73").steps[0]?.verdict, "wrong-value");
  assert.equal(judge(method, problem, "seventy-two").steps[0]?.verdict, "malformed");
  for (const response of ["seventy-two", ""]) {
    const { ending, firstWrong, unreadable } = judge(method, problem, response);
    assert.deepEqual([ending, firstWrong], [undefined, undefined]);
    assert.match(unreadable ?? "", /answer/);
  }
});

test("calls: a wrong argument, a wrong result, and a caller that uses it consistently", () => {
  const { program } = parseProgram(
    "def twice(x):\n    y = x + x\n    return y\n\ndef run(a):\n    b = twice(a)\n    return b + 1\n",
  );
  const problem = problemOf(program, "run", [4n]);
  const { response } = compact.render(problem);
  assert.equal(response, "\nL4 x=4\nL5 y=8\nL6 =8\nL2 b=8\nL3 =9");
  const judged = judge(compact, problem, "\nL4 x=4\nL5 y=7\nL6 =7\nL2 b=7\nL3 =8").steps;
  assert.deepEqual(
    judged.map(({ verdict }) => verdict),
    ["correct", "wrong-value", "wrong-value", "wrong-value", "wrong-value"],
  );
  assert.deepEqual(
    judged.map(({ locallyValid }) => locallyValid),
    [true, false, true, undefined, true],
  );
  assert.equal(judge(compact, problem, response.replace("L4 x=4", "L4 x=5")).steps[0]?.verdict, "wrong-value");
});

test("the full dialect: a variable restated otherwise, a wrong sum, a wrong line", () => {
  const method = methodOf("rfft", "full");
  const problem = makeAddition([digits("59"), digits("13")]);
  const { response } = method.render(problem);
  const first = (text: string): string[] => {
    const found = judge(method, problem, text).steps.find(({ verdict }) => verdict !== "correct");
    return [found?.verdict ?? "none", found?.message ?? ""];
  };
  assert.deepEqual(first(response), ["none", ""]);
  const misread = first(response.replace("num1=[5, 9]\nnum1=[5]", "num1=[6, 9]\nnum1=[5]"));
  assert.deepEqual(misread, ["copy-error", "Expected num1 = [5, 9], got [6, 9]."]);
  assert.equal(first(response.replace("digit1=9\n```", "digit1=5\n```"))[0], "copy-error");
  assert.equal(first(response.replace("=9 + 3 + 0=12", "=9 + 3 + 0=13"))[0], "wrong-value");
  assert.equal(first(response.replace("```carry = 0```", "```carry = 1```"))[0], "malformed");
  assert.equal(first(response.replace("```carry = 0```", "```return result```"))[0], "wrong-line");
});

test("element moves and list copies in other rules are copy errors, computed elements wrong values", () => {
  const reverse = auxiliaryRule("reverse");
  const problem = problemOf(parseProgram(reverse.source).program, "reverse", [{ kind: "list", items: [1n, 2n, 3n] }]);
  const { response } = compact.render(problem);
  assert.match(response, /items- result\+3/);
  assert.equal(judge(compact, problem, response.replace("result+3", "result+4")).steps[2]?.verdict, "copy-error");
  const increment = auxiliaryRule("increment");
  const sum = problemOf(parseProgram(increment.source).program, "increment", [{ kind: "list", items: [1n, 2n] }]);
  const text = compact.render(sum).response;
  assert.match(text, /result\^3/);
  const judged = judge(compact, sum, text.replace("result^3", "result^4")).steps.find(
    ({ verdict }) => verdict !== "correct",
  );
  assert.equal(judged?.verdict, "wrong-value");
});

test("a rule that is stopped by its limits is held against the model's own state, and nothing is called endless", () => {
  const { program } = parseProgram("def spin(n):\n    while True:\n        n = n + 1\n    return n\n");
  const problem = problemOf(program, "spin", [0n]);
  const judged = judge(compact, problem, "\nL2\nL3 n=1\nL2\nL3 n=3");
  assert.deepEqual(
    judged.steps.map(({ verdict }) => verdict),
    ["correct", "correct", "correct", "wrong-value"],
  );
  assert.equal(judged.ending, undefined);
});

function digits(text: string): { kind: "list"; items: bigint[] } {
  return { kind: "list", items: [...text].map(BigInt) };
}
