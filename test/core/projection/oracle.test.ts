/** @file Maps and their measures against scikit-learn and SciPy, by the figures that `scripts/oracle/projection.py` wrote. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UMAP } from "umap-js";
import * as v from "valibot";
import { Rng } from "../../../src/core/base/rng.ts";
import { silhouettes } from "../../../src/core/learn/cluster.ts";
import { matrix } from "../../../src/core/math/matrix.ts";
import { affinities } from "../../../src/core/projection/affinities.ts";
import { fuzzyGraph } from "../../../src/core/projection/fuzzyGraph.ts";
import { NeighborSearch, normalizedRows } from "../../../src/core/projection/neighborLists.ts";
import { pca } from "../../../src/core/projection/pca.ts";
import { columnScale, type PointRows, pointRows } from "../../../src/core/projection/points.ts";
import { procrustes } from "../../../src/core/projection/procrustes.ts";
import { trustworthiness } from "../../../src/core/projection/trustworthiness.ts";
import { defaultLearningRate, Tsne } from "../../../src/core/projection/tsne.ts";
import { curveOf } from "../../../src/core/projection/umap.ts";
import { layout } from "../../../src/engine/projection/layout.ts";
import { root } from "../../sourceFiles.ts";

const numbers = v.array(v.number());
const table = v.array(numbers);
const principal = v.object({ shares: numbers, map: table });
const oracle = v.parse(
  v.object({
    digits: v.array(v.string()),
    labels: numbers,
    pca: principal,
    standardized: principal,
    fewPoints: principal,
    trustworthiness: v.object({
      map: table,
      values: v.array(v.object({ neighbours: v.number(), metric: v.string(), value: v.number() })),
    }),
    tsne: v.object({
      points: v.number(),
      perplexity: v.number(),
      places: table,
      affinities: table,
      divergence: v.number(),
      gradient: table,
      trustworthiness: v.number(),
    }),
    procrustes: v.object({ from: table, onto: table, disparity: v.number() }),
    neighbours: v.object({ euclidean: table, cosine: table }),
    silhouettes: numbers,
  }),
  JSON.parse(readFileSync(join(root, "test/oracle/projection.json"), "utf8")),
);

const values = Float32Array.from(oracle.digits.flatMap((row) => Array.from(row, (pixel) => pixel.charCodeAt(0) - 97)));
const digits = pointRows(values, 64);
const firstOf = (count: number): PointRows => pointRows(values.slice(0, count * 64), 64);

function close(actual: ArrayLike<number>, expected: readonly number[], tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs((actual[i] ?? Number.NaN) - value) <= tolerance, `${what} ${i}: ${actual[i]} for ${value}`);
}

/** By plain loops, as an engine without a fast product would. */
function neighborsOf(rows: PointRows, count: number) {
  const { points, width } = rows;
  const search = new NeighborSearch(rows, count);
  const products = new Float32Array(points * points);
  for (let a = 0; a < points; a++)
    for (let b = 0; b < points; b++)
      for (let j = 0; j < width; j++)
        products[a * points + b] =
          (products[a * points + b] ?? 0) + (rows.values[a * width + j] ?? 0) * (rows.values[b * width + j] ?? 0);
  search.add(products.slice(0, 7 * points), 0, 7);
  search.add(products.slice(7 * points), 7, points);
  return search.lists();
}

for (const [name, rows, expected, standardize] of [
  ["more points than values", digits, oracle.pca, false],
  ["standardised, with constant columns", digits, oracle.standardized, true],
  ["fewer points than values", firstOf(40), oracle.fewPoints, false],
] as const)
  test(`principal components: ${name}`, () => {
    const found = pca(rows, { axes: [0, 1], scale: columnScale(rows, standardize) });
    close(found.shares, expected.shares, 1e-6, "share");
    for (const axis of [0, 1]) {
      const own = Array.from({ length: rows.points }, (_, i) => found.coordinates[2 * i + axis] ?? 0);
      const theirs = expected.map.map((place) => place[axis] ?? 0);
      const sign = own.reduce((sum, value, i) => sum + value * (theirs[i] ?? 0), 0) < 0 ? -1 : 1;
      close(
        own,
        theirs.map((value) => value * sign),
        1e-4,
        `component ${axis}`,
      );
    }
  });

test("trustworthiness, by both metrics and any number of neighbors", () => {
  const map = oracle.trustworthiness.map.flat();
  for (const { neighbours: neighbors, metric, value } of oracle.trustworthiness.values) {
    const rows = metric === "cosine" ? normalizedRows(digits) : digits;
    const found = trustworthiness(rows, map, { neighbors });
    // Points at the same distance are ranked by their order here and by chance there.
    assert.ok(Math.abs(found - value) < 2e-5, `${metric} ${neighbors}: ${found} for ${value}`);
  }
});

