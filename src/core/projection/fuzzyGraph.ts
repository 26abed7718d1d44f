/**
 * @file How strongly points hold together in UMAP (McInnes, Healy and Melville, arXiv 1802.03426, section 3): each point's neighbors by their distance
 * beyond the nearest one, on a scale of the point's own, then the fuzzy union of both sides.
 */

import type { NeighborLists } from "./neighborLists.ts";
import { type SparsePairs, symmetrized } from "./sparse.ts";

/** A scale is no smaller than this share of the mean distance. */
const smallestScale = 1e-3;

/** Weights of at most 1. Lists are without the point itself. */
export function fuzzyGraph({ count, indices, distances }: NeighborLists): SparsePairs {
  const points = indices.length / count;
  const mean = meanOf(distances);
  const weights = new Float64Array(indices.length);
  for (let i = 0; i < points; i++) {
    const own = distances.subarray(i * count, (i + 1) * count);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    // The point itself counts as a neighbor.
    const scale = Math.max(
      scaleOf(own, nearest, Math.log2(count + 1)),
      smallestScale * (nearest > 0 ? meanOf(own) : mean),
    );
    for (let j = 0; j < count; j++) weights[i * count + j] = Math.exp(-Math.max(0, own[j] - nearest) / scale);
  }
  return symmetrized(indices, weights, points, (own, theirs) => own + theirs - own * theirs);
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

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(1, values.length);
}
