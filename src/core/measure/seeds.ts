/** @file A figure over several seeds: its mean and a 95 % interval of the mean. */

export interface OverSeeds {
  readonly mean: number;
  /** Half the width of Student's 95 % interval; null for a single seed, which says nothing of its spread. */
  readonly halfWidth: number | null;
  readonly values: readonly number[];
}

/** Student's t at 97.5 % for 1, 2, … degrees of freedom; the normal's beyond. */
const student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

export function overSeeds(values: readonly number[]): OverSeeds {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, halfWidth: null, values };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, halfWidth: (student[n - 2] ?? 1.96) * Math.sqrt(variance / n), values };
}
