/**
 * @file What follows when something is taken away: the same tokens read once more with heads ablated (what they give is set to zero) or
 * tokens masked from all later ones, and how probable each token of the run is then. The logit lens reads earlier layers as if they
 * were the last (nostalgebraist, "interpreting GPT: the logit lens", 2020).
 */

import type { Head } from "../../protocol/activations.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { largest, softmax } from "../decode/distribution.ts";
import type { CapturedRun } from "./capturedRun.ts";
import { forward } from "./forward.ts";

export interface Ablation {
  readonly heads: readonly Head[];
  /** Tokens that no later one may see. */
  readonly masked: readonly number[];
  /** Computes every layer, where nothing is known of the run. */
  readonly fromStart?: boolean;
}

/** The residual after the last layer, [token, width], with the ablation. Layers below the first that it touches are not computed again. */
export async function ablated(
  run: CapturedRun,
  { heads, masked, fromStart = false }: Ablation,
  signal: CancelSignal,
): Promise<Float32Array> {
  const { model, length } = run;
  const fromLayer = fromStart || masked.length > 0 ? 0 : Math.min(model.layers, ...heads.map(({ layer }) => layer));
  const start = run.residuals[fromLayer] ?? new Float32Array(0);
  const mask = new Float32Array(length);
  for (const token of masked) mask[token] = 1;
  const size = length * model.headWidth;
  return forward(model, start, {
    signal,
    fromLayer,
    masked: mask,
    onAttended: (layer, attended) => {
      for (const { layer: own, head } of heads) if (own === layer) attended.fill(0, head * size, (head + 1) * size);
    },
  });
}

export interface TokenChances {
  /** Of each token [from, to), given those before it; of the first token of all, 1. */
  readonly probabilities: Float32Array;
  /** What the model would choose there. */
  readonly choices: Int32Array;
}

/** From the last residual [token, width] to the probabilities of tokens [from, to). */
export async function chances(
  run: CapturedRun,
  residual: Float32Array,
  [from, to]: readonly [number, number],
): Promise<TokenChances> {
  const { width, vocabularySize } = run.model.spec;
  const probabilities = new Float32Array(to - from).fill(1);
  const choices = Int32Array.from(run.tokens.ids.slice(from, to));
  const first = Math.max(1, from);
  if (first >= to) return { probabilities, choices };
  const logits = await run.model.logits(residual.slice((first - 1) * width, (to - 1) * width));
  for (let token = first; token < to; token++) {
    const start = (token - first) * vocabularySize;
    const distribution = softmax(logits.subarray(start, start + vocabularySize)).probabilities;
    probabilities[token - from] = distribution[run.tokens.ids[token] ?? 0] ?? 0;
    choices[token - from] = largest(distribution, 1)[0] ?? 0;
  }
  return { probabilities, choices };
}

export interface LensRow {
  /** 0 = what the first layer reads; then after each layer. */
  readonly depth: number;
  /** Of the token that was written. */
  readonly probability: number;
  /** 0 = it would be chosen. */
  readonly rank: number;
  readonly topIds: readonly number[];
  readonly topProbabilities: readonly number[];
}

/** What each layer would write instead of `token`. */
export async function lens(run: CapturedRun, token: number, topK: number): Promise<LensRow[]> {
  const { width, vocabularySize } = run.model.spec;
  const at = Math.max(0, token - 1);
  const rows = new Float32Array(run.residuals.length * width);
  for (const [depth, residual] of run.residuals.entries())
    rows.set(residual.subarray(at * width, (at + 1) * width), depth * width);
  const logits = await run.model.logits(rows);
  const id = run.tokens.ids[token] ?? 0;
  return run.residuals.map((_, depth) => {
    const { probabilities } = softmax(logits.subarray(depth * vocabularySize, (depth + 1) * vocabularySize));
    const topIds = largest(probabilities, topK);
    const probability = probabilities[id] ?? 0;
    return {
      depth,
      probability,
      rank: probabilities.reduce((above, other) => above + (other > probability ? 1 : 0), 0),
      topIds,
      topProbabilities: topIds.map((top) => probabilities[top] ?? 0),
    };
  });
}