test("trustworthiness of a sample is that of its points, from known distances as well", () => {
  const map = oracle.trustworthiness.map.flat();
  const all = trustworthiness(digits, map, { neighbors: 12 });
  const parts = [0, 1, 2].map((part) => Array.from({ length: 100 }, (_, i) => 3 * i + part));
  const mean = parts.reduce((sum, sample) => sum + trustworthiness(digits, map, { neighbors: 12, sample }) / 3, 0);
  assert.ok(Math.abs(mean - all) < 1e-12);
  const far = new Float32Array(100 * digits.points);
  for (const [at, i] of (parts[1] ?? []).entries())
    for (let j = 0; j < digits.points; j++)
      for (let c = 0; c < 64; c++)
        far[at * digits.points + j] =
          (far[at * digits.points + j] ?? 0) + ((values[i * 64 + c] ?? 0) - (values[j * 64 + c] ?? 0)) ** 2;
  const sample = parts[1] ?? [];
  assert.equal(
    trustworthiness(digits, map, { neighbors: 12, sample, far }),
    trustworthiness(digits, map, { neighbors: 12, sample }),
  );
});

test("nearest neighbors have scikit-learn's distances, nearest first and never the point itself", () => {
  for (const metric of ["euclidean", "cosine"] as const) {
    const rows = metric === "cosine" ? normalizedRows(digits) : digits;
    const lists = neighborsOf(rows, 10);
    for (const [i, expected] of oracle.neighbours[metric].entries()) {
      const own = lists.distances.subarray(i * 10, (i + 1) * 10);
      close(metric === "cosine" ? own.map((distance) => distance ** 2 / 2) : own, expected, 1e-4, `${metric} of ${i}`);
      assert.ok(!lists.indices.subarray(i * 10, (i + 1) * 10).includes(i));
    }
  }
});

test("t-SNE: affinities, divergence and gradient are the exact ones", () => {
  const { points, perplexity, places, divergence, gradient } = oracle.tsne;
  const p = affinities(neighborsOf(firstOf(points), points - 1), perplexity);
  for (const [i, row] of oracle.tsne.affinities.entries()) {
    const own = new Float64Array(points);
    for (let at = p.starts[i] ?? 0; at < (p.starts[i + 1] ?? 0); at++) own[p.others[at] ?? 0] = p.values[at] ?? 0;
    close(own, row, 2e-7, `affinities of ${i}`);
  }
  const exact = new Tsne(p, places.flat(), { theta: 0, iterations: 1 });
  assert.ok(Math.abs(exact.divergence() - divergence) < 1e-4, `${exact.divergence()} for ${divergence}`);
  const found = new Float64Array(2 * points);
  exact.gradientInto(found);
  close(found, gradient.flat(), 1e-6, "gradient");
  const coarse = new Tsne(p, places.flat(), { theta: 0.5, iterations: 1 });
  const near = new Float64Array(2 * points);
  coarse.gradientInto(near);
  const error = Math.sqrt(near.reduce((sum, value, i) => sum + (value - (found[i] ?? 0)) ** 2, 0));
  const size = Math.sqrt(found.reduce((sum, value) => sum + value ** 2, 0));
  assert.ok(error < 0.05 * size, `coarse sums are ${error / size} off`);
});

test("maps by t-SNE and UMAP are as trustworthy as scikit-learn's t-SNE", () => {
  const start = pca(digits, { axes: [0, 1] }).coordinates;
  const made = (lists: ReturnType<typeof neighborsOf>, method: Parameters<typeof layout>[0]["method"]) =>
    layout({ lists, start, seed: 1, method, continues: false }, () => {});
  const tsne = made(neighborsOf(digits, 90), {
    kind: "tsne",
    perplexity: 30,
    iterations: 750,
    learningRate: defaultLearningRate(300),
  });
  const umap = made(neighborsOf(digits, 14), { kind: "umap", minDistance: 0.1, spread: 1, epochs: 500 });
  for (const [name, { coordinates }] of Object.entries({ tsne, umap })) {
    const found = trustworthiness(digits, coordinates, { neighbors: 12 });
    assert.ok(found > oracle.tsne.trustworthiness - 0.02, `${name}: ${found}, theirs ${oracle.tsne.trustworthiness}`);
  }
  assert.ok((tsne.divergence ?? 9) < 1);
});

test("few points stay together at the learning rate that follows from their number", () => {
  const few = firstOf(40);
  const lists = neighborsOf(few, 39);
  const start = pca(few, { axes: [0, 1] }).coordinates;
  const trust = (learningRate: number): number => {
    const method = { kind: "tsne", perplexity: 30, iterations: 300, learningRate } as const;
    const { coordinates } = layout({ lists, start, seed: 1, method, continues: false }, () => {});
    return trustworthiness(few, coordinates, { neighbors: 5 });
  };
  assert.equal(defaultLearningRate(40), 4);
  assert.ok(trust(defaultLearningRate(40)) > 0.95 && trust(50) < 0.85);
  assert.deepEqual([300, 500, 2400, 4800].map(defaultLearningRate), [30, 50, 50, 100]);
});

