/** @file The measures of a group of language VAEs, in lines for people. */

import type { MeasuredGroup } from "../../core/latent/measuresOverSeeds.ts";
import type { OverSeeds } from "../../core/measure/seeds.ts";

export function measuredLines({ group, seeds, figures }: MeasuredGroup): string[] {
  const width = Math.max(...[...figures.keys()].map(({ length }) => length));
  return [
    `${group}  (${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")})`,
    ...[...figures].map(([name, figure]) => `  ${name.padEnd(width)}  ${figureText(figure)}`),
    "",
  ];
}

/** `0.942 ± 0.031`; without an interval for a single seed. */
export function figureText({ mean, halfWidth }: OverSeeds): string {
  return halfWidth === null ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${halfWidth.toFixed(3)}`;
}
