/** @file Measures of models that differ only in their seed, as one figure each with its interval. */

import type { LatentMeasures, RuleMeasures } from "../record/ruleMeasures.ts";
import { type OverSeeds, overSeeds } from "../statistics/seeds.ts";

export interface MeasuredGroup {
  readonly group: string;
  readonly seeds: readonly number[];
  /** By name, in the order in which they are read: `exact by rule mean`, `z linear`, … */
  readonly figures: ReadonlyMap<string, OverSeeds>;
}

/** Groups in the order of their first model. */
export function measuresOverSeeds(measures: readonly LatentMeasures[]): MeasuredGroup[] {
  const groups = Map.groupBy(measures, ({ group }) => group);
  return [...groups].map(([group, members]) => ({
    group,
    seeds: members.map(({ seed }) => seed),
    figures: figuresOverSeeds(members.map((each) => ({ evaluation: each.evaluation, separation: each }))),
  }));
}

/** A figure that some seed lacks is left out. */
export function figuresOverSeeds(members: readonly RuleMeasures[]): ReadonlyMap<string, OverSeeds> {
  const each = members.map(figuresOf);
  const names = [...(each[0]?.keys() ?? [])].filter((name) => each.every((figures) => figures.has(name)));
  return new Map(names.map((name) => [name, overSeeds(each.map((figures) => figures.get(name) ?? Number.NaN))]));
}

function figuresOf({ evaluation, separation }: RuleMeasures): Map<string, number> {
  const figures = new Map<string, number>();
  const share = (name: string, { correct, total }: { readonly correct: number; readonly total: number }): void => {
    if (total > 0) figures.set(name, correct / total);
  };
  share("exact by posterior", evaluation.posterior);
  share("exact by rule mean", evaluation.ruleMean);
  share("valid by rule mean", evaluation.valid);
  share("exact by wrong rule", evaluation.wrongRule.own);
  share("other rule's conclusion by its mean", evaluation.wrongRule.others);
  share("exact by zero", evaluation.zero);
  share("rule classifier", evaluation.ruleClassifier);
  figures.set("KL", evaluation.kl);
  figures.set("active units", evaluation.activeUnits);
  if (separation === undefined) return figures;
  const { hookPoints, factors, tangentKernel, disentanglement } = separation;
  for (const [hookPoint, measured] of Object.entries(hookPoints)) {
    for (const [name, value] of Object.entries(measured))
      if (value !== null) figures.set(`${hookPoint}: ${name}`, value);
  }
  for (const [factor, { linear, neighbors, commonest }] of Object.entries(factors)) {
    figures.set(`factor ${factor}: linear`, linear);
    figures.set(`factor ${factor}: neighbors`, neighbors);
    figures.set(`factor ${factor}: commonest class`, commonest);
  }
  for (const [group, { gap }] of Object.entries(tangentKernel)) figures.set(`tangent kernel ${group}`, gap);
  for (const [name, value] of Object.entries(disentanglement)) if (value !== null) figures.set(`score ${name}`, value);
  return figures;
}
