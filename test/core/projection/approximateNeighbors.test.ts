/** @file Nearly all nearest points: held against all of them on points that lie as hidden states do, and where points or places are few. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { approximateNeighbors } from "../../../src/core/projection/approximateNeighbors.ts";
import type { PointRows } from "../../../src/core/projection/points.ts";

/** Groups on a sheet of `inner` dimensions within `width`, with a little noise. */
function sheet(points: number, width: number, inner: number): PointRows {
  const rng = new Rng(1);
  const mix = Array.from({ length: inner * width }, () => rng.normal());
  const values = new Float32Array(points * width);
  for (let point = 0; point < points; point++) {
    const own = Array.from({ length: inner }, () => rng.normal() + 2 * (point % 5));
    for (let j = 0; j < width; j++)
      values[point * width + j] =
        own.reduce((sum, value, i) => sum + value * (mix[i * width + j] ?? 0), 0) + 0.05 * rng.normal();
  }
  return { points, width, values };
}

function distance({ width, values }: PointRows, a: number, b: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += ((values[a * width + j] ?? 0) - (values[b * width + j] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

function nearest(rows: PointRows, point: number, count: number): readonly number[] {
  const others = Array.from({ length: rows.points }, (_, i) => i).filter((other) => other !== point);
  const far = new Map(others.map((other) => [other, distance(rows, point, other)]));
  return others.sort((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0)).slice(0, count);
}

test("at least 98 of 100 nearest points are found, with their distances, nearest first, none twice, never itself", () => {
  const rows = sheet(3000, 48, 8);
  const count = 14;
  const { indices, distances } = approximateNeighbors(rows, { count, rng: new Rng(2) });
  let found = 0;
  const looked = Array.from({ length: 300 }, (_, i) => i * 10);
  for (const point of looked) {
    const own = [...indices.subarray(point * count, (point + 1) * count)];
    assert.equal(new Set(own).size, count);
    assert.ok(!own.includes(point));
    for (const [i, other] of own.entries()) {
      const far = distances[point * count + i] ?? 0;
      assert.ok(Math.abs(far - distance(rows, point, other)) < 1e-4);
      assert.ok(i === 0 || far >= (distances[point * count + i - 1] ?? 0));
    }
    const all = new Set(nearest(rows, point, count));
    found += own.filter((other) => all.has(other)).length;
  }
  const recall = found / (looked.length * count);
  assert.ok(recall >= 0.98, `${recall}`);
});

test("the same seed gives the same neighbors", () => {
  const rows = sheet(500, 16, 4);
  const [one, two] = [1, 2].map(() => approximateNeighbors(rows, { count: 10, rng: new Rng(5) }));
  assert.deepEqual(one?.indices, two?.indices);
});

test("few points know all others, and points in one place have neighbors at no distance", () => {
  const few = sheet(12, 4, 2);
  const { indices } = approximateNeighbors(few, { count: 11, rng: new Rng(1) });
  for (let point = 0; point < 12; point++)
    assert.deepEqual([...indices.subarray(point * 11, (point + 1) * 11)], nearest(few, point, 11));
  const same = { points: 400, width: 3, values: new Float32Array(1200).fill(7) };
  const found = approximateNeighbors(same, { count: 14, rng: new Rng(1) });
  assert.ok(found.distances.every((far) => far === 0));
  for (let point = 0; point < 400; point++)
    assert.equal(new Set(found.indices.subarray(point * 14, (point + 1) * 14)).size, 14);
});
