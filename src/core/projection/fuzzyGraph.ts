/**
 * @file How strongly points hold together in UMAP (McInnes, Healy and Melville, arXiv 1802.03426, section 3): each point's neighbours by their distance
 * beyond the nearest one, on a scale of the point's own, then the fuzzy union of both sides.
 */

import type { Affinities } from "./affinities.ts";
import type { NeighbourLists } from "./neighbourLists.ts";

/** A scale is no smaller than this share of the mean distance. */
const smallestScale = 1e-3;

/** Weights of at most 1. Lists are without the point itself. */
export function fuzzyGraph({ count, indices, distances }: NeighbourLists): Affinities {
  const points = indices.length / count;
  const mean = meanOf(distances);
  const weights = new Float64Array(indices.length);
  for (let i = 0; i < points; i++) {
    const own = distances.subarray(i * count, (i + 1) * count);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    // The point itself counts as a neighbour.
    const scale = Math.max(
      scaleOf(own, nearest, Math.log2(count + 1)),
      smallestScale * (nearest > 0 ? meanOf(own) : mean),
    );
    for (let j = 0; j < count; j++) weights[i * count + j] = Math.exp(-Math.max(0, (own[j] ?? 0) - nearest) / scale);
  }
  return union(indices, weights, count, points);
}

/** The scale at which the weights sum to `wanted`. */
function scaleOf(distances: Float32Array, nearest: number, wanted: number): number {
  let [low, high, scale] = [0, Number.POSITIVE_INFINITY, 1];
  for (let step = 0; step < 64; step++) {
    let sum = 0;
    for (const distance of distances) sum += Math.exp(-Math.max(0, distance - nearest) / scale);
    if (Math.abs(sum - wanted) < 1e-5) break;
    if (sum > wanted) {
      high = scale;
      scale = (low + high) / 2;
    } else {
      low = scale;
      scale = high === Number.POSITIVE_INFINITY ? scale * 2 : (low + high) / 2;
    }
  }
  return scale;
}

/** w_ij + w_ji − w_ij w_ji. */
function union(indices: Int32Array, weights: Float64Array, count: number, points: number): Affinities {
  const rows = Array.from({ length: points }, () => new Map<number, number>());
  const join = (i: number, j: number, weight: number): void => {
    const known = rows[i]?.get(j) ?? 0;
    rows[i]?.set(j, known + weight - known * weight);
  };
  for (let i = 0; i < points; i++)
    for (let at = i * count; at < (i + 1) * count; at++) {
      const j = indices[at] ?? 0;
      join(i, j, weights[at] ?? 0);
      join(j, i, weights[at] ?? 0);
    }
  const starts = new Int32Array(points + 1);
  for (const [i, row] of rows.entries()) starts[i + 1] = (starts[i] ?? 0) + row.size;
  const others = new Int32Array(starts[points] ?? 0);
  const values = new Float64Array(others.length);
  for (const [i, row] of rows.entries()) {
    let at = starts[i] ?? 0;
    for (const [j, value] of row) {
      others[at] = j;
      values[at++] = value;
    }
  }
  return { starts, others, values };
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(1, values.length);
}
