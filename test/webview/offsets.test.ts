/** @file Where the rows of a long list stand, against a plain sum. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../src/core/base/rng.ts";
import { Offsets } from "../../webview/list/offsets.ts";

test("tops and the row at a place agree with a plain sum, whatever is measured and however the list grows", () => {
  const rng = new Rng(1);
  const offsets = new Offsets();
  const heights: number[] = [];
  for (let round = 0; round < 40; round++) {
    const from = rng.integer(0, heights.length);
    const count = from + rng.integer(0, 50);
    heights.length = from;
    while (heights.length < count) heights.push(20);
    offsets.reset(count, () => 20, from);
    for (let i = 0; i < 10 && count > 0; i++) {
      const [index, height] = [rng.integer(0, count - 1), rng.integer(1, 90)];
      assert.equal(offsets.measure(index, height), height - (heights[index] ?? 0));
      heights[index] = height;
    }
    const tops = [0];
    for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
    assert.equal(offsets.total, tops.at(-1));
    for (let index = 0; index < count; index++) {
      assert.equal(offsets.top(index), tops[index]);
      assert.equal(offsets.at(tops[index] ?? 0), index);
      assert.equal(offsets.at((tops[index + 1] ?? 0) - 0.5), index);
    }
  }
});

test("an empty list has no height", () => {
  const offsets = new Offsets();
  offsets.reset(0, () => 20);
  assert.equal(offsets.total, 0);
  assert.equal(offsets.at(100), 0);
});
