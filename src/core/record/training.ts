/** @file The record of a training, `record.json` of a model folder: how long it ran, on what, and how well the model does. */

import * as v from "valibot";
import { errorCounts } from "../check/errorCounts.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { caseMap } from "./caseMap.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

export const trainingRecord = v.object({
  version: v.literal(1),
  /** The recipe's name. */
  recipe: v.string(),
  /** The model that the training began with, by its name and the SHA-256 of its graph; absent when it began from scratch. */
  from: v.optional(v.object({ name: v.string(), graph: v.string() })),
  parameters: whole,
  /** Distinct problems of the task that it was trained on. */
  distinctProblems: whole,
  steps: whole,
  /** Tokens without padding. */
  tokens: whole,
  /** Wall time, breaks and measuring left out. */
  trainingSeconds: amount,
  threads: whole,
  /** Versions of what computed it, by name. */
  versions: v.record(v.string(), v.string()),
  course: v.array(
    v.object({
      step: whole,
      /** Nats per predicted token. */
      loss: amount,
      tokenAccuracy: amount,
      learningRate: amount,
      tokens: whole,
      seconds: amount,
    }),
  ),
  /** On held-out problems, by length. */
  accuracy: v.array(
    v.object({
      length: whole,
      total: whole,
      correct: whole,
      /** Problems whose whole response equals the gold one; null for a method without a trace. */
      exactTraces: v.nullable(whole),
      errors: v.optional(errorCounts),
    }),
  ),
  /** On every cell of the task's sample space, where the recipe has a split. */
  map: v.optional(caseMap),
});

export type TrainingRecord = v.InferOutput<typeof trainingRecord>;

/** Throws a UserError that names `path` and the field that does not fit. */
export function parseTrainingRecord(json: string, path: string): TrainingRecord {
  const remedy = "Train the model again from its recipe.";
  return parseRecord(trainingRecord, json, { code: "record-malformed", what: `The training record ${path}`, remedy });
}
