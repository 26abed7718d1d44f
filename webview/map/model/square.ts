/** @file Squares that a person draws to be held out: from a drag or from keys, always within the grid. No DOM. */

import { UserError } from "../../../src/core/base/errors.ts";
import type { Axis, Cell, SampleSpace } from "../../../src/core/task/space.ts";
import { divide, inSquare, type Square, splitName } from "../../../src/core/task/split.ts";

/** The square that a drag from one cell to another draws; its side is odd, as a half-width needs. */
export function squareBetween(from: Cell, to: Cell): Square {
  const [down, across] = [to.row - from.row, to.column - from.column];
  const halfWidth = Math.floor(Math.max(Math.abs(down), Math.abs(across)) / 2);
  const centre = [from.row + direction(down) * halfWidth, from.column + direction(across) * halfWidth] as const;
  return { centre, halfWidth };
}

function direction(change: number): number {
  return change < 0 ? -1 : 1;
}

/** Moved, and where it has to be made smaller, so that all of it lies on the axes. */
export function insideGrid({ centre: [row, column], halfWidth }: Square, rows: Axis, columns: Axis): Square {
  const most = Math.floor(Math.min(rows.to - rows.from, columns.to - columns.from) / 2);
  const half = Math.max(0, Math.min(halfWidth, most));
  const hold = (value: number, { from, to }: Axis): number => Math.max(from + half, Math.min(to - half, value));
  return { centre: [hold(row, rows), hold(column, columns)], halfWidth: half };
}

export type CheckedSquares =
  | { readonly kind: "good"; readonly name: string; readonly test: number; readonly training: number }
  | { readonly kind: "refused"; readonly why: string };

/** The study's name for these squares, or why they cannot be held out. */
export function checkSquares(space: SampleSpace, squares: readonly Square[]): CheckedSquares {
  const split = { kind: "squares" as const, squares };
  try {
    const { test, training } = divide(space, split);
    return { kind: "good", name: splitName(space, split), test: test.length, training: training.length };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: "refused", why: error.message };
  }
}

/** Which of the squares holds a cell; the last one drawn first. */
export function squareAt(squares: readonly Square[], cell: Cell): number {
  return squares.findLastIndex((square) => inSquare(square, cell));
}
