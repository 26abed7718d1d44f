/**
 * @file From the logits of one position to probabilities, in float64: vocabularies are small and the price is microseconds. Shapes are
 * [vocabulary] throughout.
 */

export interface Distribution {
  readonly probabilities: Float64Array;
  /** Shannon entropy in nats. */
  readonly entropy: number;
}

/** Softmax and its entropy, H = ln Z - sum p (x - max). A NaN anywhere makes the entropy NaN. */
export function softmax(logits: Float32Array): Distribution {
  let max = Number.NEGATIVE_INFINITY;
  for (const x of logits) if (x > max) max = x;
  const probabilities = new Float64Array(logits.length);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const e = Math.exp((logits[i] as number) - max);
    probabilities[i] = e;
    sum += e;
  }
  let mean = 0;
  for (let i = 0; i < logits.length; i++) {
    const p = (probabilities[i] as number) / sum;
    probabilities[i] = p;
    // 0 * -Infinity is NaN, and an impossible token adds nothing.
    if (p > 0 || Number.isNaN(p)) mean += p * ((logits[i] as number) - max);
  }
  return { probabilities, entropy: Math.max(0, Math.log(sum) - mean) };
}

/** The index of the largest value, the lowest one on ties; -1 when every value is NaN. */
export function argmax(values: ArrayLike<number>): number {
  let best = -1;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (x > max || (best < 0 && x === max)) {
      max = x;
      best = i;
    }
  }
  return best;
}

/** Indices of the k largest values, largest first, ties to the lower index. */
export function largest(values: Float64Array, k: number): number[] {
  if (k <= 0) return [];
  if (k >= values.length) return [...values.keys()].sort((a, b) => order(values, a, b));
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const last = found[k - 1];
    if (last !== undefined && (values[i] as number) <= (values[last] as number)) continue;
    let at = Math.min(found.length, k);
    while (at > 0 && (values[found[at - 1] as number] as number) < (values[i] as number)) at--;
    found.splice(at, 0, i);
    if (found.length > k) found.pop();
  }
  return found;
}

function order(values: Float64Array, a: number, b: number): number {
  return (values[b] as number) - (values[a] as number) || a - b;
}
