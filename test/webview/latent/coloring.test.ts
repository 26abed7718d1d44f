/** @file Colors of columns: told apart by people of any color vision, shapes where colors do not suffice, numbers by lightness; and what is hidden. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lab, rgb } from "d3";
import { owned } from "../../../src/protocol/wire.ts";
import { Cloud } from "../../../webview/latent/model/cloud.ts";
import {
  coloringOf,
  colorOf,
  colorsOnDark,
  colorsOnLight,
  type Ground,
} from "../../../webview/latent/model/coloring.ts";
import { countShown, groupLabels, statesOf } from "../../../webview/latent/model/scene.ts";
import { stateBits } from "../../../webview/latent/scatter/looks.ts";
import { categoryOf, fourItems } from "./made.ts";

const dark: Ground = { kind: "dark", background: "#1f1f1f", text: "#cccccc", muted: "#9d9d9d" };

/** Linear light as people see it who lack one kind of cone (Viénot, Brettel and Mollon 1999). */
const deficiencies = {
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
} as const;

function seenWith(deficiency: readonly (readonly number[])[], color: string): string {
  const { r, g, b } = rgb(color);
  const light = [r, g, b].map((value) => (value / 255) ** 2.2);
  const [red = 0, green = 0, blue = 0] = deficiency.map(
    (row) =>
      Math.max(
        0,
        row.reduce((sum, weight, i) => sum + weight * (light[i] ?? 0), 0),
      ) **
        (1 / 2.2) *
      255,
  );
  return rgb(red, green, blue).formatHex();
}

function difference(a: string, b: string): number {
  const [one, other] = [lab(a), lab(b)];
  return Math.hypot(one.l - other.l, one.a - other.a, one.b - other.b);
}

for (const [ground, colors] of [
  ["dark", colorsOnDark],
  ["light", colorsOnLight],
] as const)
  test(`the colors on ${ground} differ for any color vision`, () => {
    for (const [i, a] of colors.entries())
      for (const b of colors.slice(i + 1)) {
        assert.ok(difference(a, b) > 25, `${a} ${b}: ${difference(a, b)}`);
        for (const [name, matrix] of Object.entries(deficiencies)) {
          const seen = difference(seenWith(matrix, a), seenWith(matrix, b));
          assert.ok(seen > 14, `${name} ${a} ${b}: ${seen.toFixed(1)}`);
        }
      }
  });

test("up to eight values have colors alone, more have the same colors with other shapes", () => {
  const few = coloringOf(categoryOf("rule", ["a", "b", "a"]), 3, dark);
  assert.equal(few.shapes, undefined);
  assert.deepEqual([...few.colors], [0, 1, 0]);
  assert.deepEqual(
    few.entries.map(({ value, count }) => `${value} ${count}`),
    ["a 2", "b 1"],
  );
  const names = Array.from({ length: 24 }, (_, i) => `mood ${i}`);
  const many = coloringOf(categoryOf("rule", names), 24, dark);
  const looks = new Set(names.map((_, i) => `${many.colors[i]} ${many.shapes?.[i]}`));
  assert.equal(looks.size, 24);
});

test("numbers run over a ramp whose lightness only grows, and what has none is grey", () => {
  const of = owned(Float32Array.from([0, 1, 2, 3, 4, Number.NaN]));
  const coloring = coloringOf({ kind: "number", name: "length", of }, 6, dark);
  const lightness = [0, 1, 2, 3, 4].map((point) => lab(colorOf(coloring, point)).l);
  assert.deepEqual(
    lightness,
    [...lightness].sort((a, b) => a - b),
  );
  assert.equal(rgb(colorOf(coloring, 5)).formatHex(), dark.muted);
  assert.deepEqual([coloring.range?.low, coloring.range?.high], [0, 4]);
});

test("the legend hides values, and what is not selected is grey, not hidden", () => {
  const cloud = new Cloud(fourItems());
  const states = statesOf(cloud, { rule: ["subtract"] }, new Set([0]));
  assert.deepEqual(
    [...states],
    [stateBits.selected, stateBits.dimmed | stateBits.hidden, stateBits.dimmed, stateBits.dimmed | stateBits.hidden],
  );
  assert.equal(countShown(states), 2);
  assert.equal(countShown(statesOf(cloud, { gone: ["x"] }, new Set())), 4);
});

test("names of groups stand where the middle of their shown points is", () => {
  const cloud = new Cloud(fourItems());
  const coloring = coloringOf(cloud.column("rule"), 4, dark);
  const xy = Float32Array.from([-1, 0, 1, 0, -1, 0.5, 1, 0.5]);
  const labels = groupLabels(xy, coloring, statesOf(cloud, { rule: ["subtract"] }, new Set()));
  assert.deepEqual(
    labels.map(({ text, x }) => `${text} ${x}`),
    ["add -1"],
  );
});
