/** @file What a case map view knows and says: facts of a grid, growing maps, words, zoom, squares and keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { Rng } from "../../src/core/base/rng.ts";
import { finite } from "../../src/protocol/wire.ts";
import { chartsOf } from "../../webview/map/model/curves.ts";
import { mapKey } from "../../webview/map/model/keys.ts";
import { GridModel } from "../../webview/map/model/mapModel.ts";
import { checkSquares, insideGrid, squareAt, squareBetween } from "../../webview/map/model/square.ts";
import { viewState } from "../../webview/map/model/state.ts";
import { cellsFor } from "../../webview/map/model/tableCells.ts";
import { bringIntoSight, cellAt, cornerOf, plotOf, within, zoomAbout } from "../../webview/map/model/viewport.ts";
import { cellWords, headline, placeWords, summaryOf } from "../../webview/map/model/words.ts";
import { shownModel, tinyGrid } from "./madeModel.ts";

test("the facts of a grid: trained, held out, by distance, and agreement with the oracle", () => {
  const { facts } = new GridModel(tinyGrid());
  assert.deepEqual(facts.trained, { total: 64, correct: 64 });
  assert.deepEqual(facts.held, { total: 36, correct: 3 });
  assert.deepEqual(facts.rings, [
    { distance: 0, total: 32, correct: 3 },
    { distance: 1, total: 4, correct: 0 },
  ]);
  assert.deepEqual(facts.agreement, { total: 25, correct: 24 });
  assert.equal(new GridModel(tinyGrid({ uncovered: null })).facts.agreement, undefined);
});

test("layers: accuracy, the oracle, and the one less the other; nothing where nothing was measured", () => {
  const grid = new GridModel(tinyGrid());
  assert.deepEqual(
    [6, 0].map((cell) => [
      grid.valueOf(cell, "accuracy"),
      grid.valueOf(cell, "oracle"),
      grid.valueOf(cell, "difference"),
    ]),
    [
      [0.75, 0, 0.75],
      [1, 1, 0],
    ],
  );
  const empty = new GridModel(tinyGrid({ drawn: Array.from({ length: 25 }, () => finite(0)) }));
  assert.equal(empty.valueOf(0, "accuracy"), undefined);
  assert.equal(empty.valueOf(0, "difference"), undefined);
});

test("a map grows as it is measured, and its facts with it", () => {
  const none = Array.from({ length: 25 }, () => finite(0));
  const grid = new GridModel(tinyGrid({ drawn: none, correct: none }));
  assert.deepEqual(grid.facts.trained, { total: 0, correct: 0 });
  grid.grow(5, 1, [1, 0]);
  assert.deepEqual(
    [grid.facts.trained, grid.facts.held],
    [
      { total: 1, correct: 1 },
      { total: 1, correct: 0 },
    ],
  );
  grid.grow(5, 2, [2, 1]);
  assert.deepEqual(
    [grid.facts.trained, grid.facts.held],
    [
      { total: 2, correct: 2 },
      { total: 2, correct: 1 },
    ],
  );
});

test("a grid with holes finds its cells and says where there is no problem", () => {
  const cells = [0, 1, 7, 24].map(finite);
  const grid = new GridModel(tinyGrid({ cells, test: [finite(2)], uncovered: null }));
  assert.equal(grid.indexOf({ row: 1, column: 2 }), 2);
  assert.deepEqual(grid.cellOf(3), { row: 4, column: 4 });
  assert.equal(grid.indexOf({ row: 2, column: 2 }), undefined);
  assert.equal(grid.indexOf({ row: 0, column: -1 }), undefined);
  assert.equal(grid.indexOf({ row: 0, column: 5 }), undefined);
});

test("a map says in words what it shows", () => {
  const map = shownModel("tiny", tinyGrid());
  assert.equal(
    summaryOf(map),
    "tiny: addition, direct. Trained cells: 100 % (64 of 64) right. In the held-out square: 8.3 % (3 of 36) right, " +
      "95 % interval 2.9 to 21.8 %. At the rim 9.4 % (3 of 32), 1 cells inwards 0 % (0 of 4). " +
      "As the step-coverage oracle expects in 96.0 % (24 of 25) of the cells.",
  );
  assert.equal(headline(map), "trained 100 % · held out 8.3 %");
  const grid = new GridModel(tinyGrid());
  assert.equal(cellWords(grid, 12), "right 0 of 4 · answered 9 3 times, nothing 1 times · a step is not in training");
  assert.equal(placeWords(grid, 12), "a = 2, b = 2 · held out, 1 from the rim");
  assert.equal(placeWords(grid, 0), "a = 0, b = 0 · trained");
  const lengths = [{ length: finite(3), total: finite(10), correct: finite(4) }];
  assert.match(summaryOf(shownModel("curve", null, { lengths })), /No map was measured; right by length 3: 4 of 10/);
});

test("curves: only those that have points, each map in its own style", () => {
  const lengths = [{ length: finite(3), total: finite(10), correct: finite(4) }];
  const charts = chartsOf([
    shownModel("map", tinyGrid(), { lossCurve: [] }),
    shownModel("curve", null, { lengths, lossCurve: [] }),
  ]);
  assert.deepEqual(
    charts.map(({ kind, series }) => [kind, series.map(({ name, style }) => `${name} ${style}`)]),
    [
      ["distance", ["map 0"]],
      ["length", ["curve 1"]],
    ],
  );
});

test("the table's rows: held out, wrong in any map, all", () => {
  const maps = [shownModel("one", tinyGrid()), shownModel("two", tinyGrid({ correct: tinyGrid().drawn }))];
  assert.deepEqual(
    [cellsFor(maps, "held").length, cellsFor(maps, "wrong").length, cellsFor(maps, "all").length],
    [9, 9, 25],
  );
  assert.deepEqual(cellsFor([], "all"), []);
});

test("a cell's corner leads back to the cell, at any zoom", () => {
  const extent = { rows: 100, columns: 80 };
  const plot = plotOf(500, 700, extent);
  const rng = new Rng(3);
  for (let i = 0; i < 200; i++) {
    const zoom = within(
      { k: 1 + rng.integer(0, 20), row: rng.integer(-10, 110), column: rng.integer(-10, 90) },
      extent,
    );
    const cell = { row: rng.integer(0, 99), column: rng.integer(0, 79) };
    const seen = bringIntoSight(zoom, cell, extent);
    const [x, y] = cornerOf(cell.row, cell.column, plot, seen);
    const half = (plot.size * seen.k) / 2;
    assert.deepEqual(cellAt(x + half, y + half, plot, seen), cell);
    const closer = zoomAbout(seen, 1.5, cell, extent);
    assert.ok(closer.k >= seen.k && closer.row >= 0 && closer.column + 80 / closer.k <= 80 + 1e-9);
  }
  assert.equal(cellAt(plot.left - 1, plot.top + 5, plot, { k: 1, row: 0, column: 0 }), undefined);
});

test("a drag draws a square of odd side with the first cell in its corner, held within the grid", () => {
  assert.deepEqual(squareBetween({ row: 40, column: 40 }, { row: 60, column: 55 }), {
    centre: [50, 50],
    halfWidth: 10,
  });
  assert.deepEqual(squareBetween({ row: 60, column: 60 }, { row: 40, column: 50 }), {
    centre: [50, 50],
    halfWidth: 10,
  });
  const axis = { name: "a", from: 0, to: 99 };
  assert.deepEqual(insideGrid({ centre: [2, 98], halfWidth: 5 }, axis, axis), { centre: [5, 94], halfWidth: 5 });
  assert.deepEqual(insideGrid({ centre: [50, 50], halfWidth: -1 }, axis, axis), { centre: [50, 50], halfWidth: 0 });
});

test("squares are named as the recipe names them, or refused with the reason", () => {
  const { space } = new GridModel(tinyGrid());
  assert.deepEqual(checkSquares(space, [{ centre: [2, 2], halfWidth: 0 }]), {
    kind: "good",
    name: "1hole_(2, 2)_0_1_0-5",
    test: 1,
    training: 24,
  });
  const large = checkSquares(space, [{ centre: [2, 2], halfWidth: 2 }]);
  assert.ok(large.kind === "refused" && /too large for 25 cells/.test(large.why));
  const touching = checkSquares(
    space,
    [0, 0].map(() => ({ centre: [1, 1] as const, halfWidth: 0 })),
  );
  assert.ok(touching.kind === "refused" && /overlap/.test(touching.why));
  assert.equal(
    squareAt(
      [
        { centre: [1, 1], halfWidth: 1 },
        { centre: [2, 2], halfWidth: 1 },
      ],
      { row: 2, column: 2 },
    ),
    1,
  );
});

test("keys: arrows by one and by ten, and nothing that belongs to the editor", () => {
  const pressed = (key: string, changes = {}) =>
    mapKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...changes });
  assert.deepEqual(pressed("ArrowLeft"), { kind: "move", down: 0, across: -1 });
  assert.deepEqual(pressed("ArrowDown", { shiftKey: true }), { kind: "move", down: 10, across: 0 });
  assert.deepEqual(pressed("Enter"), { kind: "run" });
  assert.equal(pressed("ArrowLeft", { ctrlKey: true }), undefined);
  assert.equal(pressed("q"), undefined);
});

test("a look of another version falls back field by field", () => {
  const look = v.parse(viewState, {
    layer: "heat",
    zoom: { k: 2, row: 0, column: 0 },
    sources: ["/a"],
    cursor: { row: 1 },
  });
  assert.deepEqual([look.layer, look.zoom.k, look.sources, look.cursor], ["accuracy", 2, ["/a"], null]);
});
