/** @file The addition task: its rule, its sampler's distribution, its texts, and the study's scratchpad to the byte. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { listingOf } from "../../../src/core/method/listing.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { equals, type Value } from "../../../src/core/rule/value.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";

const problem = taskProblem("addition");

function args(text: string): Value[] {
  const found = addition.fromText(text);
  assert.ok(found, text);
  return found;
}

function operands(values: readonly Value[]): [string, string] {
  const [left = "", right = ""] = addition.toText(values).slice(0, -1).split("+");
  return [left, right];
}

test("the rule adds", () => {
  const rng = new Rng(1);
  for (let round = 0; round < 300; round++) {
    const values = addition.sample(rng, rng.integer(1, 12), { carryHeavy: 0.5 });
    const { program, functionName } = problem(values);
    const { outcome } = traceOf(program, functionName, values);
    assert.equal(outcome.kind, "returned");
    const [left, right] = operands(values);
    if (outcome.kind === "returned")
      assert.equal(addition.answerText(outcome.value), String(BigInt(left) + BigInt(right)));
  }
});

test("the longer operand has exactly the length, the other 1 to it, sides swap, no leading zeros", () => {
  const rng = new Rng(2);
  const shorter = new Map<number, number>();
  let leftLonger = 0;
  let unequal = 0;
  for (let round = 0; round < 4000; round++) {
    const [left, right] = operands(addition.sample(rng, 4));
    assert.equal(Math.max(left.length, right.length), 4);
    for (const side of [left, right]) assert.match(side, /^(0|[1-9][0-9]*)$/);
    const short = Math.min(left.length, right.length);
    shorter.set(short, (shorter.get(short) ?? 0) + 1);
    if (left.length !== right.length) unequal++;
    if (left.length > right.length) leftLonger++;
  }
  for (const length of [1, 2, 3, 4]) assert.ok(Math.abs((shorter.get(length) ?? 0) - 1000) < 120, `${[...shorter]}`);
  assert.ok(Math.abs(leftLonger / unequal - 0.5) < 0.04);
});

test("carry-heavy problems carry nearly everywhere", () => {
  const rng = new Rng(3);
  const carries = (share: number): number => {
    let sum = 0;
    for (let round = 0; round < 500; round++) {
      const [left, right] = operands(addition.sample(rng, 5, { carryHeavy: share }));
      const short = Math.min(left.length, right.length);
      for (let i = 1; i <= short; i++) if (Number(left.at(-i)) + Number(right.at(-i)) >= 9) sum += 1 / short;
    }
    return sum / 500;
  };
  assert.ok(carries(1) > 0.97);
  assert.ok(carries(0) < 0.65);
});

test("texts are read and written", () => {
  assert.equal(addition.toText(args("059+13")), "059+13=");
  assert.deepEqual(addition.fromText("59+"), undefined);
  assert.deepEqual(addition.fromText("a+b="), undefined);
  assert.equal(addition.accepts([true, 3n]), false);
  assert.ok(equals(addition.answerFromText("072") ?? null, { kind: "list", items: [0n, 7n, 2n] }));
  assert.equal(addition.answerText([1n] as unknown as Value), undefined);
});

test("the scratchpad is the study's, byte for byte", () => {
  const scratchpad = methodOf("scratchpad");
  const text = (question: string): string => {
    const { prompt, response } = scratchpad.render(problem(args(question)));
    return prompt + response;
  };
  assert.equal(text("59+13="), "59+13=59+13,,C:0\n5+1,2,C:1\n+,72,C:0\n72");
  assert.equal(text("95+13="), "95+13=95+13,,C:0\n9+1,8,C:0\n+,08,C:1\n+,108,C:0\n108");
  assert.equal(text("7+58="), "7+58=7+58,,C:0\n+5,5,C:1\n+,65,C:0\n65");
});

test("the direct form is problem and answer", () => {
  assert.deepEqual(methodOf("direct").render(problem(args("59+13"))), { prompt: "59+13=", response: "72" });
});

test("the sample file holds the same rule, with problems that it solves as they say", () => {
  const text = readFileSync(new URL("../../../samples/addition.py", import.meta.url), "utf8");
  const { problems, diagnostics } = readProblems(text, "python");
  assert.deepEqual(diagnostics, []);
  assert.equal(problems.length, 5);
  const [first] = problems;
  assert.ok(first);
  assert.equal(first.task, "addition");
  const own = problem(args("1+1"));
  assert.equal(listingOf(first.program, "add").text, listingOf(own.program, "add").text);
  for (const { program, functionName, args: values, expected } of problems) {
    const { outcome } = traceOf(program, functionName, values);
    assert.ok(outcome.kind === "returned" && (expected === undefined || equals(outcome.value, expected)));
  }
});

test("the sample problems file is read whole", () => {
  const text = readFileSync(new URL("../../../samples/addition.problems", import.meta.url), "utf8");
  const { problems, diagnostics, defaults } = readProblems(text, "problems");
  assert.deepEqual(diagnostics, []);
  assert.ok(problems.length >= 5);
  assert.equal(defaults?.method, "rfft");
});
