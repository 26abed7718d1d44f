/** @file How well a language VAE's rules work, in lines for people. */

import { percentText } from "../../core/format/figures.ts";
import type { LatentSummary } from "../../protocol/latentContract.ts";

type Answers = LatentSummary["zero"];

export function ruleLines(summary: LatentSummary): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["exact, z of the item itself", share(summary.posterior)],
    ["exact, mean z of its rule", share(summary.ruleMean)],
    ["  of these and others, correct", share(summary.valid)],
    ["exact, mean z of another rule", share(summary.wrongRule.own)],
    ["  the other rule's conclusion", share(summary.wrongRule.others)],
    ["exact, z = 0", share(summary.zero)],
    ["rule by the classifier", share(summary.ruleClassifier)],
    ["rule by 5 nearest neighbors", share(summary.neighbors)],
    ["KL", `${summary.kl.toFixed(2)} nats, ${summary.activeUnits} active units`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
}

export function share({ correct, total }: Answers): string {
  if (total === 0) return "none to judge";
  return `${percentText(correct / total).padStart(7)}  (${correct}/${total})`;
}
