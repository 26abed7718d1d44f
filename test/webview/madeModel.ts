/** @file A five by five map for tests: the middle square of nine cells is held out, wrong but for a corner. */
import type { ShownGrid } from "../../src/protocol/mapView.ts";
import { finite } from "../../src/protocol/wire.ts";
import { type MapModel, modelOf } from "../../webview/map/model/mapModel.ts";

const numbers = (count: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => finite(value(index)));

export function tinyGrid(changes: Partial<ShownGrid> = {}): ShownGrid {
  const test = [6, 7, 8, 11, 12, 13, 16, 17, 18];
  const axis = (name: string) => ({ name, from: finite(0), to: finite(4) });
  return {
    rows: axis("a"),
    columns: axis("b"),
    cells: numbers(25, (index) => index),
    test: test.map(finite),
    squares: [{ centre: [finite(2), finite(2)], halfWidth: finite(1) }],
    kind: "squares",
    split: "1hole_(2, 2)_1_9_0-5",
    generations: finite(4),
    temperature: finite(1),
    drawn: numbers(25, () => 4),
    correct: numbers(25, (index) => (index === 6 ? 3 : test.includes(index) ? 0 : 4)),
    wrong: [
      {
        cell: finite(12),
        answers: [
          { text: "9", count: finite(3) },
          { text: "", count: finite(1) },
        ],
      },
    ],
    uncovered: test.map(finite),
    ...changes,
  };
}

export function shownModel(
  name: string,
  grid: ShownGrid | null,
  changes: Partial<Omit<MapModel, "grid">> = {},
): MapModel {
  const shown = {
    id: `/models/${name}/record.json`,
    name,
    task: "addition",
    method: "direct",
    provenance: [{ name: "seed", value: "7" }],
    grid,
    lengths: [],
    lossCurve: [1, 10, 100].map((step) => ({ step: finite(step), loss: finite(3 / step) })),
    work: null,
    trainable: true,
    steps: finite(100),
  };
  return { ...modelOf(shown), ...changes };
}
