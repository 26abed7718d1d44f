/**
 * @file How well a VAE's rules work as functions: conclusions on held-out premises with z the posterior's mean, the rule's mean, another
 * rule's mean, and zero. Only the second and third tell a rule apart from a memory of the conclusion.
 */

import { Rng } from "../../core/base/rng.ts";
import { classifyByNeighbors } from "../../core/learn/neighbors.ts";
import { matrix } from "../../core/math/matrix.ts";
import type { RuleEvaluation } from "../../core/record/ruleMeasures.ts";
import type { LatentItem } from "../../core/sample/latentItems.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LatentModel } from "../model/latentModel.ts";

export interface EvaluateVaeOptions {
  readonly model: LatentModel;
  readonly rules: readonly string[];
  readonly training: readonly LatentItem[];
  readonly test: readonly LatentItem[];
  /** The classifier's weights, [latent, rule]. */
  readonly classifier: Float32Array;
  readonly seed: number;
  readonly signal: CancelSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Evaluated {
  readonly evaluation: RuleEvaluation;
  /** By rule. */
  readonly ruleMeans: Readonly<Record<string, number[]>>;
}

/** Items of each rule that its mean is taken over are many; those that neighbors are looked for among need not be. */
const neighborsAmong = 2000;

export async function evaluateVae(options: EvaluateVaeOptions): Promise<Evaluated> {
  const { model, rules, training, test, classifier, signal, onProgress } = options;
  const { latent } = model.manifest.config;
  const idsOf = (items: readonly LatentItem[]) => items.map(({ encoderIds }) => encoderIds);
  const known = await model.encode(idsOf(training), signal);
  const held = await model.encode(idsOf(test), signal);
  const means = ruleMeansOf(known.means, training, rules.length, latent);
  const meanOf = (rule: number): Float32Array => means[rule] ?? new Float32Array(latent);

  const others = otherRules(options);
  const prompts = test.map(({ promptIds }) => promptIds);
  const total = 4 * test.length;
  let done = 0;
  const decode = async (z: Float32Array): Promise<string[]> => {
    const texts = await model.decode(prompts, z, signal, (rows) => onProgress(done + rows, total));
    done += prompts.length;
    return texts;
  };
  const spread = (of: (item: LatentItem, row: number) => Float32Array): Float32Array => {
    const z = new Float32Array(test.length * latent);
    for (const [row, item] of test.entries()) z.set(of(item, row), row * latent);
    return z;
  };
  const gold = test.map(({ inference }) => inference.conclusion);
  const same = (texts: readonly string[]) => ({
    correct: texts.filter((text, i) => text === gold[i]).length,
    total: texts.length,
  });

  const byPosterior = await decode(held.means);
  const byMean = await decode(spread((item) => meanOf(item.rule)));
  const byOther = await decode(spread((_, row) => meanOf(others[row]?.rule ?? 0)));
  const byZero = await decode(new Float32Array(test.length * latent));
  const applying = others.flatMap(({ conclusion }, row) => (conclusion === undefined ? [] : [{ conclusion, row }]));
  const valid = byMean.filter((text, row) => {
    const inference = test[row]?.inference;
    return inference !== undefined && model.task.check(inference.premises, inference.rule, text).kind === "correct";
  });
  const near = training.slice(0, neighborsAmong);
  const voted = classifyByNeighbors(
    matrix(near.length, latent, known.means.subarray(0, near.length * latent)),
    near.map(({ rule }) => rule),
    matrix(test.length, latent, held.means),
    5,
  );
  const count = (right: (item: LatentItem, row: number) => boolean) => ({
    correct: test.filter(right).length,
    total: test.length,
  });
  return {
    evaluation: {
      posterior: same(byPosterior),
      ruleMean: same(byMean),
      wrongRule: {
        own: same(byOther),
        others: {
          correct: applying.filter(({ conclusion, row }) => byOther[row] === conclusion).length,
          total: applying.length,
        },
      },
      zero: same(byZero),
      valid: { correct: valid.length, total: test.length },
      kl: meanDivergence(held.means, held.logVariances, latent),
      activeUnits: activeUnits(held.means, latent),
      ruleClassifier: count(({ rule }, row) => classify(held.means, row, classifier, latent, rules.length) === rule),
      neighbors: count(({ rule }, row) => voted[row] === rule),
    },
    ruleMeans: Object.fromEntries(rules.map((name, rule) => [name, [...meanOf(rule)]])),
  };
}

/** The mean of each rule's rows of z [row, latent]. */
export function ruleMeansOf(
  z: Float32Array,
  items: readonly Pick<LatentItem, "rule">[],
  rules: number,
  latent: number,
): Float32Array[] {
  const counts = new Float64Array(rules);
  const sums = Array.from({ length: rules }, () => new Float64Array(latent));
  for (const [row, { rule }] of items.entries()) {
    counts[rule] = (counts[rule] ?? 0) + 1;
    const sum = sums[rule];
    if (sum) for (let i = 0; i < latent; i++) sum[i] = (sum[i] ?? 0) + (z[row * latent + i] ?? 0);
  }
  return sums.map((sum, rule) => Float32Array.from(sum, (value) => value / Math.max(1, counts[rule] ?? 0)));
}

/** For each test item another rule, one that concludes something else from its premises where there is one. */
function otherRules({ model, rules, test, seed }: EvaluateVaeOptions) {
  const rng = new Rng(seed).fork("other rules");
  return test.map(({ rule, inference: { premises, conclusion: own } }) => {
    const candidates = rng.shuffle(rules.map((_, i) => i).filter((other) => other !== rule));
    for (const other of candidates) {
      const conclusion = model.task.conclude(premises, rules[other] ?? "");
      if (conclusion !== undefined && conclusion !== own) return { rule: other, conclusion };
    }
    return { rule: candidates[0] ?? rule, conclusion: undefined };
  });
}

/** Σ (μ² + e^v − v − 1) / 2, nats, the mean over rows. */
export function meanDivergence(means: Float32Array, logVariances: Float32Array, latent: number): number {
  let sum = 0;
  for (const [i, mean] of means.entries()) {
    const v = logVariances[i] ?? 0;
    sum += 0.5 * (mean ** 2 + Math.exp(v) - v - 1);
  }
  return (sum * latent) / Math.max(1, means.length);
}

/** Dimensions whose mean varies by more than 0.01 (Burda et al., "Importance weighted autoencoders", 2016). */
export function activeUnits(means: Float32Array, latent: number): number {
  const rows = means.length / latent;
  return Array.from({ length: latent }, (_, column) => {
    const values = Array.from({ length: rows }, (_, row) => means[row * latent + column] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / rows;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
  }).filter((variance) => variance > 0.01).length;
}

function classify(z: Float32Array, row: number, weights: Float32Array, latent: number, rules: number): number {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let rule = 0; rule < rules; rule++) {
    let score = 0;
    for (let i = 0; i < latent; i++) score += (z[row * latent + i] ?? 0) * (weights[i * rules + rule] ?? 0);
    if (score > highest) [best, highest] = [rule, score];
  }
  return best;
}
