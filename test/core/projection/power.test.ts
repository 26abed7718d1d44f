/** @file The tables of powers against the language's own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { powerOf } from "../../../src/core/projection/power.ts";

test("powers agree with `**` over all sizes", () => {
  const rng = new Rng(1);
  for (const exponent of [0.895, 0.5, 1, 1.7, -0.8]) {
    const power = powerOf(exponent);
    for (let i = 0; i < 2000; i++) {
      const x = 10 ** (40 * rng.next() - 20);
      assert.ok(Math.abs(power(x) / x ** exponent - 1) < 1e-6, `${x} ** ${exponent}`);
    }
    for (const x of [1, 2, 0.5, 1.999999999]) assert.ok(Math.abs(power(x) / x ** exponent - 1) < 1e-6);
  }
});
