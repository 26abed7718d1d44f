/** @file Student's t against values that are known: exact forms for few degrees of freedom, tables for others, the normal for many. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { meanInterval } from "../../../src/core/statistics/interval.ts";
import { median } from "../../../src/core/statistics/median.ts";
import { overSeeds } from "../../../src/core/statistics/seeds.ts";
import { incompleteBeta, studentCdf, studentQuantile } from "../../../src/core/statistics/studentT.ts";

function near(found: number, wanted: number, within = 1e-6): void {
  assert.ok(Math.abs(found - wanted) < within, `${found} is not ${wanted}`);
}

test("quantiles of one, two and four degrees of freedom have closed forms", () => {
  for (const share of [0.6, 0.75, 0.9, 0.95, 0.975, 0.995, 0.9995]) {
    near(studentQuantile(share, 1), Math.tan(Math.PI * (share - 0.5)), 1e-6);
    const alpha = 4 * share * (1 - share);
    near(studentQuantile(share, 2), (2 * share - 1) * Math.sqrt(2 / alpha));
    const q = Math.cos(Math.acos(Math.sqrt(alpha)) / 3) / Math.sqrt(alpha);
    near(studentQuantile(share, 4), 2 * Math.sqrt(q - 1));
  }
});

test("97.5 % points are those of R's qt", () => {
  const known: readonly (readonly [degrees: number, t: number])[] = [
    [1, 12.706204736432095],
    [2, 4.302652729911275],
    [3, 3.182446305284263],
    [4, 2.7764451051977987],
    [5, 2.5705818366147395],
    [9, 2.2621571628540993],
    [10, 2.2281388519649385],
    [20, 2.085963447265837],
    [30, 2.0422724563012373],
    [100, 1.9839715184496334],
    [1000, 1.9623390808264078],
  ];
  for (const [degrees, t] of known) near(studentQuantile(0.975, degrees), t);
  near(studentQuantile(0.975, 1e7), 1.959963984540054);
});

test("the distribution function and its quantile are inverse; the beta function has its symmetry", () => {
  for (let degrees = 1; degrees <= 60; degrees++) {
    near(studentCdf(studentQuantile(0.975, degrees), degrees), 0.975, 1e-12);
    near(studentCdf(-1.3, degrees) + studentCdf(1.3, degrees), 1, 1e-12);
    near(incompleteBeta(0.3, degrees / 2, 1.5) + incompleteBeta(0.7, 1.5, degrees / 2), 1, 1e-12);
  }
  near(incompleteBeta(0.25, 1, 1), 0.25, 1e-14);
  near(incompleteBeta(0.5, 2, 3), 0.6875, 1e-14);
});

test("eleven values have one interval, whoever asks", () => {
  const values = [0.1, 0.9, 1.4, 2.2, 2.4, 2.9, 3.3, 3.4, 4.1, 4.2, 4.9];
  const { mean, low, high } = meanInterval(values) ?? assert.fail();
  const { halfWidth } = overSeeds(values);
  near(halfWidth ?? 0, (high ?? 0) - mean, 1e-12);
  near(halfWidth ?? 0, mean - (low ?? 0), 1e-12);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 10;
  near(halfWidth ?? 0, 2.2281388519649385 * Math.sqrt(variance / 11));
});

test("a median is the middle one, or the mean of the two there, and sorts no list of others", () => {
  const values = [3, 1, 10, 2];
  assert.equal(median(values), 2.5);
  assert.deepEqual(values, [3, 1, 10, 2]);
  assert.equal(median([10, 9, 1]), 9);
  assert.ok(Number.isNaN(median([])));
});
