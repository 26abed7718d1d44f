/** @file Steps in words: no number says more than it knows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { percent } from "../../src/extension/trace/stepWords.ts";

test("what is not certain is never shown as 100 %, nor what is possible as 0 %", () => {
  assert.equal(percent(1), "100 %");
  assert.equal(percent(0.999999), "> 99.99 %");
  assert.equal(percent(0.000001), "< 0.01 %");
  assert.equal(percent(0), "0.00 %");
  assert.equal(percent(0.99994), "99.99 %");
  assert.equal(percent(0.999), "99.90 %");
  assert.equal(percent(0.5), "50.0 %");
  assert.equal(percent(0.0012), "0.12 %");
});
