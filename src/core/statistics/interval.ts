/** @file Intervals of measured shares. */

/** Wilson's score interval at 95 %: honest also near 0 and 1. https://doi.org/10.1080/01621459.1927.10502953 */
export function wilson(successes: number, total: number): readonly [low: number, high: number] {
  if (total === 0) return [0, 1];
  const z = 1.959963984540054;
  const share = successes / total;
  const scale = 1 + z ** 2 / total;
  const middle = (share + z ** 2 / (2 * total)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  // None and all are ends exactly, not to within a rounding error.
  return [successes === 0 ? 0 : middle - reach, successes === total ? 1 : middle + reach];
}
