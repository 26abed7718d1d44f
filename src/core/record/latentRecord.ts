/** @file The record of a VAE's training, `record.json` of its folder: how it went, how well the rules work, and each rule's mean z. */

import * as v from "valibot";
import { parseRecord } from "../format/parseRecord.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite());
const answers = v.object({ correct: whole, total: whole });

export const latentEvaluation = v.object({
  /** Exact conclusions on held-out premises, greedily, with z the posterior's mean: it has seen the conclusion. */
  posterior: answers,
  /** With z the mean over the training items of the item's rule: it has not. */
  ruleMean: answers,
  /** With the mean of another rule: `own` counts conclusions that are the item's all the same, `others` the other rule's correct ones. */
  wrongRule: v.object({ own: answers, others: answers }),
  zero: answers,
  /** Conclusions by the rule's mean that the task's own check finds correct, whether or not they are written as the item's. */
  valid: answers,
  /** Nats per item. */
  kl: amount,
  /** Dimensions whose mean varies over the items by more than 0.01. */
  activeUnits: whole,
  /** The classifier on z, on held-out items. */
  ruleClassifier: answers,
  /** Five nearest neighbours in z, training items among the nearest of held-out ones. */
  neighbours: answers,
});

export type LatentEvaluation = v.InferOutput<typeof latentEvaluation>;

export const latentRecord = v.object({
  version: v.literal(1),
  kind: v.literal("latent"),
  recipe: v.string(),
  parameters: whole,
  /** What the injection can carry. */
  injection: v.object({
    name: v.string(),
    parameters: whole,
    valuesPerLayer: whole,
    values: whole,
    rankPerLayer: whole,
    rank: whole,
  }),
  trainingItems: whole,
  testItems: whole,
  steps: whole,
  /** Wall time, breaks and measuring left out. */
  trainingSeconds: amount,
  threads: whole,
  versions: v.record(v.string(), v.string()),
  course: v.array(
    v.object({
      step: whole,
      loss: amount,
      tokenAccuracy: amount,
      learningRate: amount,
      tokens: whole,
      seconds: amount,
      latent: v.exactOptional(
        v.object({ reconstruction: amount, kl: amount, beta: amount, ruleLoss: amount, ruleAccuracy: amount }),
      ),
    }),
  ),
  evaluation: latentEvaluation,
  /** By rule. */
  ruleMeans: v.record(v.string(), v.array(amount)),
});

export type LatentRecord = v.InferOutput<typeof latentRecord>;

/** Throws a UserError that names `path` and the field that does not fit. */
export function parseLatentRecord(json: string, path: string): LatentRecord {
  const remedy = "Train the model again from its recipe.";
  return parseRecord(latentRecord, json, { code: "record-malformed", what: `The record ${path}`, remedy });
}
