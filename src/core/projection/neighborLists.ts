/**
 * @file Each point's nearest points in the space itself, exactly: candidates are found from products of points in single precision, which
 * somebody else computes quickly, and then measured again in double precision.
 */

import type { PointRows } from "./points.ts";

export interface NeighborLists {
  /** Neighbors of each point. */
  readonly count: number;
  /** [point, neighbor], nearest first, ties to the lower point, without the point itself. */
  readonly indices: Int32Array;
  /** Euclidean. */
  readonly distances: Float32Array;
}

/** More candidates than neighbors, because rounding may put some out of order. */
const spare = 8;

/** Fed with slices of products, in any order of the slices. */
export class NeighborSearch {
  readonly #rows: PointRows;
  readonly #count: number;
  readonly #squares: Float32Array;
  readonly #indices: Int32Array;
  readonly #distances: Float32Array;
  readonly #candidates: Int32Array;
  readonly #near: Float64Array;

  /** `rows` as the products are of; `count` is smaller than their number. Give `into` to have the lists written to other memory. */
  constructor(rows: PointRows, count: number, into?: Pick<NeighborLists, "indices" | "distances">) {
    this.#rows = rows;
    this.#count = count;
    this.#squares = new Float32Array(rows.points);
    this.#indices = into?.indices ?? new Int32Array(rows.points * count);
    this.#distances = into?.distances ?? new Float32Array(rows.points * count);
    const most = Math.min(rows.points - 1, count + spare);
    this.#candidates = new Int32Array(most);
    this.#near = new Float64Array(most);
    for (let i = 0; i < rows.points; i++) {
      let sum = 0;
      for (let at = i * rows.width; at < (i + 1) * rows.width; at++) sum += rows.values[at] ** 2;
      this.#squares[i] = sum;
    }
  }

  /** `products` of points [from, to) with all points, [point, point]. */
  add(products: Float32Array, from: number, to: number): void {
    for (let point = from; point < to; point++) this.#search(products, (point - from) * this.#rows.points, point);
  }

  lists(): NeighborLists {
    return { count: this.#count, indices: this.#indices, distances: this.#distances };
  }

  #search(products: Float32Array, start: number, point: number): void {
    const { points } = this.#rows;
    const squares = this.#squares;
    const candidates = this.#candidates;
    const near = this.#near;
    const most = candidates.length;
    let found = 0;
    let farthest = Number.POSITIVE_INFINITY;
    for (let other = 0; other < points; other++) {
      // The point's own square is left out: it is the same for all.
      const distance = squares[other] - 2 * products[start + other];
      if (distance >= farthest || other === point) continue;
      let at = found < most ? found++ : most - 1;
      while (at > 0 && near[at - 1] > distance) {
        near[at] = near[at - 1];
        candidates[at] = candidates[at - 1];
        at--;
      }
      near[at] = distance;
      candidates[at] = other;
      if (found === most) farthest = near[most - 1];
    }
    this.#measure(point, found);
  }

  /** Sorts the candidates by their exact distances and keeps the nearest. */
  #measure(point: number, found: number): void {
    const { width, values } = this.#rows;
    const near = this.#near;
    const candidates = this.#candidates;
    for (let i = 0; i < found; i++) {
      const other = candidates[i];
      let sum = 0;
      for (let j = 0; j < width; j++) {
        const difference = values[point * width + j] - values[other * width + j];
        sum += difference * difference;
      }
      let at = i;
      while (at > 0 && (near[at - 1] > sum || (near[at - 1] === sum && candidates[at - 1] > other))) {
        near[at] = near[at - 1];
        candidates[at] = candidates[at - 1];
        at--;
      }
      near[at] = sum;
      candidates[at] = other;
    }
    for (let i = 0; i < this.#count; i++) {
      this.#indices[point * this.#count + i] = candidates[i];
      this.#distances[point * this.#count + i] = Math.sqrt(near[i]);
    }
  }
}

/** Points of length 1, whose Euclidean distances have the order of the cosine's: d² / 2 = 1 − cos. A point of zeros stays one. */
export function normalizedRows({ points, width, values }: PointRows): PointRows {
  const normalized = values.slice();
  normalizeRows(normalized, width);
  return { points, width, values: normalized };
}

/** The same in place. */
export function normalizeRows(values: Float32Array, width: number): void {
  for (let at = 0; at < values.length; at += width) {
    let squared = 0;
    for (let j = at; j < at + width; j++) squared += values[j] ** 2;
    const by = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    for (let j = at; j < at + width; j++) values[j] *= by;
  }
}
