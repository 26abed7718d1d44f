/** @file The plane through three points, held against numbers worked out by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { planeThrough, pointInPlane, weighted, weightsAt } from "../../../src/core/math/plane.ts";

/** A right triangle with legs 3 and 4 in four dimensions, moved by (1, 1, 1, 1). */
const [a, b, c] = [
  [1, 1, 1, 1],
  [1, 4, 1, 1],
  [1, 1, 1, 5],
] as const;

test("corners lie where distances put them", () => {
  const plane = planeThrough(a, b, c);
  assert.ok(plane);
  assert.deepEqual(plane.corners, [
    [0, 0],
    [3, 0],
    [0, 4],
  ]);
  assert.deepEqual([...plane.right], [0, 1, 0, 0]);
  assert.deepEqual([...plane.up], [0, 0, 0, 1]);
  assert.deepEqual([...pointInPlane(plane, [3, 0])], [...b]);
  assert.deepEqual([...pointInPlane(plane, [1.5, 2])], [1, 2.5, 1, 3]);
});

test("an oblique triangle keeps its angles", () => {
  // |ab| = 2, |ac| = 2, and the angle between them is 60 degrees: c is at (1, √3).
  const plane = planeThrough([0, 0, 0], [2, 0, 0], [1, 0, Math.sqrt(3)]);
  assert.ok(plane);
  const [, , [x, y]] = plane.corners;
  assert.ok(Math.abs(x - 1) < 1e-12 && Math.abs(y - Math.sqrt(3)) < 1e-12);
});

test("three points of a line, or of one place, span no plane", () => {
  assert.equal(planeThrough([0, 0], [1, 1], [3, 3]), undefined);
  assert.equal(planeThrough([1, 2], [1, 2], [3, 4]), undefined);
  assert.equal(planeThrough([1, 2], [3, 4], [1, 2]), undefined);
  assert.equal(planeThrough([Number.NaN, 0], [1, 0], [0, 1]), undefined);
  assert.equal(
    weightsAt(
      [1, 1],
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ),
    undefined,
  );
});

test("weights are those of the corners, of the middle, and negative outside", () => {
  const corners = [
    [0, 0],
    [4, 0],
    [0, 2],
  ] as const;
  assert.deepEqual(weightsAt([4, 0], corners), [0, 1, 0]);
  assert.deepEqual(weightsAt([2, 1], corners), [0, 0.5, 0.5]);
  assert.deepEqual(weightsAt([-4, 0], corners), [2, -1, 0]);
  assert.deepEqual([...weighted([a, b, c], [0.5, 0.25, 0.25])], [1, 1.75, 1, 2]);
});

test("weights and the plane's own coordinates name the same point", () => {
  const rng = new Rng(7);
  const random = (): number[] => Array.from({ length: 16 }, () => rng.normal());
  for (let i = 0; i < 50; i++) {
    const three = [random(), random(), random()] as const;
    const plane = planeThrough(...three);
    assert.ok(plane);
    const place = [rng.normal() * 4, rng.normal() * 4] as const;
    const weights = weightsAt(place, plane.corners);
    assert.ok(weights);
    const [byPlace, byWeights] = [pointInPlane(plane, place), weighted(three, weights)];
    for (const [j, value] of byPlace.entries()) assert.ok(Math.abs(value - (byWeights[j] ?? 0)) < 1e-4);
  }
});
