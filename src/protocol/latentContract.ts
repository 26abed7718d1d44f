/** @file What the engine offers for language VAEs alone: measures of their rules, text to z, and z to conclusions. A part of the engine's contract. */

import * as v from "valibot";
import { count, float32Array, number, request, streamingRequest } from "./request.ts";

const answers = v.object({ correct: count, total: count });

/** The fields of `ruleEvaluation`, which says what they mean. */
export const latentSummary = v.object({
  posterior: answers,
  ruleMean: answers,
  wrongRule: v.object({ own: answers, others: answers }),
  zero: answers,
  valid: answers,
  ruleClassifier: answers,
  neighbors: answers,
  kl: number,
  activeUnits: count,
});
export type LatentSummary = v.InferOutput<typeof latentSummary>;

export const latentRequests = {
  /** Measures how far rules are apart in a VAE. The answer is the JSON text of a `latentMeasures` record, which its reader checks. */
  latentMeasure: streamingRequest(
    v.object({ modelDir: v.string() }),
    v.object({ measures: v.string() }),
    v.object({ what: v.string(), done: count, total: count }),
  ),

  /** Where items lie in the latent space. Words that the model has never seen are answered by name. A cancel takes effect between batches. */
  latentEncode: request(
    v.object({
      modelDir: v.string(),
      items: v.array(v.object({ premises: v.array(v.string()), conclusion: v.string() })),
    }),
    v.object({
      /** Values of z. */
      latent: count,
      /** [item, latent] each. */
      means: float32Array,
      logVariances: float32Array,
    }),
  ),

  /**
   * What the decoder concludes from premises, greedily, with a z for each row: while somebody drags a point, or applies another rule's
   * mean. A cancel takes effect within one token.
   */
  latentDecode: request(
    v.object({
      modelDir: v.string(),
      /** One list of premises for each row. */
      premises: v.array(v.array(v.string())),
      /** [row, latent] */
      z: float32Array,
    }),
    v.object({ conclusions: v.array(v.string()) }),
  ),
} as const;
