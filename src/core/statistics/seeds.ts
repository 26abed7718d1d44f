/** @file A figure over several seeds: its mean and a 95 % interval of the mean. */

import { meanInterval } from "./interval.ts";

export interface OverSeeds {
  readonly mean: number;
  /** Half the width of Student's 95 % interval; null for a single seed, which says nothing of its spread. */
  readonly halfWidth: number | null;
  readonly values: readonly number[];
}

export function overSeeds(values: readonly number[]): OverSeeds {
  const { mean, high } = meanInterval(values) ?? { mean: Number.NaN, high: null };
  return { mean, halfWidth: high === null ? null : high - mean, values };
}
