/** @file The oracle has a prediction for every task with a space and every method. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { coverageMap } from "../../../src/core/experiment/coverageMap.ts";
import { methodNames } from "../../../src/core/method/method.ts";
import { tasks } from "../../../src/core/task/registry.ts";
import { numberGrid } from "../../../src/core/task/space.ts";

test("direct predicts every held-out cell to fail, by its index in the space", () => {
  const space = tasks[0]?.space ?? assert.fail();
  const split = { kind: "squares", squares: [{ centre: [50, 50], halfWidth: 1 }] } as const;
  const { heldOut, uncovered, testDigits } = coverageMap({ task: "addition", space, method: "direct", split });
  const rows = [49, 50, 51];
  assert.deepEqual(
    heldOut,
    rows.flatMap((row) => rows.map((column) => 100 * row + column)),
  );
  assert.deepEqual(uncovered, heldOut);
  assert.deepEqual(testDigits, [2, 2, 3, 2, 3, 3, 3, 3, 3]);
});

test("every task with a space, by every method, on a small corner of it", () => {
  const share: Record<string, number> = {};
  for (const { name, space } of tasks) {
    if (space === undefined) continue;
    const corner = numberGrid(space.rows.name, space.columns.name, 30, (row, column) => space.at(row, column) ?? []);
    const at = (row: number, column: number) => space.at(row, column) && corner.at(row, column);
    for (const method of methodNames) {
      const split = { kind: "random", testShare: 0.2, seed: 1 } as const;
      const { heldOut, uncovered } = coverageMap({ task: name, space: { ...corner, at }, method, split });
      assert.ok(heldOut.length > 30);
      share[`${name} ${method}`] = uncovered.length / heldOut.length;
    }
  }
  for (const [which, lacking] of Object.entries(share)) {
    // Without a loop a scratchpad is the answer at once; a rule's first line reads the whole problem unless it takes digits off it.
    const digits = /addition/.test(which) && !/modular/.test(which);
    if (/direct/.test(which) || (/scratchpad/.test(which) && !digits)) assert.equal(lacking, 1, which);
    else if (digits) assert.ok(lacking < 0.2, `${which} ${lacking}`);
  }
  assert.equal(Object.keys(share).length, 15);
});
