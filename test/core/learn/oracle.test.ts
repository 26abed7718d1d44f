/** @file The measures against scikit-learn and SciPy, by the figures that `scripts/oracle/measures.py` wrote. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as v from "valibot";
import { Rng } from "../../../src/core/base/rng.ts";
import {
  adjustedRandIndex,
  kMeans,
  mutualInformation,
  normalizedMutualInformation,
  silhouette,
} from "../../../src/core/learn/cluster.ts";
import { informationMatrix, rocArea } from "../../../src/core/learn/disentanglement.ts";
import { classifyByNeighbors } from "../../../src/core/learn/neighbors.ts";
import { fitProbe, probeProbabilities } from "../../../src/core/learn/probe.ts";
import { fitTree, treeLabel } from "../../../src/core/learn/tree.ts";
import { principalAngles, principalAxes, projectOn } from "../../../src/core/math/eigen.ts";
import { matrixOf, rowOf, rowsOf } from "../../../src/core/math/matrix.ts";
import { root } from "../../sourceFiles.ts";

const numbers = v.array(v.number());
const table = v.array(numbers);
const oracle = v.parse(
  v.object({
    x: table,
    labels: numbers,
    other: numbers,
    cut: v.number(),
    probe: v.object({ weights: table, probabilities: table }),
    neighbours: numbers,
    silhouette: v.number(),
    normalizedMutualInformation: v.number(),
    adjustedRandIndex: v.number(),
    clusterAgreement: v.object({ nmi: v.number(), ari: v.number() }),
    inertia: v.number(),
    principal: v.object({ variances: numbers, axes: table }),
    angles: numbers,
    subspaces: v.array(table),
    information: table,
    tree: v.object({ importances: numbers, labels: numbers }),
    rocArea: v.number(),
  }),
  JSON.parse(readFileSync(join(root, "test/oracle/measures.json"), "utf8")),
);

const { labels, other, cut } = oracle;
const x = matrixOf(oracle.x);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const known = rowsOf(x, range(0, cut));
const held = rowsOf(x, range(cut, x.rows));

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void => {
  assert.equal(found.length, expected.length, what);
  for (let i = 0; i < found.length; i++) {
    const [a = Number.NaN, b = Number.NaN] = [found[i], expected[i]];
    assert.ok(Math.abs(a - b) <= tolerance, `${what}[${i}]: ${a} where the oracle has ${b}`);
  }
};

test("the linear probe finds the optimum of the penalised logistic regression", () => {
  const probe = fitProbe(known, labels.slice(0, cut), 4, { iterations: 1000 });
  close(probe.weights.values, oracle.probe.weights.flat(), 1e-3, "weights");
  close(probeProbabilities(probe, held).values, oracle.probe.probabilities.flat(), 1e-3, "probabilities");
});

test("five nearest neighbors vote as scikit-learn's", () => {
  close(classifyByNeighbors(known, labels.slice(0, cut), held, 5), oracle.neighbours, 0, "labels");
});

test("silhouette, mutual information and the adjusted Rand index", () => {
  assert.ok(Math.abs(silhouette(x, labels) - oracle.silhouette) < 1e-9);
  assert.ok(Math.abs(normalizedMutualInformation(labels, other) - oracle.normalizedMutualInformation) < 1e-9);
  assert.ok(Math.abs(adjustedRandIndex(labels, other) - oracle.adjustedRandIndex) < 1e-9);
  assert.equal(normalizedMutualInformation(labels, labels), 1);
  assert.equal(adjustedRandIndex(labels, labels), 1);
});

test("k-means finds clusters as tight as scikit-learn's, and they agree with the classes as much", () => {
  const found = kMeans(x, 4, new Rng(1), 20);
  // Either may end in a neighboring optimum.
  assert.ok(found.inertia < 1.002 * oracle.inertia, `${found.inertia} against ${oracle.inertia}`);
  assert.ok(Math.abs(normalizedMutualInformation(labels, found.labels) - oracle.clusterAgreement.nmi) < 0.03);
  assert.ok(Math.abs(adjustedRandIndex(labels, found.labels) - oracle.clusterAgreement.ari) < 0.03);
});

test("principal axes up to sign, their variances, and coordinates that have them", () => {
  const found = principalAxes(x, 3);
  close(found.variances, oracle.principal.variances, 1e-6, "variances");
  for (const [k, axis] of oracle.principal.axes.entries()) {
    const own = rowOf(found.axes, k);
    const sign = Math.sign(own.reduce((sum, value, i) => sum + value * (axis[i] ?? 0), 0));
    close(
      own.map((value) => sign * value),
      axis,
      1e-6,
      `axis ${k}`,
    );
  }
  const { values, rows } = projectOn(found, x);
  const first = range(0, rows).map((i) => values[i * 3] ?? 0);
  const variance = first.reduce((sum, value) => sum + value ** 2, 0) / (rows - 1);
  assert.ok(Math.abs(variance - (oracle.principal.variances[0] ?? 0)) < 1e-6);
});

test("principal angles between subspaces", () => {
  const [a = [], b = []] = oracle.subspaces;
  close(principalAngles(matrixOf(a), matrixOf(b)), oracle.angles, 1e-6, "angles");
});

test("information of each dimension, trees and the area under the curve", () => {
  const factors = [labels, other].map((each, i) => ({ name: `${i}`, labels: Int32Array.from(each), classes: 4 }));
  close(informationMatrix({ z: x, factors }).values, oracle.information.flat(), 1e-9, "information");
  const tree = fitTree(known, labels.slice(0, cut), 4);
  close(tree.importances, oracle.tree.importances, 0.05, "importances");
  const found = range(0, held.rows).map((row) => treeLabel(tree, rowOf(held, row)));
  const same = found.filter((label, i) => label === oracle.tree.labels[i]).length;
  assert.ok(same >= 0.9 * held.rows, `${same} of ${held.rows} as scikit-learn's tree`);
  const column = range(0, x.rows).map((row) => rowOf(x, row)[0] ?? 0);
  const area = rocArea(
    column,
    labels.map((label) => label === 2),
  );
  assert.ok(Math.abs(area - oracle.rocArea) < 1e-9);
  assert.equal(mutualInformation([0, 1, 0, 1], [0, 0, 1, 1]), 0);
});
