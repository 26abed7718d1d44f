/** @file The study's data sets, item for item: numbers, questions and answers as its release has them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { studyItems } from "../../../src/core/dataset/studyItems.ts";
import { taskNamed } from "../../../src/core/task/registry.ts";

const chickens =
  "Rabbits have 4 legs and 1 head. Chickens have 2 legs and 1 head. There are 120 legs and 40 heads on the farm. How many rabbits and chickens are there?";

for (const [name, count, a, b, question, answer] of [
  ["addition", 10_000, 40, 41, "40+41=", "81"],
  ["modular-addition", 12_769, 103, 17, "103+17=", "7"],
  ["base-9-addition", 10_000, 40, 41, "44+45=", "100"],
  ["linear-regression", 10_000, 60, 60, "(60,60)=", "183"],
  ["chickens-and-rabbits", 5_050, 120, 40, chickens, "There are 20 rabbits and 20 chickens."],
] as const) {
  test(`${name}: ${count} items, numbered, with the study's texts`, () => {
    const task = taskNamed(name);
    assert.ok(task);
    const items = [...studyItems(task)];
    assert.equal(items.length, count);
    assert.ok(items.every(({ id }, index) => id === index));
    assert.equal(new Set(items.map((item) => item.question)).size, count);
    const found = items.find((item) => item.a === a && item.b === b);
    assert.equal(found?.question, question);
    assert.deepEqual(found?.answers, [answer]);
    for (const item of items.slice(0, 200)) {
      const args = task.fromText(item.question);
      assert.ok(args && task.accepts(args), item.question);
      assert.equal(task.toText(args), item.question);
    }
  });
}

test("a task without a space has no data set", () => {
  const task = taskNamed("last-letters");
  assert.ok(task);
  assert.throws(() => [...studyItems(task)], /no sample space/);
});
