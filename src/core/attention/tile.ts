/**
 * @file A part of an attention matrix at the resolution of a screen: cells that share a pixel are pooled, by their largest or their mean. Fed
 * one row at a time, so that the matrix itself never has to exist.
 */
import { quantise } from "./quantise.ts";

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
  /** The column of each key of the range. */
  readonly #columnOf: Uint32Array;

  constructor(shape: TileShape) {
    this.#shape = shape;
    this.rows = Math.max(1, Math.min(shape.rows, size(shape.queries)));
    this.columns = Math.max(1, Math.min(shape.columns, size(shape.keys)));
    this.#cells = new Float64Array(this.rows * this.columns);
    this.#columnOf = Uint32Array.from({ length: size(shape.keys) }, (_, i) =>
      cellOf(i, size(shape.keys), this.columns),
    );
  }

  /** `row` holds the probabilities of a query from the first key on; keys after its end count as zero. */
  add(query: number, row: Float32Array): void {
    const { queries, keys, pooling } = this.#shape;
    if (query < queries[0] || query >= queries[1]) return;
    const start = cellOf(query - queries[0], size(queries), this.rows) * this.columns;
    const end = Math.min(keys[1], row.length);
    const cells = this.#cells;
    for (let key = keys[0]; key < end; key++) {
      const cell = start + (this.#columnOf[key - keys[0]] ?? 0);
      const p = row[key] ?? 0;
      if (pooling === "mean") cells[cell] = (cells[cell] ?? 0) + p;
      else if (p > (cells[cell] ?? 0)) cells[cell] = p;
    }
  }

  /** [row, column], one byte each; see `quantise`. */
  bytes(): Uint8Array {
    const { queries, keys, pooling } = this.#shape;
    const rowSizes = sizes(size(queries), this.rows);
    const columnSizes = sizes(size(keys), this.columns);
    return Uint8Array.from(this.#cells, (cell, i) => {
      if (pooling === "max") return quantise(cell);
      const row = Math.floor(i / this.columns);
      return quantise(cell / ((rowSizes[row] ?? 0) * (columnSizes[i % this.columns] ?? 0)));
    });
  }
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
