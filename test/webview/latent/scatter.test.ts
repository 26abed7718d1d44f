/** @file The map of points without its canvas: zoom and places, what is picked, what is drawn in which order, and the shapes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import {
  fitOf,
  fitted,
  panBy,
  scaleOf,
  toMap,
  toScreen,
  wholeMap,
  zoomAbout,
  zoomTo,
} from "../../../webview/latent/scatter/frame.ts";
import { distanceTo, drawingOrder, shapeNames, shapePath, stateBits } from "../../../webview/latent/scatter/looks.ts";
import { pointAt, pointsWithin, pointTowards, rectangle } from "../../../webview/latent/scatter/pick.ts";

const size = { width: 400, height: 300 };
/** A cross of five points, in the square of the map. */
const xy = Float32Array.from([0, 0, 0.5, 0, -0.5, 0, 0, 0.5, 0, -0.5]);
const seen = { xy, states: new Uint8Array(5), zoom: wholeMap, size };

test("what is under the pointer stays there while one zooms, and moves with it while one pans", () => {
  const rng = new Rng(1);
  for (let i = 0; i < 200; i++) {
    const zoom = { k: 0.5 + rng.next() * 20, x: rng.next() - 0.5, y: rng.next() - 0.5 };
    const at: [number, number] = [rng.next() * 400, rng.next() * 300];
    const before = toMap(...at, zoom, size);
    const after = toMap(...at, zoomAbout(zoom, 0.5 + rng.next(), at, size), size);
    assert.ok(Math.hypot(after[0] - before[0], after[1] - before[1]) < 1e-9);
    const panned = toScreen(...before, panBy(zoom, 3, -4, size), size);
    assert.ok(Math.hypot(panned[0] - at[0] - 3, panned[1] - at[1] + 4) < 1e-6);
  }
});

test("y grows upwards on the map and downwards on screen, and the whole map is in sight", () => {
  const [x, y] = toScreen(1, 1, wholeMap, size);
  assert.ok(x < 400 && y > 0 && y < 150 && x > 200);
  assert.equal(scaleOf({ k: 2, x: 0, y: 0 }, size), 2 * scaleOf(wholeMap, size));
});

test("coordinates of any scale fit into the square, with one scale for both axes", () => {
  const raw = Float32Array.from([10, 100, 30, 100, 20, 110]);
  assert.deepEqual([...fitted(raw)], [-1, -0.5, 1, -0.5, 0, 0.5]);
  assert.deepEqual(fitOf(raw), { middle: [20, 105], unit: 10 });
  assert.deepEqual([...fitted(Float32Array.from([3, 4]))], [0, 0]);
});

test("a selection is shown as large as fits", () => {
  const zoom = zoomTo(xy, [1, 3]);
  assert.deepEqual([zoom.x, zoom.y], [0.25, 0.25]);
  for (const point of [1, 3]) {
    const [x, y] = toScreen(xy[2 * point] ?? 0, xy[2 * point + 1] ?? 0, zoom, size);
    assert.ok(x > 0 && y > 0 && x < 400 && y < 300);
  }
  assert.ok(zoom.k > 3);
  assert.deepEqual(zoomTo(xy, []), wholeMap);
});

test("the nearest point within reach is picked, hidden ones never", () => {
  const [x, y] = toScreen(0.5, 0, wholeMap, size);
  assert.equal(pointAt(seen, [x + 5, y - 3], 12), 1);
  assert.equal(pointAt(seen, [x + 15, y], 12), undefined);
  const states = Uint8Array.from([0, stateBits.hidden, 0, 0, 0]);
  assert.equal(pointAt({ ...seen, states }, [x, y], 12), undefined);
});

test("an outline holds what is inside of it by the even-odd rule", () => {
  const [left, top] = toScreen(-0.1, 0.6, wholeMap, size);
  const [right, bottom] = toScreen(0.6, -0.1, wholeMap, size);
  assert.deepEqual(pointsWithin(seen, rectangle([left, top], [right, bottom])), [0, 1, 3]);
  const triangle = [[-0.6, -0.1] as const, [0.1, -0.1] as const, [-0.6, 0.4] as const];
  assert.deepEqual(
    pointsWithin(
      seen,
      triangle.map(([x, y]) => toScreen(x, y, wholeMap, size)),
    ),
    [2],
  );
  assert.deepEqual(pointsWithin(seen, [[0, 0]]), []);
});

test("an arrow key goes to the next point in its direction", () => {
  assert.equal(pointTowards(seen, 0, [1, 0]), 1);
  assert.equal(pointTowards(seen, 0, [-1, 0]), 2);
  assert.equal(pointTowards(seen, 0, [0, -1]), 3, "up on screen is up on the map");
  assert.equal(pointTowards(seen, 1, [1, 0]), undefined);
});

test("every shown point is drawn once: grey ones first, selected ones last, groups mixed", () => {
  const states = Uint8Array.from({ length: 1000 }, (_, i) =>
    i % 10 === 0 ? stateBits.hidden : i % 3 === 0 ? stateBits.selected : stateBits.dimmed,
  );
  const order = [...drawingOrder(states)];
  assert.equal(new Set(order).size, order.length);
  assert.equal(order.length, 900);
  const firstSelected = order.findIndex((point) => states[point] === stateBits.selected);
  assert.ok(order.slice(firstSelected).every((point) => states[point] === stateBits.selected));
  const plain = [...drawingOrder(new Uint8Array(1000))];
  const early = plain.slice(0, 100).filter((point) => point < 500).length;
  assert.ok(early > 30 && early < 70, `${early} of the first hundred are of the first half`);
});

test("the outlines of the shapes lie where the distances say", () => {
  for (const shape of shapeNames) {
    assert.ok(distanceTo(shape, 0, 0) < -0.2, shape);
    assert.ok(distanceTo(shape, 1.3, 1.3) > 0.1, shape);
    if (shape === "circle") continue;
    for (const [x, y] of corners(shapePath(shape)))
      assert.ok(Math.abs(distanceTo(shape, x, y)) < 0.06, `${shape} at ${x}, ${y}: ${distanceTo(shape, x, y)}`);
  }
});

/** The corners of a path of absolute moves and lines. */
function corners(path: string): [number, number][] {
  const found: [number, number][] = [];
  let [x, y] = [0, 0];
  for (const [, command = "", rest = ""] of path.matchAll(/([MHVLZ])([^MHVLZ]*)/g)) {
    const numbers = (rest.match(/-?\d*\.?\d+/g) ?? []).map(Number);
    if (command === "H") [x] = [numbers[0] ?? 0];
    else if (command === "V") [y] = [numbers[0] ?? 0];
    else
      for (let i = 0; i + 1 < numbers.length; i += 2) {
        [x, y] = [numbers[i] ?? 0, numbers[i + 1] ?? 0];
        found.push([x, y]);
      }
    if (command === "H" || command === "V") found.push([x, y]);
  }
  return found;
}
