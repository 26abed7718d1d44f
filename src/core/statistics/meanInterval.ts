/** @file The mean of some values with its 95 % interval, from the spread between them. */

import { studentQuantile } from "./studentT.ts";

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
