/** @file Tiles, span sums and head scores by hand: a matrix of four tokens whose numbers anybody can add up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EarlierTokens, ScoreSums } from "../../../src/core/attention/headScores.ts";
import { probabilityOf, quantize } from "../../../src/core/attention/quantize.ts";
import { SpanSums } from "../../../src/core/attention/spanSums.ts";
import { Tile } from "../../../src/core/attention/tile.ts";

/** Powers of two, so that sums are exact. */
const matrix = [[1], [0.75, 0.25], [0.5, 0.25, 0.25], [0.25, 0.5, 0.125, 0.125]].map((row) => Float32Array.from(row));

function fed<T extends { add(query: number, row: Float32Array): void }>(sums: T): T {
  for (const [query, row] of matrix.entries()) sums.add(query, row);
  return sums;
}

test("a byte gives a share back within a hundredth of its size, and exactly at both ends", () => {
  assert.equal(probabilityOf(quantize(0)), 0);
  assert.equal(probabilityOf(quantize(1)), 1);
  for (const p of [0.001, 0.01, 0.1, 0.5, 0.9]) assert.ok(Math.abs(probabilityOf(quantize(p)) - p) < 0.004 + p * 0.01);
});

test("a tile pools by the largest or by the mean, and cells of its own tokens only", () => {
  const whole = { queries: [0, 4], keys: [0, 4], rows: 2, columns: 2 } as const;
  const largest = fed(new Tile({ ...whole, pooling: "max" })).bytes();
  assert.deepEqual([...largest], [1, 0, 0.5, 0.25].map(quantize));
  const mean = fed(new Tile({ ...whole, pooling: "mean" })).bytes();
  assert.deepEqual([...mean], [2 / 4, 0, 1.5 / 4, 0.5 / 4].map(quantize));
  const part = new Tile({ queries: [2, 4], keys: [1, 3], rows: 9, columns: 9, pooling: "max" });
  assert.deepEqual([part.rows, part.columns], [2, 2]);
  assert.deepEqual([...fed(part).bytes()], [0.25, 0.25, 0.5, 0.125].map(quantize));
});

test("spans: the mean over the queries of the sum over the keys", () => {
  const sums = fed(
    new SpanSums(
      [
        [1, 3],
        [3, 4],
        [2, 2],
      ],
      [
        [0, 1],
        [1, 4],
      ],
    ),
  );
  assert.deepEqual([...sums.shares()], [(0.75 + 0.5) / 2, (0.25 + 0.5) / 2, 0.25, 0.75, 0, 0]);
});

test("scores of tokens a b a b, of which the last two wrote a step about tokens 0 to 2", () => {
  const ids = [7, 8, 7, 8];
  const run = {
    ids,
    steps: [{ queries: [2, 4], line: [0, 2] } as const],
    response: [2, 4],
    operands: [1, 2],
  } as const;
  const { entropy, ...scores } = fed(new ScoreSums(run, new EarlierTokens(ids))).scores();
  assert.deepEqual(scores, {
    previousToken: (0.75 + 0.25 + 0.125) / 3,
    firstToken: (0.75 + 0.5 + 0.25) / 3,
    duplicateToken: (0.5 + 0.5) / 2, // query 2 sees token 0, query 3 sees token 1
    induction: (0.25 + 0.125) / 2, // query 2 sees what followed token 0, query 3 what followed token 1
    ruleLine: (0.75 + 0.75) / 2,
    operands: (0.25 + 0.5) / 2,
    distance: (0 + 0.75 + (0.5 * 2 + 0.25) + (0.25 * 3 + 0.5 * 2 + 0.125)) / 4,
  });
  const bits = (0 + (0.75 * Math.log2(4 / 3) + 0.5) + 1.5 + 1.75) / 4;
  assert.ok(Math.abs((entropy ?? 0) - bits * Math.LN2) < 1e-12);
});

test("a run that gives no case for a score has none", () => {
  const one = new ScoreSums({ ids: [7], steps: [], response: [0, 0], operands: undefined }, new EarlierTokens([7]));
  one.add(0, Float32Array.of(1));
  assert.deepEqual(one.scores(), {
    previousToken: null,
    firstToken: null,
    duplicateToken: null,
    induction: null,
    ruleLine: null,
    operands: null,
    entropy: 0,
    distance: 0,
  });
});
