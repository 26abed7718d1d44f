/** @file Rendering a gold trace and reading it back gives the trace again, for every method, rule and way of cutting the text. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import type { Method, ModelStep } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { repr } from "../../../src/core/rule/value.ts";
import { problemOf } from "../../../src/core/sample/corpus.ts";
import { auxiliaryRules } from "../../../src/core/task/auxiliary.ts";
import type { Problem } from "../../../src/core/task/problem.ts";
import { claimText } from "./claims.ts";
import { problemsOf, ruleCases } from "./rules.ts";

const methods: readonly Method[] = [
  methodOf("rfft", "compact"),
  methodOf("rfft", "full"),
  methodOf("scratchpad"),
  methodOf("direct"),
];

function checkRoundTrip(method: Method, problem: Problem): void {
  const gold = method.gold(problem);
  const { response } = method.render(problem);
  const parser = method.parser(problem);
  parser.push(response);
  const parsed = parser.end();
  const told = `${method.name} ${method.dialect} ${problem.call}\n${response}`;
  for (const step of parsed.steps) assert.equal(step.malformed, undefined, told);
  // The answer of a method without rule lines stands for the rule's last step, whose line the text does not say.
  const lines =
    method.name === "rfft"
      ? gold.steps
      : gold.steps.map((step) => (isAnswer(step) ? { ...step, line: undefined } : step));
  assert.deepEqual(
    parsed.steps.map((step) => claimText(step)),
    lines.map((step) => claimText({ ...step, line: step.line as number })),
    told,
  );
  if (gold.outcome.kind === "returned") {
    assert.notEqual(parsed.answer, undefined, told);
    assert.equal(repr(parsed.answer ?? null), repr(gold.outcome.value), told);
  } else assert.equal(parsed.answer, undefined, told);
}

function isAnswer(step: { readonly returned?: unknown; readonly raised?: string }): boolean {
  return step.returned !== undefined || step.raised !== undefined;
}

for (const method of methods) {
  for (const rule of ruleCases) {
    test(`${method.name} (${method.dialect}): ${rule.name}`, () => {
      for (const problem of problemsOf(rule)) checkRoundTrip(method, problem);
    });
  }
  test(`${method.name} (${method.dialect}): every auxiliary rule`, () => {
    const rng = new Rng(11);
    for (const rule of auxiliaryRules) {
      const { program, diagnostics } = parseProgram(rule.source);
      assert.deepEqual(diagnostics, [], rule.name);
      for (const length of [1, 2, 7, 15])
        checkRoundTrip(method, problemOf(program, rule.functionName, rule.sample(rng, length)));
    }
  });
}

test("spans cover the text of their steps, in order, whatever the pieces it comes in", () => {
  const rng = new Rng(5);
  for (const rule of ruleCases) {
    for (const problem of problemsOf(rule)) {
      for (const method of methods) {
        const { response } = method.render(problem);
        const whole = readAll(method, problem, [response]);
        for (const step of whole)
          assert.equal(response.slice(...step.span).includes(step.text.split("\n")[0] ?? ""), true);
        for (let round = 0; round < 4; round++) {
          const pieces = cut(response, rng, round === 0 ? 1 : 9);
          assert.deepEqual(readAll(method, problem, pieces).map(comparable), whole.map(comparable));
        }
      }
    }
  }
});

test("a step is given as soon as its text is complete", () => {
  const problem = problemsOf(ruleCases[0] as (typeof ruleCases)[number])[0] as Problem;
  const parser = methodOf("rfft").parser(problem);
  assert.equal(parser.push("\nL2 result=[]").length, 0);
  assert.equal(parser.push("\nL3 ca").length, 1);
  const [step] = parser.push("rry=0\nL");
  assert.equal(step?.index, 1);
  assert.equal(step?.line, 7);
  assert.deepEqual(step?.changed, ["carry"]);
  assert.deepEqual(step?.span, [14, 24]);
});

function comparable(step: ModelStep): string {
  return JSON.stringify([
    step.index,
    step.span,
    step.text,
    step.changed,
    step.depth,
    step.functionName,
    claimText(step),
  ]);
}

function readAll(method: Method, problem: Problem, pieces: readonly string[]): readonly ModelStep[] {
  const parser = method.parser(problem);
  const streamed = pieces.flatMap((piece) => parser.push(piece));
  const { steps } = parser.end();
  assert.deepEqual(steps.slice(0, streamed.length), streamed);
  return steps;
}

function cut(text: string, rng: Rng, longest: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = rng.integer(1, longest);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

test("what rfft cannot write is refused by name before a model is asked", () => {
  const generator = "def f(n):\n    return sum(g(n))\n\ndef g(n):\n    yield n\n";
  const object = "class Box:\n    def get(self):\n        return 1\n\ndef f(n):\n    return Box().get()\n";
  for (const [source, told] of [
    [generator, /`g` \(line 4\) is a generator function.*scratchpad or direct/],
    [object, /`Box` \(line 1\) is a class/],
  ] as const) {
    const [problem] = problemsOf({ name: "refused", source, calls: ["f(2)"] });
    assert.ok(problem);
    for (const method of methods) {
      if (method.name === "rfft") assert.throws(() => method.prompt(problem), told);
      else assert.equal(method.prompt(problem).length > 0, true);
    }
  }
});
