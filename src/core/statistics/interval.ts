/** @file 95 % intervals: of a measured share, and of the mean of some values from the spread between them. */

import { studentQuantile } from "./studentT.ts";

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

export interface MeanInterval {
  readonly mean: number;
  /** Null where one value tells nothing of the spread. */
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}

/** Mean ± t s / √n (Student, 1908). Undefined for no values. */
export function meanInterval(values: readonly number[]): MeanInterval | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, low: null, high: null, count };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const reach = studentQuantile(0.975, count - 1) * Math.sqrt(variance / count);
  return { mean, low: mean - reach, high: mean + reach, count };
}
