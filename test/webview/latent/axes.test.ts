/** @file The axes of a map: values and titles of components, arrows where it was turned, a scale where coordinates mean nothing; and where names stand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Finite, finite } from "../../../src/protocol/wire.ts";
import { axesOf, axesWords } from "../../../webview/latent/model/axes.ts";
import { numberIn } from "../../../webview/latent/model/numberRange.ts";
import { wholeMap } from "../../../webview/latent/scatter/frame.ts";
import { labelPlaces } from "../../../webview/latent/scatter/labelPlaces.ts";
import { drawnFour } from "./made.ts";

const size = { width: 400, height: 200 };
/** A point of the first map's square is (x, y) there: its middle is (0, 0.5), and it is 4 wide, so that one unit of the square is 2. */
const four = drawnFour();

/** The same with its components elsewhere. */
function lying(first: readonly [number, number], second: readonly [number, number]) {
  const place = ([x, y]: readonly [number, number]): [Finite, Finite] => [finite(x), finite(y)];
  assert.ok(four.answer);
  const axes = { origin: place([0, 0.5]), first: place(first), second: place(second) };
  return { ...four, answer: { ...four.answer, axes } };
}

test("a map as it was made has the components' own values at its ticks", () => {
  const axes = axesOf(four, wholeMap, size);
  assert.ok(axes?.kind === "straight");
  assert.equal(axes.across.title, "component 1 (80.0 % of the variance)");
  assert.equal(axes.up.title, "component 2 (15.0 % of the variance)");
  // 94 pixels are one unit of the square, 47 one of the component; the origin is the middle of 400 pixels.
  const at = (text: string) => axes.across.ticks.find((tick) => tick.text === text)?.at;
  assert.equal(at("0"), 200);
  assert.equal(at("2"), 294);
  assert.equal(at("−2"), 106);
  // Upwards the mean lies at the square's middle as well: 0.5 of the map is 0 of the component.
  assert.equal(axes.up.ticks.find(({ text }) => text === "0")?.at, 100);
  const [first, second] = axes.up.ticks.map(({ text }) => Number(text.replace("−", "-")));
  assert.ok((first ?? 0) > (second ?? 0), "larger values are above");
});

test("zooming in shows finer values at the same places", () => {
  const axes = axesOf(four, { k: 10, x: 0, y: 0 }, size);
  assert.ok(axes?.kind === "straight");
  const tick = axes.across.ticks.find(({ text }) => text === "0.2");
  assert.ok(Math.abs((tick?.at ?? 0) - (200 + 0.2 * 470)) < 1e-6, JSON.stringify(axes.across.ticks));
});

test("a mirrored component counts the other way", () => {
  const axes = axesOf(lying([-1, 0], [0, 1]), wholeMap, size);
  assert.ok(axes?.kind === "straight");
  assert.equal(axes.across.ticks.find(({ text }) => text === "−2")?.at, 294);
});

test("a map that was turned onto another has arrows for its components, and a length of the space", () => {
  // Turned by a right angle and doubled: one step of the first component goes 2 up, of the second 2 to the left.
  const turned = lying([0, 2], [-2, 0]);
  const axes = axesOf(turned, wholeMap, size);
  assert.ok(axes?.kind === "turned");
  assert.deepEqual(
    axes.arrows.map(({ title, direction }) => [title, ...direction.map((value) => value + 0)]),
    [
      ["1 · 80.0 %", 0, -1],
      ["2 · 15.0 %", -1, 0],
    ],
  );
  // 94 pixels of one unit of the square, of which each is as long as one of the space.
  assert.deepEqual(axes.bar, { pixels: 94, text: "distance 1" });
  assert.match(axesWords(turned), /^Turned onto the first map/);
});

test("coordinates that mean nothing have no numbers, only a share of the map; a map that forms has no axes", () => {
  const answer = four.answer;
  assert.ok(answer);
  const scattered = { ...four, answer: { ...answer, axes: null, variance: null } };
  const axes = axesOf(scattered, wholeMap, size);
  assert.deepEqual(axes, { kind: "scale", bar: { pixels: 94, text: "50.0 % of the map" } });
  assert.deepEqual(axesOf(scattered, { k: 10, x: 0, y: 0 }, size), {
    kind: "scale",
    bar: { pixels: 94, text: "5.0 % of the map" },
  });
  assert.equal(axesOf({ ...four, answer: null }, wholeMap, size), undefined);
  assert.equal(axesWords({ ...four, answer: null }), "");
});

test("names stand above their group, below or beside it where there is no room, whole, and never over one another", () => {
  const wide = { width: 200, height: 100 };
  const at = (x: number, y: number, width = 40) => ({ at: [x, y] as const, width });
  const [above, below, held] = labelPlaces([at(100, 50), at(100, 52), at(4, 60)], 4, wide);
  assert.deepEqual(above, [100, 35]);
  assert.deepEqual(below, [100, 67], "above is taken");
  assert.deepEqual(held, [25, 45], "moved inwards until it is whole");
  assert.deepEqual(labelPlaces([at(100, 10)], 4, wide), [[100, 25]], "no room above");
  assert.deepEqual(labelPlaces(Array(5).fill(at(100, 50)), 4, wide), [
    [100, 35],
    [100, 65],
    [132, 50],
    [68, 50],
    undefined,
  ]);
});

test("a parameter is taken up only as a number of its range", () => {
  const whole = { low: 2, high: 500, whole: true };
  assert.deepEqual(
    ["30", " 30 ", "", "1", "501", "3.5", "x", "1e2"].map((text) => numberIn(text, whole)),
    [30, 30, undefined, undefined, undefined, undefined, undefined, 100],
  );
  assert.equal(numberIn("0.25", { low: 0, high: 5, whole: false }), 0.25);
});
