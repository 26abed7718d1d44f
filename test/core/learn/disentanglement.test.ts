/** @file The scores on made-up latent spaces whose answers are known: one dimension for each factor, a rotation of it, and noise. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { concentration, disentanglement, type Factor } from "../../../src/core/learn/disentanglement.ts";
import { addGram, kernelGap, meanOffDiagonal, subspaceOverlap } from "../../../src/core/learn/separation.ts";
import { matrix, matrixOf } from "../../../src/core/math/matrix.ts";
import { overSeeds } from "../../../src/core/statistics/seeds.ts";

const rng = new Rng(4);
const rows = 300;
const draw = (classes: number) => Int32Array.from({ length: rows }, () => rng.integer(0, classes - 1));
const factors: Factor[] = [
  { name: "rule", labels: draw(4), classes: 4 },
  { name: "figure", labels: draw(3), classes: 3 },
];
const noise = () => 0.05 * rng.normal();
const apart = matrixOf(
  Array.from({ length: rows }, (_, i) => [
    (factors[0]?.labels[i] ?? 0) + noise(),
    (factors[1]?.labels[i] ?? 0) + noise(),
    noise(),
  ]),
);
const turned = matrixOf(
  Array.from({ length: rows }, (_, i) => {
    const [a = 0, b = 0, c = 0] = apart.values.subarray(3 * i, 3 * i + 3);
    return [a + b, a - b, c];
  }),
);
const nothing = matrixOf(Array.from({ length: rows }, () => [rng.normal(), rng.normal(), rng.normal()]));

test("a dimension for each factor scores near 1, its rotation lower where axes count, noise near nothing", () => {
  const [best, mixed, none] = [apart, turned, nothing].map((z) => disentanglement({ z, factors }, 1));
  assert.ok(best && mixed && none);
  for (const score of ["zDiff", "zMinVar", "mig", "disentanglement", "completeness", "informativeness"] as const) {
    assert.ok(best[score] > 0.9, `${score}: ${best[score]}`);
  }
  // The dimension of noise knows a little of both factors by chance, and counts as much as the others.
  assert.ok(best.modularity > 0.7, `modularity: ${best.modularity}`);
  assert.ok(best.explicitness > 0.99 && mixed.explicitness > 0.99, "explicitness is blind to rotation");
  assert.ok(mixed.informativeness > 0.9, "a rotation loses nothing");
  for (const score of ["mig", "disentanglement", "completeness", "sap"] as const) {
    assert.ok(mixed[score] < best[score] - 0.2, `${score}: ${mixed[score]} against ${best[score]}`);
  }
  assert.ok(mixed.modularity < best.modularity - 0.1, `modularity: ${mixed.modularity}`);
  assert.ok(none.mig < 0.05 && none.sap < 0.1 && none.informativeness < 0.5, JSON.stringify(none));
  assert.ok(Math.abs(none.explicitness - 0.5) < 0.1);
});

test("scores that hold one factor of several are not given for a single one", () => {
  const { zDiff, zMinVar, mig } = disentanglement({ z: apart, factors: factors.slice(0, 1) }, 1);
  assert.ok(Number.isNaN(zDiff) && Number.isNaN(zMinVar) && mig > 0.9);
});

test("concentration by hand", () => {
  assert.deepEqual(
    concentration(
      matrixOf([
        [1, 0],
        [0, 1],
      ]),
    ),
    { disentanglement: 1, completeness: 1 },
  );
  const { disentanglement: d, completeness: c } = concentration(
    matrixOf([
      [0.5, 0.5],
      [0.5, 0.5],
    ]),
  );
  assert.ok(Math.abs(d) < 1e-12 && Math.abs(c) < 1e-12);
});

test("a kernel's gap is the similarity within classes less that between, each vector at its own length", () => {
  const kernel = matrix(4, 4);
  addGram(
    kernel,
    [
      [2, 0],
      [3, 0],
      [0, 1],
      [1, 1],
    ].map((row) => Float32Array.from(row)),
  );
  const half = Math.SQRT1_2;
  const { within, between, gap } = kernelGap(kernel, [0, 0, 1, 1]);
  assert.ok(Math.abs(within - (1 + half) / 2) < 1e-9);
  assert.ok(Math.abs(between - (2 * half) / 4) < 1e-9);
  assert.ok(Math.abs(gap - (within - between)) < 1e-12);
});

test("subspaces that share nothing overlap 0, the same one 1", () => {
  const lines = matrixOf([
    ...Array.from({ length: 5 }, (_, i) => [i, 0, 0]),
    ...Array.from({ length: 5 }, (_, i) => [0, i, 0]),
    ...Array.from({ length: 5 }, (_, i) => [i, 0, 7]),
  ]);
  const labels = [0, 1, 2].flatMap((c) => Array<number>(5).fill(c));
  const overlap = subspaceOverlap(lines, labels, 3, 1);
  const expected = [1, 0, 1, 0, 1, 0, 1, 0, 1];
  for (const [i, value] of expected.entries()) assert.ok(Math.abs((overlap.values[i] ?? 0) - value) < 1e-9, `${i}`);
  assert.ok(Math.abs(meanOffDiagonal(overlap) - 1 / 3) < 1e-9);
});

test("three seeds have Student's interval, one has none", () => {
  const { mean, halfWidth } = overSeeds([1, 2, 3]);
  assert.equal(mean, 2);
  assert.ok(Math.abs((halfWidth ?? 0) - 4.303 / Math.sqrt(3)) < 1e-3);
  assert.equal(overSeeds([5]).halfWidth, null);
});
