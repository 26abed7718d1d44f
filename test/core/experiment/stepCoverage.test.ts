/** @file The step-coverage oracle on the study's splits: the means and the shapes that the study's own format implies. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { StepCoverage } from "../../../src/core/experiment/stepCoverage.ts";
import type { MethodName } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";
import type { Cell } from "../../../src/core/task/space.ts";
import { divide, type Split } from "../../../src/core/task/split.ts";

const problem = taskProblem("addition");
const space = addition.space ?? assert.fail("addition has a space");
const problemAt = ({ row, column }: Cell) => problem(space.at(row, column) ?? []);

/** The test cells, each with the steps it lacks. */
function covered(
  method: MethodName,
  halfWidth: number,
): { readonly cell: Cell; readonly missing: readonly string[] }[] {
  const split: Split = { kind: "squares", squares: [{ centre: [50, 50], halfWidth }] };
  const { training, test: held } = divide(space, split);
  const coverage = new StepCoverage(methodOf(method));
  for (const cell of training) coverage.train(problemAt(cell));
  return held.map((cell) => ({ cell, missing: coverage.missing(problemAt(cell)) }));
}

// Expected means where sums of three digits are taken to fail as well, computed independently of this code.
for (const [halfWidth, mean] of [
  [5, 0.4545],
  [10, 0.3741],
  [15, 0.437],
  [20, 0.3272],
] as const) {
  test(`scratchpad, half-width ${halfWidth}: with sums of three digits failing, ${mean} of the square succeeds`, () => {
    const cells = covered("scratchpad", halfWidth);
    const succeed = cells.filter(({ cell, missing }) => missing.length === 0 && cell.row + cell.column < 100);
    assert.ok(Math.abs(succeed.length / cells.length - mean) < 0.0001, `${succeed.length / cells.length}`);
  });
}

test("scratchpad, half-width 10: what is missing is the tens 4 or 5 with a carry", () => {
  const missing = new Set(covered("scratchpad", 10).flatMap((each) => each.missing));
  assert.deepEqual([...missing].sort(), ["4+4,C:1", "4+5,C:1", "5+4,C:1", "5+5,C:1"]);
});

test("scratchpad, half-width 5: every step is covered", () => {
  assert.ok(covered("scratchpad", 5).every(({ missing }) => missing.length === 0));
});

test("direct: no cell of the square is covered", () => {
  assert.ok(covered("direct", 5).every(({ missing }) => missing.length === 1));
});

test("rfft: a line is missing exactly where the scratchpad's step is", () => {
  const lacking = (method: MethodName) =>
    covered(method, 10)
      .filter(({ missing }) => missing.length > 0)
      .map(({ cell }) => cell);
  assert.deepEqual(lacking("rfft"), lacking("scratchpad"));
  const lines = new Set(covered("rfft", 10).flatMap((each) => each.missing));
  assert.deepEqual(
    [...lines].sort(),
    [4, 5].flatMap((one) => [4, 5].map((other) => `9 digit1=${one}, digit2=${other}, carry=1`)),
  );
});
