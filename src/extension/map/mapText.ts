/** @file Case maps as files for other programs: a row for each cell, or everything as JSON. Knows no `vscode`. */
import { csvRow } from "../../core/base/csv.ts";
import { distanceToRim } from "../../core/data/split.ts";
import { taskOf } from "../../core/task/registry.ts";
import type { ShownGrid } from "../../protocol/mapView.ts";
import { cellProblems, type MapSource } from "./mapSource.ts";

/** One row for each cell of each map that has a grid. */
export function mapsCsv(sources: readonly MapSource[]): string {
  const head = "map,task,method,row,column,problem,held_out,distance_to_rim,drawn,correct,covered,wrong_answers";
  const rows = sources.flatMap((source) => {
    const { grid, name, task, method } = source.shown;
    if (grid === null) return [];
    const problemAt = cellProblems(source);
    return cellRows(grid).map(({ index, row, column, held, distance, drawn, correct, covered, wrong }) => {
      const problem = problemAt(index);
      const text = taskOf(problem)?.toText(problem.args) ?? problem.call;
      const known = [row, column, text, held, distance, drawn, correct, covered, wrong];
      return csvRow([name, task, method, ...known].map(String));
    });
  });
  return `${[head, ...rows].join("\n")}\n`;
}

export function mapsJson(sources: readonly MapSource[], caption: string): string {
  return `${JSON.stringify({ caption, maps: sources.map(({ shown, recipe }) => ({ ...shown, recipe })) }, undefined, 1)}\n`;
}

function cellRows(grid: ShownGrid) {
  const [test, uncovered] = [new Set<number>(grid.test), new Set<number>(grid.uncovered ?? [])];
  const wrong = new Map<number, ShownGrid["wrong"][number]["answers"]>(
    grid.wrong.map(({ cell, answers }) => [cell, answers]),
  );
  const width = grid.columns.to - grid.columns.from + 1;
  return grid.cells.map((place, index) => {
    const [row, column] = [grid.rows.from + Math.floor(place / width), grid.columns.from + (place % width)];
    const distances = grid.squares.flatMap((square) => distanceToRim(square, { row, column }) ?? []);
    return {
      index,
      row,
      column,
      held: test.has(index) ? 1 : 0,
      distance: distances[0] ?? "",
      drawn: grid.drawn[index] ?? 0,
      correct: grid.correct[index] ?? 0,
      covered: grid.uncovered === null ? "" : uncovered.has(index) ? 0 : 1,
      wrong: (wrong.get(index) ?? []).map(({ text, count }) => `${text} x${count}`).join("; "),
    };
  });
}

/** What a record has, in a line of a list. */
export function headlineOf({ shown: { grid, lengths } }: MapSource): string {
  if (grid === null) return lengths.length === 0 ? "nothing measured" : "curve by length, no map";
  const right = grid.test.reduce((sum, cell) => sum + (grid.correct[cell] ?? 0), 0);
  const drawn = grid.test.reduce((sum, cell) => sum + (grid.drawn[cell] ?? 0), 0);
  return `map of ${grid.split}, ${drawn === 0 ? "not measured" : `${((100 * right) / drawn).toFixed(1)} % right where held out`}`;
}
