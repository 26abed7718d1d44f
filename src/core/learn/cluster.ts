/** @file Clusters and how well they agree with classes: silhouette, k-means, mutual information, the adjusted Rand index. */

import type { Rng } from "../base/rng.ts";
import { columnMeans, type Matrix, matrix, rowOf, rowsOf } from "../math/matrix.ts";
import { squaredDistance } from "./neighbors.ts";

/**
 * Mean silhouette of all rows: (b − a) / max(a, b), with a the mean distance to the own class and b to the nearest other (Rousseeuw,
 * 1987); a row alone in its class counts 0. NaN for fewer than two classes.
 */
export function silhouette(x: Matrix, labels: ArrayLike<number>): number {
  const [each = new Float64Array(0)] = silhouettes(x, [labels]);
  return each.reduce((sum, value) => sum + value, 0) / x.rows;
}

/**
 * The silhouette of some rows, or of all, against all rows, for several ways to part them; one pass over the distances serves all. NaN for a row
 * without a class (below 0), and wherever there are fewer than two classes.
 */
export function silhouettes(
  x: Matrix,
  labelings: readonly ArrayLike<number>[],
  some: ArrayLike<number> = Array.from({ length: x.rows }, (_, i) => i),
): Float64Array[] {
  const distances = new Float64Array(x.rows);
  const parts = labelings.map((labels) => {
    const classes = Array.from(labels).reduce((most, label) => Math.max(most, label), -1) + 1;
    const sizes = new Float64Array(classes);
    for (let i = 0; i < x.rows; i++) {
      const label = labels[i];
      if (label >= 0) sizes[label] += 1;
    }
    const parted = sizes.filter((size) => size > 0).length >= 2;
    return { labels, sizes, parted, found: new Float64Array(some.length).fill(Number.NaN) };
  });
  for (let at = 0; at < some.length; at++) {
    const i = some[at];
    const row = rowOf(x, i);
    for (let j = 0; j < x.rows; j++) distances[j] = Math.sqrt(squaredDistance(row, rowOf(x, j)));
    for (const { labels, sizes, parted, found } of parts)
      if (parted && labels[i] >= 0) found[at] = silhouetteOf(distances, labels, sizes, labels[i]);
  }
  return parts.map(({ found }) => found);
}

function silhouetteOf(distances: Float64Array, labels: ArrayLike<number>, sizes: Float64Array, own: number): number {
  if (sizes[own] < 2) return 0;
  const sums = new Float64Array(sizes.length);
  for (let j = 0; j < distances.length; j++) {
    const label = labels[j];
    if (label >= 0) sums[label] += distances[j];
  }
  const a = sums[own] / (sizes[own] - 1);
  let b = Number.POSITIVE_INFINITY;
  for (let k = 0; k < sizes.length; k++) {
    const size = sizes[k];
    if (k !== own && size > 0) b = Math.min(b, sums[k] / size);
  }
  const widest = Math.max(a, b);
  return widest > 0 ? (b - a) / widest : 0;
}

export interface Clusters {
  readonly labels: Int32Array;
  /** Sum of squared distances to the clusters' means. */
  readonly inertia: number;
}

/** Lloyd's algorithm from k-means++ starts (Arthur and Vassilvitskii, 2007); the best of several. */
export function kMeans(x: Matrix, k: number, rng: Rng, starts = 10): Clusters {
  let best: Clusters | undefined;
  for (let start = 0; start < starts; start++) {
    const found = lloyd(x, spreadStart(x, k, rng));
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best ?? { labels: new Int32Array(x.rows), inertia: 0 };
}

function spreadStart(x: Matrix, k: number, rng: Rng): Matrix {
  const chosen = [rng.integer(0, x.rows - 1)];
  const distances = new Float64Array(x.rows).fill(Number.POSITIVE_INFINITY);
  while (chosen.length < Math.min(k, x.rows)) {
    const newest = rowOf(x, chosen.at(-1) ?? 0);
    let sum = 0;
    for (let i = 0; i < x.rows; i++) {
      distances[i] = Math.min(distances[i], squaredDistance(rowOf(x, i), newest));
      sum += distances[i];
    }
    let left = rng.next() * sum;
    let next = distances.findIndex((distance) => {
      left -= distance;
      return left < 0;
    });
    if (next < 0) next = rng.integer(0, x.rows - 1);
    chosen.push(next);
  }
  return rowsOf(x, chosen);
}

function lloyd(x: Matrix, start: Matrix): Clusters {
  let centers = start;
  let labels = new Int32Array(x.rows).fill(-1);
  let inertia = 0;
  for (let round = 0; round < 300; round++) {
    const next = new Int32Array(x.rows);
    inertia = 0;
    for (let i = 0; i < x.rows; i++) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let c = 0; c < centers.rows; c++) {
        const distance = squaredDistance(rowOf(x, i), rowOf(centers, c));
        if (distance < nearest) [nearest, next[i]] = [distance, c];
      }
      inertia += nearest;
    }
    if (next.every((label, i) => label === labels[i])) break;
    labels = next;
    const moved = matrix(centers.rows, x.columns, centers.values);
    for (let c = 0; c < centers.rows; c++) {
      const members = Array.from(labels.keys()).filter((i) => labels[i] === c);
      if (members.length > 0) rowOf(moved, c).set(columnMeans(rowsOf(x, members)));
    }
    centers = moved;
  }
  return { labels, inertia };
}

/** How often each pair of labels occurs together, with the sums of both sides. */
export function contingency(a: ArrayLike<number>, b: ArrayLike<number>) {
  const pairs = new Map<string, number>();
  const [first, second] = [new Map<number, number>(), new Map<number, number>()];
  const add = <K>(to: Map<K, number>, key: K) => to.set(key, (to.get(key) ?? 0) + 1);
  for (let i = 0; i < a.length; i++) {
    add(pairs, `${a[i]} ${b[i]}`);
    add(first, a[i]);
    add(second, b[i]);
  }
  return { pairs, first, second, total: a.length };
}

/** In nats. */
export function mutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { pairs, first, second, total } = contingency(a, b);
  let sum = 0;
  for (const [key, count] of pairs) {
    const [i = 0, j = 0] = key.split(" ").map(Number);
    sum += (count / total) * Math.log((count * total) / ((first.get(i) ?? 1) * (second.get(j) ?? 1)));
  }
  return Math.max(0, sum);
}

/** In nats. */
export function entropy(labels: ArrayLike<number>): number {
  return mutualInformation(labels, labels);
}

/** Mutual information by the mean of both entropies; 1 when both have one class only. */
export function normalizedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (entropy(a) + entropy(b)) / 2;
  return mean === 0 ? 1 : mutualInformation(a, b) / mean;
}

/** Hubert and Arabie, 1985: 1 for equal partitions, 0 on average for random ones. */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { pairs, first, second, total } = contingency(a, b);
  const two = (n: number): number => (n * (n - 1)) / 2;
  const sum = (counts: Iterable<number>): number => [...counts].reduce((all, count) => all + two(count), 0);
  const [together, ofA, ofB] = [sum(pairs.values()), sum(first.values()), sum(second.values())];
  const expected = (ofA * ofB) / Math.max(1, two(total));
  const most = (ofA + ofB) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
