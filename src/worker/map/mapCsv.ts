/** @file Case maps as CSV for other programs. */
import { csvText } from "../../core/format/csv.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { distanceToRim } from "../../core/task/split.ts";
import type { ShownGrid, ShownMap } from "../../protocol/mapView.ts";
import { cellProblems, textOfProblem } from "./mapSource.ts";

/** One row for each cell of each map that has a grid. */
export function mapsCsv(maps: readonly { readonly shown: ShownMap; readonly recipe: DecoderRecipe }[]): string {
  const head = "map,task,method,row,column,problem,held_out,distance_to_rim,drawn,correct,covered,wrong_answers".split(
    ",",
  );
  const rows = maps.flatMap(({ shown: { grid, name, task, method }, recipe }) => {
    if (grid === null) return [];
    const problemAt = cellProblems(recipe);
    return cellRows(grid).map(({ index, row, column, held, distance, drawn, correct, covered, wrong }) => {
      const text = textOfProblem(problemAt(index));
      return [name, task, method, row, column, text, held, distance, drawn, correct, covered, wrong];
    });
  });
  return csvText([head, ...rows]);
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
