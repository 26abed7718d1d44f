/** @file The sample space of a task with two operands: a grid whose cells are problems, as the study's data sets and maps have it. */
import type { Value } from "../rule/value.ts";

export interface Axis {
  readonly name: string;
  /** First and last value, both included. */
  readonly from: number;
  readonly to: number;
}

/** Cells are named by the values on their axes. The study numbers them row by row. */
export interface SampleSpace {
  readonly rows: Axis;
  readonly columns: Axis;
  /** The arguments of a cell's problem; undefined where there is none. */
  at(row: number, column: number): readonly Value[] | undefined;
  /** The names and numbers that the study's data sets give a cell, where they are not its axes. */
  fields?(row: number, column: number): { readonly a: number; readonly b: number };
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Equal for equal cells. */
export function cellKey({ row, column }: Cell): string {
  return `${row} ${column}`;
}

/** A square of `size` by `size` cells from 0, each of which has a problem. */
export function numberGrid(
  row: string,
  column: string,
  size: number,
  at: (row: number, column: number) => readonly Value[],
): SampleSpace {
  const axis = (name: string): Axis => ({ name, from: 0, to: size - 1 });
  const rows = axis(row);
  const columns = axis(column);
  const inside = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < size;
  return { rows, columns, at: (a, b) => (inside(a) && inside(b) ? at(a, b) : undefined) };
}

/** All cells that have a problem, row by row. */
export function cellsOf({ rows, columns, at }: SampleSpace): Cell[] {
  const cells: Cell[] = [];
  for (let row = rows.from; row <= rows.to; row++) {
    for (let column = columns.from; column <= columns.to; column++) {
      if (at(row, column) !== undefined) cells.push({ row, column });
    }
  }
  return cells;
}
