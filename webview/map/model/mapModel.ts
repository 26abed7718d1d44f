/**
 * @file What a view knows of one map: the grid as it was sent and grows, and what follows from it. No DOM. Live maps are changed in place:
 * copying 12,769 cells with each batch would be slow.
 */

import { wilson } from "../../../src/core/statistics/interval.ts";
import type { Cell, SampleSpace } from "../../../src/core/task/space.ts";
import { distanceToRim } from "../../../src/core/task/split.ts";
import type { ShownGrid, ShownMap } from "../../../src/protocol/mapView.ts";
import type { Layer } from "../../charts/ramp.ts";

export interface Share {
  readonly total: number;
  readonly correct: number;
}

export interface Ring extends Share {
  /** Cells inwards of the square's rim. */
  readonly distance: number;
}

export interface Facts {
  readonly trained: Share;
  readonly held: Share;
  readonly rings: readonly Ring[];
  /** Cells in which the model does what the step-coverage oracle expects, of those measured; undefined without an oracle. */
  readonly agreement: Share | undefined;
}

export class GridModel {
  readonly shown: ShownGrid;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly #indices: Int32Array;
  readonly #test: Uint8Array;
  readonly #uncovered: Uint8Array | undefined;
  readonly #wrong: Map<number, ShownGrid["wrong"][number]["answers"]>;
  readonly #correct: number[];
  readonly #drawn: number[];
  #facts: Facts | undefined;

  constructor(shown: ShownGrid) {
    this.shown = shown;
    this.rowCount = shown.rows.to - shown.rows.from + 1;
    this.columnCount = shown.columns.to - shown.columns.from + 1;
    this.#indices = new Int32Array(this.rowCount * this.columnCount).fill(-1);
    for (const [index, place] of shown.cells.entries()) this.#indices[place] = index;
    this.#test = marked(shown.cells.length, shown.test);
    this.#uncovered = shown.uncovered === null ? undefined : marked(shown.cells.length, shown.uncovered);
    this.#wrong = new Map(shown.wrong.map(({ cell, answers }) => [cell, answers]));
    this.#correct = [...shown.correct];
    this.#drawn = [...shown.drawn];
  }

  get count(): number {
    return this.shown.cells.length;
  }

  get hasOracle(): boolean {
    return this.#uncovered !== undefined;
  }

  /** The index of the cell with these values on the axes; undefined where there is no problem. */
  indexOf({ row, column }: Cell): number | undefined {
    const { rows, columns } = this.shown;
    if (row < rows.from || row > rows.to || column < columns.from || column > columns.to) return undefined;
    const index = this.#indices[(row - rows.from) * this.columnCount + column - columns.from] ?? -1;
    return index < 0 ? undefined : index;
  }

  cellOf(index: number): Cell {
    const place = this.shown.cells[index] ?? 0;
    const { rows, columns } = this.shown;
    return {
      row: rows.from + Math.floor(place / this.columnCount),
      column: columns.from + (place % this.columnCount),
    };
  }

  isHeld(index: number): boolean {
    return this.#test[index] === 1;
  }

  isCovered(index: number): boolean | undefined {
    return this.#uncovered && this.#uncovered[index] !== 1;
  }

  shareOf(index: number): Share {
    return { total: this.#drawn[index] ?? 0, correct: this.#correct[index] ?? 0 };
  }

  wrongOf(index: number): ShownGrid["wrong"][number]["answers"] {
    return this.#wrong.get(index) ?? [];
  }

  /** Cells from the nearest rim; undefined for a cell outside of every square. */
  distanceOf(index: number): number | undefined {
    const cell = this.cellOf(index);
    for (const square of this.shown.squares) {
      const distance = distanceToRim(square, cell);
      if (distance !== undefined) return distance;
    }
    return undefined;
  }

  /** What a layer says of a cell; undefined where it was not measured or there is no oracle. */
  valueOf(index: number, layer: Layer): number | undefined {
    const { total, correct } = this.shareOf(index);
    const measured = total === 0 ? undefined : correct / total;
    if (layer === "accuracy") return measured;
    const covered = this.isCovered(index);
    const expected = covered === undefined ? undefined : Number(covered);
    if (layer === "oracle") return expected;
    return measured === undefined || expected === undefined ? undefined : measured - expected;
  }

  /** Takes up cells that were just measured. */
  grow(first: number, drawn: number, correct: readonly number[]): void {
    for (const [offset, right] of correct.entries()) {
      this.#drawn[first + offset] = drawn;
      this.#correct[first + offset] = right;
    }
    this.#facts = undefined;
  }

  get facts(): Facts {
    this.#facts ??= this.#count();
    return this.#facts;
  }

  /** The space as far as splits need it. */
  get space(): SampleSpace {
    const { rows, columns } = this.shown;
    return { rows, columns, at: (row, column) => (this.indexOf({ row, column }) === undefined ? undefined : []) };
  }

  #count(): Facts {
    const sums = {
      trained: { total: 0, correct: 0 },
      held: { total: 0, correct: 0 },
      agreement: { total: 0, correct: 0 },
    };
    const rings = new Map<number, { total: number; correct: number }>();
    const add = (to: { total: number; correct: number }, { total, correct }: Share): void => {
      to.total += total;
      to.correct += correct;
    };
    for (let index = 0; index < this.count; index++) {
      const share = this.shareOf(index);
      if (share.total === 0) continue;
      const held = this.isHeld(index);
      add(held ? sums.held : sums.trained, share);
      const agrees = this.isCovered(index) === share.correct / share.total > 0.5;
      add(sums.agreement, { total: 1, correct: Number(agrees) });
      const distance = held ? this.distanceOf(index) : undefined;
      if (distance === undefined) continue;
      const ring = rings.get(distance) ?? { total: 0, correct: 0 };
      rings.set(distance, ring);
      add(ring, share);
    }
    return {
      trained: sums.trained,
      held: sums.held,
      rings: [...rings].sort(([one], [other]) => one - other).map(([distance, ring]) => ({ distance, ...ring })),
      agreement: this.hasOracle ? sums.agreement : undefined,
    };
  }
}

/** A map with its grid read. */
export interface MapModel extends Omit<ShownMap, "grid"> {
  readonly grid: GridModel | undefined;
}

export function extentOf(grid: GridModel): { readonly rows: number; readonly columns: number } {
  return { rows: grid.rowCount, columns: grid.columnCount };
}

/** Whether any of them has a grid: a record of lengths has curves only. */
export function anyGrid(maps: readonly MapModel[]): boolean {
  return maps.some(({ grid }) => grid !== undefined);
}

export function modelOf({ grid, ...rest }: ShownMap): MapModel {
  return { ...rest, grid: grid === null ? undefined : new GridModel(grid) };
}

/** A share with its 95 % interval, as charts take it. */
export function pointOf(
  x: number,
  { total, correct }: Share,
): {
  readonly x: number;
  readonly y: number;
  readonly interval: readonly [number, number];
} {
  return { x, y: total === 0 ? 0 : correct / total, interval: wilson(correct, total) };
}

function marked(length: number, indices: readonly number[]): Uint8Array {
  const made = new Uint8Array(length);
  for (const index of indices) made[index] = 1;
  return made;
}
