/** @file Means with intervals, by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { meanInterval } from "../../../src/core/statistics/interval.ts";

test("the interval is the mean and t standard errors to both sides", () => {
  // Mean 2, variance 1, three values: 4.302652729911275 / √3.
  const { mean, low, high, count } = meanInterval([1, 2, 3]) ?? assert.fail();
  assert.deepEqual([mean, count], [2, 3]);
  assert.ok(Math.abs((high ?? 0) - (2 + 4.302652729911275 / Math.sqrt(3))) < 1e-9);
  assert.ok(Math.abs((low ?? 0) - (2 - 4.302652729911275 / Math.sqrt(3))) < 1e-9);
});

test("one value has no interval, none has nothing", () => {
  assert.deepEqual(meanInterval([0.5]), { mean: 0.5, low: null, high: null, count: 1 });
  assert.equal(meanInterval([]), undefined);
});
