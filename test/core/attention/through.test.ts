/** @file Rollout and flow by hand, and flow against the smallest cut, found by trying all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AttentionFlow } from "../../../src/core/attention/flow.ts";
import { rollRows, throughResidual } from "../../../src/core/attention/rollout.ts";
import { Triangle } from "../../../src/core/attention/triangle.ts";
import { Rng } from "../../../src/core/base/rng.ts";

function triangle(rows: readonly (readonly number[])[]): Triangle {
  const made = new Triangle(rows.length);
  for (const [i, row] of rows.entries()) made.row(i).set(row);
  return made;
}

/** Ã of a matrix of shares. */
function mixed(rows: readonly (readonly number[])[], threshold = 0): Triangle {
  const made = triangle(rows);
  for (const i of rows.keys()) throughResidual(made.row(i), threshold);
  return made;
}

const first = [[1], [0.5, 0.5]];
const second = [[1], [1, 0]];

test("half of a row is the token's own, and what is below the threshold is shared out", () => {
  assert.deepEqual([...mixed(first).values], [1, 0.25, 0.75]);
  assert.deepEqual([...mixed([[1], [0.25, 0.75]], 0.3).values], [1, 0, 1]);
  assert.deepEqual([...mixed([[1], [0.25, 0.25], [0.5, 0.25, 0.25]], 0.3).row(1)], [0, 1], "nothing is left");
  assert.deepEqual([...mixed([[1], [0, 1], [0.5, 0.25, 0.25]], 0.3).row(2)], [0.5, 0, 0.5]);
});

test("rollout multiplies the layers", () => {
  const out = new Triangle(2);
  rollRows(mixed(second), mixed(first), [0, 2], out);
  // 1/2 [1, 0] + 1/2 [1/4, 3/4]
  assert.deepEqual([...out.values], [1, 0.625, 0.375]);
});

test("flow through two layers is the sum of the narrower edges, scaled", async () => {
  const flow = new AttentionFlow([mixed(first), mixed(second)], 1);
  // To token 0: min(1/2, 1) by itself and min(1/2, 1/4) by way of token 1. To token 1: min(1/2, 3/4).
  assert.deepEqual([flow.to(0), flow.to(1)], [0.75, 0.5]);
  const row = await flow.row(async () => {});
  assert.deepEqual(
    [...row],
    [0.75, 0.5].map((it) => Math.fround(Math.fround(it) / 1.25)),
  );
});

test("flow through three layers fits the smallest cut", () => {
  const rng = new Rng(5);
  for (let round = 0; round < 20; round++) {
    const size = 4;
    const layers = Array.from({ length: 3 }, () =>
      mixed(
        Array.from({ length: size }, (_, i) => {
          const row = Array.from({ length: i + 1 }, () => rng.next() ** 4);
          const sum = row.reduce((a, b) => a + b);
          return row.map((x) => x / sum);
        }),
        0.05,
      ),
    );
    for (let sink = 0; sink < size; sink++) {
      const found = new AttentionFlow(layers, size - 1).to(sink);
      assert.ok(Math.abs(found - smallestCut(layers, size - 1, sink)) < 1e-6, `round ${round}, to ${sink}`);
    }
  }
});

/** Each choice of inner nodes that stay with the source cuts some edges; the cheapest choice. */
function smallestCut(layers: readonly Triangle[], query: number, sink: number): number {
  const size = query + 1;
  const inner = (layers.length - 1) * size;
  let least = Number.POSITIVE_INFINITY;
  for (let choice = 0; choice < 2 ** inner; choice++) {
    const isSource = (depth: number, token: number): boolean => {
      if (depth === layers.length) return token === query;
      if (depth === 0) return token !== sink; // a dead end costs nothing with the source
      return ((choice >> ((depth - 1) * size + token)) & 1) === 1;
    };
    let cut = 0;
    for (const [index, layer] of layers.entries())
      for (let i = 0; i < size; i++)
        for (let j = 0; j <= i; j++) {
          const reachable = index + 1 < layers.length || i === query;
          if (reachable && isSource(index + 1, i) && !isSource(index, j)) cut += layer.row(i)[j] ?? 0;
        }
    least = Math.min(least, cut);
  }
  return least;
}
