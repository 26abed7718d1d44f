/** @file Which cells the table shows, and what it says of each. No DOM. */

import type { Cell } from "../../../src/core/task/space.ts";
import type { GridModel, MapModel } from "./mapModel.ts";
import type { ViewState } from "./state.ts";
import { cellWords } from "./words.ts";

/** The cells of the first map that the filter leaves; with `wrong`, those that any map has wrong. */
export function cellsFor(maps: readonly MapModel[], filter: ViewState["filter"]): readonly Cell[] {
  const [first] = maps;
  if (first?.grid === undefined) return [];
  const { grid } = first;
  const indices = Array.from({ length: grid.count }, (_, index) => index);
  const isWrong = (cell: Cell): boolean => maps.some((map) => textOf(map.grid, cell).wrong);
  const cells = indices.filter((index) => filter !== "held" || grid.isHeld(index)).map((index) => grid.cellOf(index));
  return filter === "wrong" ? cells.filter(isWrong) : cells;
}

/** A map's words for a cell, and whether any of its answers was wrong. */
export function textOf(grid: GridModel | undefined, cell: Cell): { readonly text: string; readonly wrong: boolean } {
  const index = grid?.indexOf(cell);
  if (grid === undefined || index === undefined) return { text: "no such cell", wrong: false };
  const { total, correct } = grid.shareOf(index);
  return { text: cellWords(grid, index), wrong: correct < total };
}
