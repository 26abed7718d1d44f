/**
 * @file A part of an attention matrix at the resolution of a screen: cells that share a pixel are pooled, by their largest or their mean. Fed
 * one row at a time, so that the matrix itself never has to exist.
 */
import { quantize } from "./quantize.ts";

export const poolings = ["max", "mean"] as const;
export type Pooling = (typeof poolings)[number];

export type Range = readonly [from: number, to: number];

export interface TileShape {
  readonly queries: Range;
  readonly keys: Range;
  /** At most so many cells; fewer where there are fewer tokens. */
  readonly rows: number;
  readonly columns: number;
  readonly pooling: Pooling;
}

export class Tile {
  readonly rows: number;
  readonly columns: number;
  readonly #shape: TileShape;
  readonly #cells: Float64Array;
  /** The first key of each column, and the end of the last one. */
  readonly #edges: Uint32Array;

  constructor(shape: TileShape) {
    this.#shape = shape;
    this.rows = Math.max(1, Math.min(shape.rows, size(shape.queries)));
    this.columns = Math.max(1, Math.min(shape.columns, size(shape.keys)));
    this.#cells = new Float64Array(this.rows * this.columns);
    this.#edges = Uint32Array.from(
      { length: this.columns + 1 },
      (_, column) => shape.keys[0] + Math.ceil((column * size(shape.keys)) / this.columns),
    );
  }

  /** `row` holds the probabilities of a query from the first key on; keys after its end count as zero. */
  add(query: number, row: Float32Array): void {
    const { queries, keys, pooling } = this.#shape;
    if (query < queries[0] || query >= queries[1]) return;
    const start = cellOf(query - queries[0], size(queries), this.rows) * this.columns;
    const end = Math.min(keys[1], row.length);
    const pool = pooling === "mean" ? sumBetween : largestBetween;
    // Cell by cell, because this loop sees every probability of a run.
    let from = keys[0];
    for (let column = 0; from < end; column++) {
      const to = Math.min(end, this.#edges[column + 1] ?? end);
      const cell = start + column;
      const known = this.#cells[cell] ?? 0;
      const found = pool(row, from, to);
      this.#cells[cell] = pooling === "mean" ? known + found : Math.max(known, found);
      from = to;
    }
  }

  /** [row, column], one byte each; see `quantize`. */
  bytes(): Uint8Array {
    const { queries, keys, pooling } = this.#shape;
    const bytes = new Uint8Array(this.#cells.length);
    if (pooling === "max") {
      for (let i = 0; i < bytes.length; i++) bytes[i] = quantize(this.#cells[i] ?? 0);
      return bytes;
    }
    const rowSizes = sizes(size(queries), this.rows);
    const columnSizes = sizes(size(keys), this.columns);
    for (let i = 0; i < bytes.length; i++) {
      const row = Math.floor(i / this.columns);
      const tokens = (rowSizes[row] ?? 0) * (columnSizes[i % this.columns] ?? 0);
      bytes[i] = quantize((this.#cells[i] ?? 0) / tokens);
    }
    return bytes;
  }
}

function sumBetween(row: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let key = from; key < to; key++) sum += row[key] ?? 0;
  return sum;
}

function largestBetween(row: Float32Array, from: number, to: number): number {
  let largest = 0;
  for (let key = from; key < to; key++) {
    const p = row[key] ?? 0;
    if (p > largest) largest = p;
  }
  return largest;
}

/** The cell that one of `count` tokens falls into. */
export function cellOf(index: number, count: number, cells: number): number {
  return Math.floor((index * cells) / count);
}

/** How many tokens fall into each cell. */
function sizes(count: number, cells: number): Float64Array {
  const found = new Float64Array(cells);
  for (let i = 0; i < count; i++) {
    const cell = cellOf(i, count, cells);
    found[cell] = (found[cell] ?? 0) + 1;
  }
  return found;
}

function size([from, to]: Range): number {
  return to - from;
}