test("UMAP's graph and curve are those of umap-js, and its map no less trustworthy", () => {
  const lists = neighborsOf(digits, 14);
  const rng = new Rng(1);
  const theirs = new UMAP({ nNeighbors: 15, random: () => rng.next() });
  const with0 = (values: ArrayLike<number>, own: number, i: number): number[] => [
    own,
    ...Array.from(values).slice(i * 14, (i + 1) * 14),
  ];
  const points = Array.from({ length: digits.points }, (_, i) => i);
  theirs.setPrecomputedKNN(
    points.map((i) => with0(lists.indices, i, i)),
    points.map((i) => with0(lists.distances, 0, i)),
  );
  theirs.fit(points.map(() => []));
  const graph = v.parse(
    v.object({ entries: v.map(v.unknown(), v.object({ row: v.number(), col: v.number(), value: v.number() })) }),
    Reflect.get(theirs, "graph"),
  );
  const own = fuzzyGraph(lists);
  const weights = new Map<string, number>();
  for (const i of points)
    for (let at = own.starts[i] ?? 0; at < (own.starts[i + 1] ?? 0); at++)
      weights.set(`${i} ${own.others[at]}`, own.values[at] ?? 0);
  const pairs = [...graph.entries.values()].filter(({ value }) => value > 0);
  assert.equal(pairs.length, weights.size);
  for (const { row, col, value } of pairs)
    assert.ok(Math.abs((weights.get(`${row} ${col}`) ?? 0) - value) < 1e-4, `${row} ${col}`);
  const trust = (map: ArrayLike<number>): number => trustworthiness(digits, map, { neighbors: 12 });
  const umap = { kind: "umap", minDistance: 0.1, spread: 1, epochs: 500 } as const;
  const start = pca(digits, { axes: [0, 1] }).coordinates;
  const made = layout({ lists, start, seed: 1, method: umap, continues: false }, () => {});
  const [ours, other] = [trust(made.coordinates), trust(theirs.getEmbedding().flat())];
  assert.ok(ours > other - 0.01, `${ours}, theirs ${other}`);
  // The values that umap-learn computes for its defaults.
  const { a, b } = curveOf(0.1, 1);
  assert.ok(Math.abs(a - 1.5769) < 2e-3 && Math.abs(b - 0.8951) < 1e-3, `${a} ${b}`);
});

test("maps of one seed are the same", () => {
  const start = pca(digits, { axes: [0, 1] }).coordinates;
  const lists = neighborsOf(digits, 14);
  const method = { kind: "umap", minDistance: 0.1, spread: 1, epochs: 20 } as const;
  const [one, same, other] = [1, 1, 2].map((seed) =>
    layout({ lists, start, seed, method, continues: false }, () => {}),
  );
  assert.deepEqual(one?.coordinates, same?.coordinates);
  assert.notDeepEqual(one?.coordinates, other?.coordinates);
});

test("a map is laid onto another as SciPy does, mirrored if that is nearer", () => {
  const { from, onto, disparity } = oracle.procrustes;
  const found = procrustes(from.flat(), onto.flat());
  assert.ok(Math.abs(found.disparity - disparity) < 1e-9, `${found.disparity} for ${disparity}`);
  // What is laid on is at its best already: laying it on again moves nothing.
  const again = procrustes(found.coordinates, onto.flat());
  close(again.coordinates, [...found.coordinates], 1e-4, "place");
  const distance = (map: ArrayLike<number>): number =>
    onto.flat().reduce((sum, value, i) => sum + (value - (map[i] ?? 0)) ** 2, 0);
  assert.ok(distance(found.coordinates) < 0.05 * distance(from.flat()));
});

test("silhouettes of single points, with points left out of all classes", () => {
  const x = matrix(digits.points, 64, values);
  const some = Array.from({ length: 40 }, (_, i) => i);
  const [found = new Float64Array(0)] = silhouettes(x, [oracle.labels], some);
  close(found, oracle.silhouettes, 1e-6, "silhouette");
  // A point more that has no class changes nothing and gets none.
  const more = matrix(digits.points + 1, 64, [...values, ...values.slice(0, 64)]);
  const [other = new Float64Array(0)] = silhouettes(more, [[...oracle.labels, -1]], [0, digits.points]);
  assert.ok(Math.abs((other[0] ?? 0) - (oracle.silhouettes[0] ?? 0)) < 1e-6);
  assert.ok(Number.isNaN(other[1]));
});
