/** @file Puts the record of an experiment together from its variants, and says what the seeds of one point have in common. */

import type { Plan } from "../recipe/experimentRecipe.ts";
import type { ExperimentRecord, Group, Measured, Spread, Variant } from "../record/experiment.ts";
import type { RuleMeasures } from "../record/ruleMeasures.ts";
import { median } from "../statistics/median.ts";
import { figuresOverSeeds } from "./measuresOverSeeds.ts";

/** `measured` in any order; what the plan does not name is left out. */
export function experimentOf(
  { name, description, variants: planned }: Plan,
  measured: readonly Variant[],
): ExperimentRecord {
  const byName = new Map(measured.map((variant) => [variant.name, variant]));
  const variants = planned.flatMap((each) => byName.get(each.name) ?? []);
  return {
    version: 1,
    kind: "experiment-record",
    name,
    description,
    variants,
    missing: planned.filter((each) => !byName.has(each.name)).map((each) => each.name),
    groups: groupsOf(variants),
  };
}

/** Variants whose recipes are the same but for seeds, in the order of their first. */
export function groupsOf(variants: readonly Variant[]): Group[] {
  return [...Map.groupBy(variants, ({ recipe }) => withoutSeeds(recipe)).values()].map(groupOf);
}

function groupOf(members: readonly Variant[]): Group {
  const [first] = members;
  const point = Object.fromEntries(
    Object.entries(first?.point ?? {}).filter(([axis, label]) => members.every((each) => each.point[axis] === label)),
  );
  const common = Object.entries(point).map((each) => each.join(" "));
  const maps = members.flatMap(({ map }) => map ?? []);
  const measured = members.flatMap(({ rules }) => rules ?? []);
  const oracles = maps.flatMap(({ oracle }) => oracle ?? []);
  const agreed = (part: "test" | "all") =>
    spreadOf(oracles.map((oracle) => oracle[part].agree / Math.max(1, oracle[part].cells)));
  const [test, all] = [agreed("test"), agreed("all")];
  const [training, held] = [
    spreadOf(shares(maps, ({ training: part }) => part)),
    spreadOf(shares(maps, (map) => map.test)),
  ];
  return {
    name: members.length === 1 ? (first?.name ?? "") : common.join(", ") || "all seeds",
    point,
    variants: members.map(({ name }) => name),
    ...(training === undefined ? {} : { training }),
    ...(held === undefined ? {} : { test: held }),
    rings: alike(
      maps.map(({ rings }) => rings),
      ({ distance }) => distance,
    ).map(([distance, spread]) => ({ distance, ...spread })),
    ...(test === undefined || all === undefined ? {} : { agreement: { test, all } }),
    lengths: alike(
      members.map(({ lengths }) => lengths),
      ({ length }) => length,
    ).map(([length, spread]) => ({ length, ...spread })),
    ...(measured.length === 0 ? {} : { figures: Object.fromEntries(figuresOf(measured)) }),
  };
}

/** Without the single values, which the variants have. */
function figuresOf(measured: readonly RuleMeasures[]): [string, { mean: number; halfWidth: number | null }][] {
  return [...figuresOverSeeds(measured)].map(([name, { mean, halfWidth }]) => [name, { mean, halfWidth }]);
}

function withoutSeeds(recipe: Variant["recipe"]): string {
  const { name: _, description: __, seed: ___, evaluation, ...rest } = recipe;
  return JSON.stringify({ ...rest, evaluation: { ...evaluation, seed: 0 } });
}

function shares<T>(from: readonly T[], of: (each: T) => Measured): number[] {
  return from.map((each) => shareOf(of(each)));
}

function shareOf({ total, correct }: Measured): number {
  return total === 0 ? 0 : correct / total;
}

/** The spread at each ring (each length) over the members that have it. */
function alike<T extends Measured>(lists: readonly (readonly T[])[], keyOf: (each: T) => number): [number, Spread][] {
  const byKey = [...Map.groupBy(lists.flat(), keyOf)].sort(([one], [other]) => one - other);
  return byKey.flatMap(([key, found]) => {
    const spread = spreadOf(found.map(shareOf));
    return spread === undefined ? [] : [[key, spread]];
  });
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  return { median: median(sorted), min, max };
}
