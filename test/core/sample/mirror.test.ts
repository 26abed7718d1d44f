/** @file Held-out problems are held out with their mirror image, where operands can change places. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDecoderRecipe } from "../../../src/core/recipe/decoderRecipe.ts";
import { interpret } from "../../../src/core/rule/interpret.ts";
import { repr } from "../../../src/core/rule/value.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { evaluationProblems, heldOut, heldOutShare, trainingProblems } from "../../../src/core/sample/problems.ts";
import { mirrorText } from "../../../src/core/task/mirror.ts";
import { tasks } from "../../../src/core/task/registry.ts";
import { cellsOf } from "../../../src/core/task/space.ts";
import type { Task } from "../../../src/core/task/task.ts";
import { recipe as recipeOf } from "../recipe/exampleRecipe.ts";

function answer(task: Task, text: string): string {
  const { program, functionName, args } = taskProblem(task)(task.fromText(text) ?? assert.fail(text));
  const run = interpret(program, functionName, args, {});
  for (;;) {
    const { done, value } = run.next();
    if (done) return value.kind === "returned" ? repr(value.value) : value.kind;
  }
}

/** The texts of a task's first cells. */
function texts(task: Task): string[] {
  const { space } = task;
  if (space === undefined) return [];
  return cellsOf(space)
    .filter(({ row, column }) => row < 40 && column < 40)
    .map(({ row, column }) => task.toText(space.at(row, column) ?? []));
}

for (const task of tasks.filter(({ space }) => space !== undefined)) {
  test(`${task.name}: it is commutative just where it says so`, () => {
    const some = texts(task).filter((_, i) => i % 7 === 0);
    const swapped = some.filter((text) => {
      const args = task.fromText(text) ?? [];
      const other = task.toText([...args].reverse());
      return task.accepts([...args].reverse()) && answer(task, other) === answer(task, text);
    });
    assert.equal(swapped.length === some.length, task.commutative === true);
  });

  test(`${task.name}: about a tenth is held out, mirror images together`, () => {
    const all = texts(task);
    const held = all.filter((text) => heldOut(task, text));
    assert.ok(Math.abs(held.length / all.length - 1 / heldOutShare) < 0.03, `${held.length} of ${all.length}`);
    for (const text of all) assert.equal(heldOut(task, mirrorText(task, text)), heldOut(task, text), text);
  });
}

test("neither a measured problem nor its mirror image was trained on, by recipes of either version", () => {
  for (const version of [1, 2]) {
    const recipe = parseDecoderRecipe(
      JSON.stringify({ ...recipeOf(), version, samples: 20_000, lengths: [1, 3] }),
      "r",
    );
    const task = tasks.find(({ name }) => name === recipe.task) ?? assert.fail();
    const trained = new Set([...trainingProblems(recipe).values()].flat());
    const by = version === 1 ? "texts" : "pairs";
    let [measured, mirrored] = [0, 0];
    for (const length of [1, 2, 3]) {
      for (const args of evaluationProblems("addition", length, { count: 300, seed: 1, by })) {
        const text = task.toText(args);
        assert.ok(!trained.has(text) && !trained.has(mirrorText(task, text)), `${version}: ${text}`);
        measured++;
        if (mirrorText(task, text) !== text) mirrored++;
      }
    }
    assert.ok(measured > 100 && mirrored > 50, `${measured} ${mirrored}`);
  }
});

test("a model of a split is measured on cells whose mirror image it has not seen either", () => {
  const trained = new Set(["47+58="]);
  const drawn = evaluationProblems("addition", 2, { count: 5_000, seed: 3, trained });
  const found = new Set(drawn.map((args) => tasks[0]?.toText(args)));
  assert.ok(found.size > 3_000);
  assert.ok(!found.has("47+58=") && !found.has("58+47="));
});
