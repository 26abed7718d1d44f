/** @file An experiment's record in a sentence or two. Knows no `vscode`. */
import { percentText } from "../core/format/figures.ts";
import type { ExperimentRecord, Measured } from "../core/record/experiment.ts";

export function experimentSummary({ name, variants, missing }: ExperimentRecord): string {
  const all = variants.length + missing.length;
  const done = all === 1 ? "measured" : `${variants.length} of ${all} variants measured`;
  const maps = variants.flatMap(({ map }) => map ?? []);
  const [training, test] = [maps.map((map) => map.training), maps.map((map) => map.test)].map(shareText);
  const lengths = shareText(variants.flatMap((variant) => variant.lengths));
  const cells = maps.length === 0 ? "" : ` Trained cells: ${training} right, held-out cells: ${test}.`;
  const rules = variants.flatMap((variant) => variant.rules ?? []);
  const byRule = shareText(rules.map(({ evaluation }) => evaluation.ruleMean));
  const byMean = byRule === "" ? "" : ` Conclusions by the rule's mean: ${byRule} exact.`;
  const byLength = lengths === "" ? "" : ` By length: ${lengths} right.`;
  return `Experiment ${name}: ${done}.${cells}${byLength}${byMean}`;
}

function shareText(all: readonly Pick<Measured, "total" | "correct">[]): string {
  const total = all.reduce((sum, each) => sum + each.total, 0);
  const correct = all.reduce((sum, each) => sum + each.correct, 0);
  return total === 0 ? "" : percentText(correct / total);
}
