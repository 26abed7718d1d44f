/**
 * @file How strongly points hold together in t-SNE (van der Maaten and Hinton, 2008): each point's neighbors by a Gaussian whose width gives the asked
 * perplexity, then the same from both sides.
 */

import type { NeighborLists } from "./neighborLists.ts";
import { type SparsePairs, symmetrized } from "./sparse.ts";

/** All values together sum to 1. */
export function affinities({ count, indices, distances }: NeighborLists, perplexity: number): SparsePairs {
  const points = indices.length / count;
  const conditional = new Float64Array(indices.length);
  for (let i = 0; i < points; i++) {
    const own = distances.subarray(i * count, (i + 1) * count);
    conditionals(own, perplexity, conditional.subarray(i * count, (i + 1) * count));
  }
  return symmetrized(indices, conditional, points, (own, theirs) => (own + theirs) / (2 * points));
}

/** Probabilities of the neighbors, whose entropy is the logarithm of the perplexity. */
function conditionals(distances: Float32Array, perplexity: number, into: Float64Array): void {
  const wanted = Math.log(perplexity);
  const nearest = distances[0] ** 2; // taken off before the exponential: probabilities are the same, and never all zero
  let [low, high, beta] = [0, Number.POSITIVE_INFINITY, 1];
  for (let step = 0; step < 200; step++) {
    let sum = 0;
    let weighted = 0;
    for (let j = 0; j < distances.length; j++) {
      const squared = distances[j] ** 2 - nearest;
      const value = Math.exp(-beta * squared);
      into[j] = value;
      sum += value;
      weighted += value * squared;
    }
    const entropy = Math.log(sum) + (beta * weighted) / sum;
    for (let j = 0; j < into.length; j++) into[j] /= sum;
    if (Math.abs(entropy - wanted) < 1e-6) break;
    if (entropy > wanted) {
      low = beta;
      beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (beta + high) / 2;
    } else {
      high = beta;
      beta = (beta + low) / 2;
    }
    if (!Number.isFinite(beta)) break;
  }
}
