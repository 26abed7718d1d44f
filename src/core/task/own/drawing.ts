/** @file Arguments of a wanted length for a person's own task, drawn by the sizes of its parameters. */

import type { Rng } from "../../base/rng.ts";
import type { Value } from "../../rule/value.ts";
import type { Sampler } from "./sampler.ts";

export interface Drawing {
  readonly samplers: readonly Sampler[];
  /** The length. */
  readonly wanted: number;
  /** Where the length is not the longest argument's size. */
  readonly lengthOf?: (args: readonly Value[]) => number;
}

/** Draws of a length that is an expression before it counts as one that no problem has. */
const most = 3000;

/** Undefined where there is none. Without `lengthOf` one argument has the wanted size and the others at most that. */
export function drawBySize(rng: Rng, { samplers, wanted, lengthOf }: Drawing): Value[] | undefined {
  if (lengthOf === undefined) {
    const reach = samplers.flatMap(({ sizes: [from, to] }, i) => (from <= wanted && wanted <= to ? [i] : []));
    if (reach.length === 0 || samplers.some(({ sizes }) => sizes[0] > wanted)) return undefined;
    const longest = rng.pick(reach);
    return samplers.map((sampler, i) => {
      const [from, to] = sampler.sizes;
      return sampler.draw(rng, i === longest ? wanted : rng.integer(from, Math.min(to, wanted)));
    });
  }
  for (let i = 0; i < most; i++) {
    const args = samplers.map((sampler) => sampler.draw(rng, rng.integer(...sampler.sizes)));
    if (lengthOf(args) === wanted) return args;
  }
  return undefined;
}

/** Arguments whose largest size is `wanted`. */
export function problemsBySize(samplers: readonly Sampler[], wanted: number): number {
  const upTo = (size: number): number =>
    samplers.reduce((product, sampler) => {
      let sum = 0;
      for (let at = sampler.sizes[0]; at <= Math.min(size, sampler.sizes[1]); at++) sum += sampler.count(at);
      return product * sum;
    }, 1);
  return upTo(wanted) - upTo(wanted - 1);
}
