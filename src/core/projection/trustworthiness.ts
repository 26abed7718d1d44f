/**
 * @file How far the neighborhoods of a map can be trusted (Venna and Kaski, 2001): points that are neighbors on the map count against it by how far
 * down the list of neighbors in the space they are.
 */

import type { PointRows } from "./points.ts";

export interface TrustOptions {
  /** Smaller than half of the points. */
  readonly neighbors: number;
  /** Points at which it is measured, against all others; all where absent. */
  readonly sample?: ArrayLike<number>;
  /**
   * Anything that grows with the distance in the space from the sampled points to all points, [sampled, point], where it is known; otherwise it is
   * computed from the points.
   */
  readonly far?: Float32Array;
}

/** As many neighbors as so many points allow: fewer than half of them, and none of one or two. */
export function trustedNeighbors(points: number, wanted: number): number {
  return Math.max(0, Math.min(wanted, Math.ceil(points / 2) - 1));
}

/** 1 − 2 / (m k (2n − 3k − 1)) Σ (rank in the space − k), over the k neighbors on the map of each of m points. `map` is [point, 2]. */
export function trustworthiness(rows: PointRows, map: ArrayLike<number>, options: TrustOptions): number {
  const { points, width, values } = rows;
  const { neighbors: k, far } = options;
  const sample = options.sample ?? Array.from({ length: points }, (_, i) => i);
  const distances = new Float64Array(points);
  const on = new Float64Array(points);
  let sum = 0;
  for (let at = 0; at < sample.length; at++) {
    const i = sample[at];
    for (let j = 0; j < points; j++) {
      on[j] = (map[2 * i] - map[2 * j]) ** 2 + (map[2 * i + 1] - map[2 * j + 1]) ** 2;
      if (far !== undefined) distances[j] = far[at * points + j];
      else {
        let squared = 0;
        for (let c = 0; c < width; c++) squared += (values[i * width + c] - values[j * width + c]) ** 2;
        distances[j] = squared;
      }
    }
    for (const j of nearestOf(on, i, k)) {
      const own = distances[j];
      let rank = 1;
      for (let other = 0; other < points; other++) {
        if (other === i || other === j) continue;
        const distance = distances[other];
        if (distance < own || (distance === own && other < j)) rank++;
      }
      sum += Math.max(0, rank - k);
    }
  }
  return 1 - (2 * sum) / (sample.length * k * (2 * points - 3 * k - 1));
}

/** The k nearest without the point itself, ties to the lower index. */
function nearestOf(distances: Float64Array, except: number, k: number): number[] {
  const found: number[] = [];
  for (let j = 0; j < distances.length; j++) {
    if (j === except) continue;
    const distance = distances[j];
    if (found.length === k && distance >= distances[found[k - 1]]) continue;
    let at = found.length;
    while (at > 0 && distances[found[at - 1]] > distance) at--;
    found.splice(at, 0, j);
    if (found.length > k) found.pop();
  }
  return found;
}
