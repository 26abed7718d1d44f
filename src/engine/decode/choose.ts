/** @file Decides the next token from the logits of one position: greedily, or drawn with a seed. */

import { UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import type { CheckedSampling } from "../../protocol/contract.ts";
import { argmax, largest, softmax } from "./distribution.ts";

export interface ChosenToken {
  readonly id: number;
  /** Of this token in the model's own distribution. */
  readonly probability: number;
  /** Of the model's own distribution, in nats. */
  readonly entropy: number;
  /** The most probable tokens, most probable first. */
  readonly topIds: readonly number[];
  readonly topProbabilities: readonly number[];
}

/** Logits of one position, shape [vocabulary], to a token. A `forced` token is taken whatever the logits say, and measured all the same. */
export type Chooser = (logits: Float32Array, forced?: number) => ChosenToken;

/** Reports the distribution beside the choice. `topK` is how many tokens to report. */
export function measuredChooser(sampling: CheckedSampling, topK: number): Chooser {
  const draw = sampling.kind === "greedy" ? undefined : drawer(sampling);
  return (logits, forced) => {
    const { probabilities, entropy } = softmax(logits);
    if (Number.isNaN(entropy)) throw notNumbers();
    const topIds = largest(probabilities, topK);
    const id = forced ?? (draw ? draw(probabilities) : argmax(logits));
    const probability = probabilities[id] ?? 0;
    return { id, probability, entropy, topIds, topProbabilities: topIds.map((top) => probabilities[top] ?? 0) };
  };
}

/** Greedy without measuring anything: for evaluations, which need the text only. */
export const bareGreedy: Chooser = (logits, forced) => {
  const id = forced ?? argmax(logits);
  if (id < 0) throw notNumbers();
  return { id, probability: Number.NaN, entropy: Number.NaN, topIds: [], topProbabilities: [] };
};

interface DrawOptions {
  readonly seed: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
}

/** Temperature first, then the k most probable, then the smallest set that reaches `topP`; as the Hugging Face generators do. */
function drawer({ seed, temperature, topK, topP }: DrawOptions): (probabilities: Float64Array) => number {
  const rng = new Rng(seed);
  return (probabilities) => {
    // p^(1/T), relative to the largest so that a low temperature cannot underflow everything.
    const max = Math.max(...probabilities);
    const weights = probabilities.map((p) => (p / max) ** (1 / temperature));
    const candidates = largest(weights, topK > 0 ? topK : weights.length);
    const total = candidates.reduce((sum, id) => sum + (weights[id] ?? 0), 0);
    let kept = 0;
    let mass = 0;
    while (kept < candidates.length && (kept === 0 || mass < topP * total))
      mass += weights[candidates[kept++] ?? 0] ?? 0;
    let target = rng.next() * mass;
    for (const id of candidates.slice(0, kept)) {
      target -= weights[id] ?? 0;
      if (target < 0) return id;
    }
    return candidates[kept - 1] ?? 0;
  };
}

function notNumbers(): UserError {
  return new UserError(
    "model-not-a-number",
    "The model computes values that are not numbers.",
    "Its weights are damaged or its training diverged: choose another model, or train it again.",
  );
}
