/** @file Figures read the same everywhere: what each formatter makes of ordinary values and of those at its edges. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countOf,
  countText,
  durationText,
  numberText,
  percentRange,
  percentText,
  shortCount,
  sizeText,
} from "../../../src/core/format/figures.ts";

test("what is not certain is never shown as 100 %, nor what is possible as 0 %", () => {
  assert.deepEqual(
    [0, 1e-6, 0.0012, 0.0834, 0.5, 0.972, 0.999, 0.99994, 0.999999, 1 - 6e-8, 1, 1.234, -0.12].map(percentText),
    [
      ...[
        "0 %",
        "< 0.01 %",
        "0.12 %",
        "8.3 %",
        "50.0 %",
        "97.2 %",
        "99.90 %",
        "99.99 %",
        "> 99.99 %",
        "100 %",
        "100 %",
      ],
      ...["123.4 %", "-12.0 %"],
    ],
  );
  assert.equal(percentRange(0.961, 1), "96.1 to 100 %");
});

test("counts have their thousands apart, and their noun in number", () => {
  assert.equal(countText(1_234_567), "1,234,567");
  assert.deepEqual(
    [0, 1, 1200].map((count) => countOf(count, "step")),
    ["0 steps", "1 step", "1,200 steps"],
  );
  assert.equal(countOf(2, "query", "queries"), "2 queries");
  assert.deepEqual([12, 999.6, 12_345, 4_200_000].map(shortCount), ["12", "1000", "12.3 k", "4.2 M"]);
  assert.deepEqual([3, 0.123456, 1234.5, 12_000].map(numberText), ["3", "0.1235", "1,235", "12,000"]);
});

test("durations go over into the next unit without a gap", () => {
  assert.deepEqual(
    [0, 0.00834, 0.00996, 0.34, 0.9994, 0.9996, 1.234, 9.94, 9.96, 42.4, 59.6, 185, 3599.6, 4815].map(durationText),
    [
      ...["0 s", "8.3 ms", "10 ms", "340 ms", "999 ms", "1.0 s", "1.2 s", "9.9 s", "10 s", "42 s", "1 min 00 s"],
      ...["3 min 05 s", "1 h 00 min", "1 h 20 min"],
    ],
  );
});

test("a size that is too large never reads as the limit", () => {
  assert.deepEqual([0, 900, 2 ** 20, 512 * 2 ** 20, 512 * 2 ** 20 + 1, 1.24 * 2 ** 30, 5000 * 2 ** 40].map(sizeText), [
    "0 bytes",
    "900 bytes",
    "1 MiB",
    "512 MiB",
    "512.1 MiB",
    "1.3 GiB",
    "5,000 TiB",
  ]);
});
