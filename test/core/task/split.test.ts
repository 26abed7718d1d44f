/** @file The study's splits: their counts on its spaces, their names, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { taskNamed } from "../../../src/core/task/registry.ts";
import { cellsOf, type SampleSpace } from "../../../src/core/task/space.ts";
import { distanceToRim, divide, type Split, splitName } from "../../../src/core/task/split.ts";

function spaceOf(name: string): SampleSpace {
  const space = taskNamed(name)?.space;
  assert.ok(space, name);
  return space;
}

const square = (row: number, column: number, halfWidth: number): Split => ({
  kind: "squares",
  squares: [{ centre: [row, column], halfWidth }],
});

for (const [task, cells, split, test_] of [
  ["addition", 10_000, square(50, 50, 5), 121],
  ["addition", 10_000, square(50, 50, 10), 441],
  ["addition", 10_000, square(50, 50, 20), 1681],
  ["base-9-addition", 10_000, square(50, 50, 10), 441],
  ["linear-regression", 10_000, square(50, 50, 10), 441],
  ["modular-addition", 12_769, square(56, 56, 10), 441],
  ["chickens-and-rabbits", 5_050, square(70, 50, 10), 441],
  ["chickens-and-rabbits", 5_050, square(75, 50, 10), 432],
  ["addition", 10_000, { kind: "random", testShare: 0.3, seed: 42 }, 3_000],
  ["modular-addition", 12_769, { kind: "random", testShare: 0.3, seed: 42 }, 3_831],
  ["chickens-and-rabbits", 5_050, { kind: "random", testShare: 0.3, seed: 42 }, 1_515],
  ["addition", 10_000, { kind: "rows", values: [3, 50, 77], within: [40, 60] }, 63],
] as const) {
  test(`${task}: ${splitName(spaceOf(task), split)} leaves the study's number of cells`, () => {
    const space = spaceOf(task);
    const { training, test: held } = divide(space, split);
    assert.equal(cellsOf(space).length, cells);
    assert.equal(held.length, test_);
    assert.equal(training.length, cells - test_);
  });
}

test("the study's names", () => {
  assert.equal(splitName(spaceOf("addition"), square(50, 50, 10)), "1hole_(50, 50)_10_441_0-100");
  const three: Split = {
    kind: "squares",
    squares: [
      { centre: [53, 33], halfWidth: 10 },
      { centre: [73, 78], halfWidth: 10 },
      { centre: [13, 31], halfWidth: 11 },
    ],
  };
  assert.equal(splitName(spaceOf("addition"), three), "3hole_1411_0-100");
});

test("a random split is the seed's", () => {
  const split = (seed: number) => divide(spaceOf("addition"), { kind: "random", testShare: 0.3, seed }).test;
  assert.deepEqual(split(1), split(1));
  assert.notDeepEqual(split(1), split(2));
});

test("the distance to the rim", () => {
  const hole = { centre: [50, 50], halfWidth: 10 } as const;
  assert.equal(distanceToRim(hole, { row: 50, column: 50 }), 10);
  assert.equal(distanceToRim(hole, { row: 40, column: 50 }), 0);
  assert.equal(distanceToRim(hole, { row: 42, column: 59 }), 1);
  assert.equal(distanceToRim(hole, { row: 39, column: 50 }), undefined);
});

for (const [what, split, message] of [
  ["a square that is too large", square(50, 50, 30), /too large for 10000 cells.*at most 26/s],
  ["a square outside of the space", square(95, 50, 10), /outside of the space.*10 to 89/s],
  [
    "squares that overlap",
    {
      kind: "squares",
      squares: [
        { centre: [50, 50], halfWidth: 5 },
        { centre: [60, 52], halfWidth: 5 },
      ],
    },
    /overlap/,
  ],
  ["no square", { kind: "squares", squares: [] }, /has no square/],
  ["a row that does not exist", { kind: "rows", values: [100], within: [0, 99] }, /a = 100.*0 to 99/s],
  ["rows without cells", { kind: "rows", values: [3], within: [60, 40] }, /no cell to test on/],
  ["a share of everything", { kind: "random", testShare: 1, seed: 1 }, /between 0 and 1/],
] as const satisfies readonly (readonly [string, Split, RegExp])[]) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () => divide(spaceOf("addition"), split),
      (error) => error instanceof UserError && message.test(`${error.message} ${error.remedy}`),
    );
  });
}
