/** @file An experiment's record follows from its variants: maps, rings, agreement with the oracle, and what seeds have in common. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentOf, spreadOf } from "../../../src/core/experiment/experiment.ts";
import { recordedCells, variantOf } from "../../../src/core/experiment/variant.ts";
import { type Plan, planOf } from "../../../src/core/recipe/experimentRecipe.ts";
import { parseExperimentRecord } from "../../../src/core/record/experiment.ts";
import type { DecoderRecord } from "../../../src/core/record/training.ts";
import { taskNamed } from "../../../src/core/task/registry.ts";
import { cellsOf } from "../../../src/core/task/space.ts";
import { recipe } from "../recipe/exampleRecipe.ts";

const { samples: _, lengths: __, ...shared } = recipe();
const split = { kind: "squares" as const, squares: [{ centre: [50, 50] as const, halfWidth: 1 }] };
const base = { ...shared, method: "direct", split, evaluation: { generations: 2, seed: 7 } };
const plan: Plan = planOf(
  JSON.stringify({
    version: 1,
    kind: "experiment",
    name: "seeds",
    description: "Three seeds.",
    base,
    axes: [{ name: "seed", at: "seed", values: [1, 2, 3] }],
  }),
  "e.json",
  () => "",
);

/** Everything right but, of the square, all but the `right` first cells. */
function trained(right: number): DecoderRecord {
  const cells = cellsOf(taskNamed("addition")?.space ?? assert.fail());
  const square = cells.flatMap(({ row, column }, index) =>
    Math.max(Math.abs(row - 50), Math.abs(column - 50)) <= 1 ? [index] : [],
  );
  const failing = new Set(square.slice(right));
  return {
    version: 1,
    kind: "decoder",
    recipe: "seeds",
    parameters: 10,
    distinctProblems: 9991,
    steps: 20,
    tokens: 100,
    trainingSeconds: 2,
    threads: 2,
    versions: {},
    history: [{ step: 20, loss: 1, tokenAccuracy: 0.5, learningRate: 1, tokens: 100, seconds: 2 }],
    accuracy: [{ length: 3, total: 10, correct: right, exactTraces: null }],
    map: {
      split,
      generations: 2,
      temperature: 1,
      correct: cells.map((_cell, index) => (failing.has(index) ? 0 : 2)),
      uncovered: square,
      testDigits: [2, 2, 3, 2, 3, 3, 3, 3, 3],
    },
  };
}

const [one, two, three] = plan.variants;
assert.ok(one && two && three);

test("a variant's map knows its rings, its intervals and where the oracle agrees", () => {
  const { map, training, lengths } = variantOf(one, trained(2));
  assert.deepEqual(
    [map?.training.total, map?.training.correct, map?.test.total, map?.test.correct],
    [19_982, 19_982, 18, 4],
  );
  assert.deepEqual(
    map?.rings.map(({ distance, total, correct }) => [distance, total, correct]),
    [
      [0, 16, 4],
      [1, 2, 0],
    ],
  );
  const { test: held, all, byDigits } = map?.oracle ?? assert.fail();
  assert.deepEqual(held, {
    cells: 9,
    agree: 7,
    bothRight: 0,
    onlyMeasuredRight: 2,
    onlyPredictedRight: 0,
    bothWrong: 7,
  });
  assert.deepEqual([all.cells, all.agree], [10_000, 9998]);
  assert.deepEqual(
    byDigits.map(({ digits, cells, agree }) => [digits, cells, agree]),
    [
      [2, 3, 1],
      [3, 6, 6],
    ],
  );
  assert.deepEqual(training.history, [{ step: 20, loss: 1, tokenAccuracy: 0.5 }]);
  assert.deepEqual([lengths[0]?.correct, lengths[0]?.total], [2, 10]);
  assert.ok((lengths[0]?.low ?? 1) < 0.2 && (lengths[0]?.high ?? 0) > 0.2);
});

test("the recorded space gives the same cells as the task's, also where rows have holes", () => {
  for (const name of ["addition", "chickens-and-rabbits"]) {
    const space = taskNamed(name)?.space ?? assert.fail();
    const planned = { ...one, recipe: { ...one.recipe, task: name } };
    const centered = { kind: "squares" as const, squares: [{ centre: [70, 50] as const, halfWidth: 1 }] };
    const record = trained(2);
    const map = record.map && { ...record.map, split: centered, correct: cellsOf(space).map(() => 2) };
    const variant = variantOf(planned, { ...record, ...(map && { map }) });
    assert.deepEqual(recordedCells(variant.map?.space ?? assert.fail()), cellsOf(space));
  }
});

test("the order in which variants were measured makes no difference, and what is not measured is missing", () => {
  const [a, b, c] = [variantOf(one, trained(1)), variantOf(two, trained(3)), variantOf(three, trained(9))];
  const record = experimentOf(plan, [c, a, b]);
  assert.deepEqual(record, experimentOf(plan, [a, b, c]));
  assert.deepEqual(parseExperimentRecord(JSON.stringify(record), "experiment.json"), record);
  const [group, ...others] = record.groups;
  assert.equal(others.length, 0);
  assert.deepEqual(group?.variants, ["seed-1", "seed-2", "seed-3"]);
  assert.deepEqual(group?.test, { median: 3 / 9, min: 1 / 9, max: 1 });
  assert.deepEqual(group?.agreement?.test, { median: 6 / 9, min: 0, max: 8 / 9 });
  assert.deepEqual(group?.lengths, [{ length: 3, median: 0.3, min: 0.1, max: 0.9 }]);
  const part = experimentOf(plan, [b]);
  assert.deepEqual([part.variants.map(({ name }) => name), part.missing], [["seed-2"], ["seed-1", "seed-3"]]);
});

test("the median of an even number of values is between the middle two", () => {
  assert.deepEqual(spreadOf([4, 1, 3, 2].map((each) => each / 4)), { median: 0.625, min: 0.25, max: 1 });
  assert.deepEqual(spreadOf([0.5]), { median: 0.5, min: 0.5, max: 0.5 });
  assert.equal(spreadOf([]), undefined);
});
