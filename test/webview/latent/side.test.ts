/** @file What stands beside the map, without its page: where a class can be read as a grid and as a table, the plane's view, captions, tables as files. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { finite } from "../../../src/protocol/wire.ts";
import { planeChart } from "../../../webview/charts/planeChart.ts";
import { paperInk } from "../../../webview/charts/svg.ts";
import { type ChosenHookPoint, hookPointOf } from "../../../webview/latent/model/hookPoints.ts";
import { nextPlace } from "../../../webview/latent/model/nextPlace.ts";
import { planeView } from "../../../webview/latent/model/planeView.ts";
import { type Cell, whereGrid, whereRows } from "../../../webview/latent/model/probeGrid.ts";
import { captioned } from "../../../webview/latent/paint/sideSaving.ts";
import { drawnText, drawnWords, svgDocument } from "../svgDocument.ts";

const cell = (component: ChosenHookPoint["component"], layer: number, linear: number): Cell => ({
  hookPoint: hookPointOf({ component, layer, head: null }) as Cell["hookPoint"],
  linear: finite(linear),
  neighbors: finite(0.5),
  chance: finite(0.25),
  training: finite(70),
  heldOut: finite(30),
});

const cells = [
  cell("encoder.attention.output", 0, 0.6),
  cell("encoder.feedForward.output", 0, 0.7),
  cell("z", 0, 0.9),
  cell("decoder.attention.output", 1, 0.3),
  cell("decoder.attention.output", 0, 0.4),
];

test("a language VAE's places: encoder, z, decoder, layer by layer; z stands in a column of its own", () => {
  const grid = whereGrid(cells);
  assert.deepEqual(grid.rows, ["encoder 1", "z", "decoder 1", "decoder 2"]);
  assert.deepEqual(grid.columns, ["z", "attention", "FFN"]);
  assert.equal(grid.at(1, 0)?.linear, 0.9);
  assert.equal(grid.at(0, 2)?.linear, 0.7);
  assert.equal(grid.at(1, 1), undefined);
  assert.deepEqual(grid.placeOf({ component: "decoder.attention.output", layer: 1, head: null }), [3, 1]);
  assert.equal(grid.placeOf({ component: "decoder.residual", layer: 1, head: null }), undefined);
});

test("a decoder's places: layers by components", () => {
  const grid = whereGrid([cell("residual", 9, 0.5), cell("residual", 1, 0.4), cell("attention.output", 1, 0.3)]);
  assert.deepEqual(grid.rows, ["layer 2", "layer 10"]);
  assert.deepEqual(grid.columns, ["residual", "attention", "FFN"]);
});

test("the same as a table", () => {
  const [head, first, , third] = whereRows(cells);
  assert.equal(head?.length, first?.length);
  assert.deepEqual(first, ["encoder: attention output, layer 1", "0.6000", "0.5000", "0.2500", "70", "30"]);
  assert.equal(third?.[0], "z");
});

test("arrow keys walk from cell to cell, over places without one", () => {
  const places = [
    [0, 0],
    [0, 2],
    [1, 2],
    [3, 0],
  ] as const;
  assert.deepEqual(nextPlace(places, [0, 0], [0, 1]), [0, 2]);
  assert.deepEqual(nextPlace(places, [0, 0], [1, 0]), [3, 0]);
  assert.deepEqual(nextPlace(places, [3, 0], [-1, 0]), [0, 0]);
  assert.equal(nextPlace(places, [0, 0], [0, -1]), undefined);
});

test("a plane is seen with one scale, with room around the triangle, and back again", () => {
  const view = planeView(
    [
      [0, 0],
      [4, 0],
      [0, 2],
    ],
    320,
    160,
  );
  // 4 and 2 with 0.3 of each on every side are 6.4 and 3.2: 50 pixels for one unit.
  assert.deepEqual(view.toScreen([2, 1]), [160, 80]);
  assert.deepEqual(view.toScreen([4, 0]), [260, 130]);
  assert.deepEqual(view.toPlane([260, 130]), [4, 0]);
  assert.deepEqual([view.columns, view.rows, view.grid.length], [16, 8, 128]);
  assert.deepEqual(
    view.grid[0]?.map((value) => Math.round(value * 1000) / 1000),
    [-1, 2.4],
  );
});

const plane = planeChart(
  {
    title: "A plane",
    width: 40,
    height: 20,
    columns: 2,
    rows: 1,
    cell: (_, column) => ({
      color: column === 0 ? "#147fff" : undefined,
      wrong: column === 1,
      about: ["a plus b  ✓ add", "?"][column] ?? "",
    }),
    corners: [
      { at: [5, 15], letter: "A" },
      { at: [35, 15], letter: "B" },
      { at: [20, 4], letter: "C" },
    ],
    here: [20, 10],
  },
  { document: svgDocument(), ink: paperInk },
);

test("the plane's chart: cells by what is concluded, hatched where it does not follow, the triangle and the mark", async () => {
  const path = join(import.meta.dirname, "..", "golden", "plane.txt");
  const text = drawnText(plane);
  if (process.env.UPDATE_GOLDEN === "1") await writeFile(path, text);
  assert.equal(text, await readFile(path, "utf8"));
});

test("what is saved says what made it", () => {
  const figure = captioned(
    plane,
    "A plane of four words that has to be broken into lines of its own width.",
    svgDocument(),
  );
  assert.deepEqual(drawnWords(figure).slice(-2), [
    "A plane of four words that has to be broken into",
    "lines of its own width.",
  ]);
  assert.match(
    drawnText(figure),
    /<desc>\n\s+A plane of four words that has to be broken into lines of its own width\./,
  );
});
