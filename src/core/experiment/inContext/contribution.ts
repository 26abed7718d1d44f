/**
 * @file How much each shot of a prompt contributes to a right answer: the study's intervention. Every subset of a group of shots is taken
 * away in turn; a shot's contribution is the share of the gain that is lost, on average over the subsets that hold it.
 */

import type { Rng } from "../../base/rng.ts";

/** One subset that was taken away, as bits: bit j stands for shot j. */
export interface Ablation {
  readonly removed: number;
  /** Share of right answers without these shots. */
  readonly accuracy: number;
}

/** All subsets of `count` shots but the empty one. */
export function allMasks(count: number): number[] {
  return Array.from({ length: 2 ** count - 1 }, (_, i) => i + 1);
}

/**
 * contribution_j = mean over masks m with bit j of (gain - gain_m) / gain, where gain = full - zero and gain_m = accuracy_m - zero.
 * 1: without the shot nothing is gained. 0: it changes nothing. Throws a RangeError where the shots gain nothing.
 */
export function contributions(
  count: number,
  ablations: readonly Ablation[],
  { zero, full }: { readonly zero: number; readonly full: number },
): number[] {
  const gain = full - zero;
  if (!(gain > 0)) throw new RangeError("Shots that gain nothing contribute nothing.");
  return Array.from({ length: count }, (_, shot) => {
    const lost = ablations
      .filter(({ removed }) => ((removed >> shot) & 1) === 1)
      .map(({ accuracy }) => (gain - (accuracy - zero)) / gain);
    return meanOf(lost) ?? 0;
  });
}

export interface Estimate {
  readonly mean: number;
  /** 95 %; null where one value tells nothing about its spread. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly count: number;
}

const resamples = 2000;

/** The mean of a value for each problem, with a percentile bootstrap over the problems. Undefined without values. */
export function estimate(values: readonly number[], rng: Rng): Estimate | undefined {
  const mean = meanOf(values);
  if (mean === undefined) return undefined;
  if (values.length < 2) return { mean, interval: null, count: values.length };
  const means = Array.from({ length: resamples }, () => meanOf(values.map(() => rng.pick(values))) ?? 0);
  means.sort((a, b) => a - b);
  const at = (share: number): number => means[Math.floor(share * (resamples - 1))] ?? mean;
  return { mean, interval: [at(0.025), at(0.975)], count: values.length };
}

export function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
