/** @file The mean of some values with its 95 % interval, from the spread between them. */

export interface MeanInterval {
  readonly mean: number;
  /** Null where one value tells nothing of the spread. */
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}

/** Two-sided 97.5 % points of Student's t by degrees of freedom, from 1; beyond the table the normal's is near enough. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const;

/** Mean ± t s / √n (Student, 1908). Undefined for no values. */
export function meanInterval(values: readonly number[]): MeanInterval | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, low: null, high: null, count };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const reach = (studentT[count - 2] ?? 1.96) * Math.sqrt(variance / count);
  return { mean, low: mean - reach, high: mean + reach, count };
}
