/**
 * @file How the cells of a sample space are divided into training and test: the study's splits (Hu et al., ICML 2024, section 4). A
 * split that makes no sense on a space is refused with what is wrong, before any work.
 */
import { UserError } from "../base/errors.ts";
import { Rng } from "../base/rng.ts";
import { type Cell, cellsOf, type SampleSpace } from "./space.ts";

/** All cells within `halfWidth` of the center, on both axes. The study's side length is twice the half-width. */
export interface Square {
  readonly centre: readonly [row: number, column: number];
  readonly halfWidth: number;
}

/**
 * - `squares`: leave-square-out; one square, or several that do not touch each other's cells.
 * - `rows`, `columns`: these rows (columns) within a range of the other axis, first and last included.
 * - `random`: a share of all cells, the control.
 */
export type Split =
  | { readonly kind: "squares"; readonly squares: readonly Square[] }
  | { readonly kind: "rows"; readonly values: readonly number[]; readonly within: readonly [number, number] }
  | { readonly kind: "columns"; readonly values: readonly number[]; readonly within: readonly [number, number] }
  | { readonly kind: "random"; readonly testShare: number; readonly seed: number };

export interface DividedSpace {
  readonly training: readonly Cell[];
  readonly test: readonly Cell[];
}

/** A square may hold at most this share of the cells, as in the study. */
export const largestSquareShare = 0.3;

export function divide(space: SampleSpace, split: Split): DividedSpace {
  const cells = cellsOf(space);
  const isTest = testOf(space, split, cells);
  const training: Cell[] = [];
  const test: Cell[] = [];
  for (const cell of cells) (isTest(cell) ? test : training).push(cell);
  if (test.length === 0)
    throw refused("leaves no cell to test on", "Choose rows, columns or squares that have problems.");
  if (training.length === 0) throw refused("leaves no cell to train on", "Hold fewer cells out.");
  return { training, test };
}

export function inSquare({ centre: [row, column], halfWidth }: Square, cell: Cell): boolean {
  return Math.abs(cell.row - row) <= halfWidth && Math.abs(cell.column - column) <= halfWidth;
}

/** How many cells inwards of the square's rim, 0 on the rim; undefined outside of the square. */
export function distanceToRim(square: Square, cell: Cell): number | undefined {
  if (!inSquare(square, cell)) return undefined;
  const [row, column] = square.centre;
  return square.halfWidth - Math.max(Math.abs(cell.row - row), Math.abs(cell.column - column));
}

/** The study's name of a split on a space: `1hole_(50, 50)_10_441_0-100`, with the number of test cells. */
export function splitName(space: SampleSpace, split: Split): string {
  const { test } = divide(space, split);
  const range = `${space.columns.from}-${space.columns.to + 1}`;
  switch (split.kind) {
    case "squares": {
      const [first] = split.squares;
      if (split.squares.length !== 1 || first === undefined)
        return `${split.squares.length}hole_${test.length}_${range}`;
      return `1hole_(${first.centre.join(", ")})_${first.halfWidth}_${test.length}_${range}`;
    }
    case "rows":
    case "columns":
      return `${split.kind.slice(0, -1)}_${split.values.length}_${test.length}_${range}`;
    case "random":
      return `random_${test.length}_${range}`;
  }
}

function testOf(space: SampleSpace, split: Split, cells: readonly Cell[]): (cell: Cell) => boolean {
  switch (split.kind) {
    case "squares": {
      checkSquares(space, split.squares, cells.length);
      return (cell) => split.squares.some((square) => inSquare(square, cell));
    }
    case "rows":
    case "columns":
      return linesOf(space, split);
    case "random":
      return randomCells(split, cells);
  }
}

function linesOf(
  space: SampleSpace,
  { kind, values, within: [from, to] }: Extract<Split, { readonly kind: "rows" | "columns" }>,
): (cell: Cell) => boolean {
  const axis = kind === "rows" ? space.rows : space.columns;
  const stray = values.find((value) => value < axis.from || value > axis.to);
  if (stray !== undefined) {
    throw refused(`holds out ${axis.name} = ${stray}`, `${axis.name} goes from ${axis.from} to ${axis.to}.`);
  }
  const held = new Set(values);
  return ({ row, column }) => {
    const [line, across] = kind === "rows" ? [row, column] : [column, row];
    return held.has(line) && across >= from && across <= to;
  };
}

function randomCells(
  { testShare, seed }: Extract<Split, { readonly kind: "random" }>,
  cells: readonly Cell[],
): (cell: Cell) => boolean {
  if (!(testShare > 0 && testShare < 1))
    throw refused(`tests on a share of ${testShare}`, "Choose one between 0 and 1.");
  const order = new Rng(seed).fork("random split").shuffle([...cells]);
  const test = new Set(order.slice(0, Math.round(cells.length * testShare)));
  return (cell) => test.has(cell);
}

function checkSquares(space: SampleSpace, squares: readonly Square[], cells: number): void {
  if (squares.length === 0) throw refused("has no square", "Give at least one.");
  for (const [index, square] of squares.entries()) {
    const { halfWidth } = square;
    const side = 2 * halfWidth + 1;
    const words = squareWords(square);
    if (side > Math.sqrt(largestSquareShare * cells)) {
      const most = Math.floor((Math.sqrt(largestSquareShare * cells) - 1) / 2);
      throw refused(`has ${words}, which is too large for ${cells} cells`, `The half-width can be at most ${most}.`);
    }
    for (const [axis, centre] of [
      [space.rows, square.centre[0]] as const,
      [space.columns, square.centre[1]] as const,
    ]) {
      if (centre - halfWidth < axis.from || centre + halfWidth > axis.to) {
        const range = `${axis.from + halfWidth} to ${axis.to - halfWidth}`;
        throw refused(
          `has ${words}, part of which is outside of the space`,
          `Its center on ${axis.name} can be ${range}.`,
        );
      }
    }
    const other = squares.slice(0, index).find((each) => overlap(each, square));
    if (other !== undefined)
      throw refused(`has ${squareWords(other)} and ${words}, which overlap`, "Move one of them.");
  }
}

function overlap(one: Square, other: Square): boolean {
  const reach = one.halfWidth + other.halfWidth;
  return one.centre.every((value, axis) => Math.abs(value - (other.centre[axis] ?? 0)) <= reach);
}

function squareWords({ centre, halfWidth }: Square): string {
  return `the square at (${centre.join(", ")}) of half-width ${halfWidth}`;
}

function refused(what: string, remedy: string): UserError {
  return new UserError("split-refused", `The split ${what}.`, remedy);
}
