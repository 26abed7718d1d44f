/** @file What every task promises: its rule reads what its sampler draws, and its texts come back as what they were. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { traceOf } from "../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { equals, repr, type Value } from "../../../src/core/rule/value.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { tasks } from "../../../src/core/task/registry.ts";

/** What the answer is, computed another way than by the rule. */
const answers: Readonly<Record<string, (args: readonly Value[]) => string>> = {
  addition: (args) => String(args.map((arg) => BigInt(digits(arg))).reduce((a, b) => a + b)),
  "modular-addition": (args) => String(args.map((arg) => BigInt(repr(arg))).reduce((a, b) => a + b) % 113n),
  "base-9-addition": (args) =>
    args
      .map((arg) => Number.parseInt(digits(arg), 9))
      .reduce((a, b) => a + b)
      .toString(9),
  "linear-regression": ([a, b]) => String(BigInt(repr(a ?? null)) + 2n * BigInt(repr(b ?? null)) + 3n),
  "chickens-and-rabbits"([legs, heads]) {
    const [l, h] = [Number(repr(legs ?? null)), Number(repr(heads ?? null))];
    return `There are ${(l - 2 * h) / 2} rabbits and ${(4 * h - l) / 2} chickens.`;
  },
  "last-letters": (args) => [...repr(args[0] ?? null).matchAll(/([a-z])'/g)].map((match) => match[1]).join(""),
};

function digits(value: Value): string {
  return repr(value).replace(/[^0-9]/g, "");
}

for (const task of tasks) {
  const problem = taskProblem(task.name);

  test(`${task.name}: the rule is in the language and gives the answer`, () => {
    assert.deepEqual(parseProgram(task.ruleSource).diagnostics, []);
    const rng = new Rng(4);
    for (let round = 0; round < 200; round++) {
      const args = task.sample(rng, rng.integer(1, 3), { carryHeavy: 0.3 });
      assert.ok(task.accepts(args), repr(args[0] ?? null));
      const { program, functionName } = problem(args);
      const { outcome } = traceOf(program, functionName, args);
      assert.ok(outcome.kind === "returned");
      const text = task.answerText(outcome.value);
      assert.equal(text, answers[task.name]?.(args));
      assert.ok(equals(task.answerFromText(text ?? "") ?? null, outcome.value));
    }
  });

  test(`${task.name}: texts are read back, in each method as well`, () => {
    const rng = new Rng(5);
    for (let round = 0; round < 60; round++) {
      const length = rng.integer(1, 3);
      const args = task.sample(rng, length);
      assert.equal(task.lengthOf(args), Math.min(length, task.name === "modular-addition" ? 3 : length));
      const again = task.fromText(task.toText(args));
      assert.ok(again?.every((arg, i) => equals(arg, args[i] ?? null)));
      for (const method of [
        methodOf("direct"),
        methodOf("scratchpad"),
        methodOf("rfft", "compact"),
        methodOf("rfft", "full"),
      ]) {
        const parser = method.parser(problem(args));
        parser.push(method.render(problem(args)).response);
        const { answer, steps } = parser.end();
        assert.ok(answer !== undefined && task.answerText(answer) === answers[task.name]?.(args), method.name);
        assert.ok(steps.every(({ malformed }) => malformed === undefined));
      }
    }
  });
}

test("functions are told apart by their names", () => {
  assert.equal(new Set(tasks.map(({ functionName }) => functionName)).size, tasks.length);
});
