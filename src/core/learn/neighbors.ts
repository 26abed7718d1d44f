/** @file Nearest neighbors by Euclidean distance, exactly; and what they say of a point's class. */

import type { Matrix } from "../math/matrix.ts";
import { rowOf } from "../math/matrix.ts";

export interface Neighbor {
  readonly row: number;
  readonly distance: number;
}

/** The `k` rows of `among` that are nearest to a point, nearest first, ties to the lower row; `except` is left out. */
export function nearest(point: Float64Array, among: Matrix, k: number, except = -1): Neighbor[] {
  const best: Neighbor[] = [];
  for (let row = 0; row < among.rows; row++) {
    if (row === except) continue;
    const squared = squaredDistance(point, rowOf(among, row));
    if (best.length === k && squared >= (best[k - 1]?.distance ?? 0)) continue;
    const at = best.findIndex(({ distance }) => squared < distance);
    best.splice(at < 0 ? best.length : at, 0, { row, distance: squared });
    if (best.length > k) best.pop();
  }
  return best.map(({ row, distance }) => ({ row, distance: Math.sqrt(distance) }));
}

/** The class of most of the k nearest training rows, ties to the lower class, for each row of `test`. */
export function classifyByNeighbors(training: Matrix, labels: ArrayLike<number>, test: Matrix, k: number): Int32Array {
  const classes = Array.from(labels).reduce((most, label) => Math.max(most, label), -1) + 1;
  return Int32Array.from({ length: test.rows }, (_, row) => {
    const votes = new Int32Array(classes);
    for (const { row: near } of nearest(rowOf(test, row), training, k)) {
      const label = labels[near];
      votes[label] += 1;
    }
    return votes.indexOf(Math.max(...votes));
  });
}

export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}
