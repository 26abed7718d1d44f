/** @file The median: what was measured several times, or over several seeds, as one figure that a stray does not move. */

/** The mean of the two in the middle where there are two; NaN of nothing. Leaves `values` as they are. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
