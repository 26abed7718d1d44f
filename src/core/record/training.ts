/**
 * @file The record of a training, `record.json` of a model folder: how long it ran, on what, and how well the model does. What was measured
 * differs by the kind of model; the rest is the same for both.
 */

import * as v from "valibot";
import { errorCounts } from "../check/errorCounts.ts";
import { withOlderNames } from "../format/olderNames.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { caseMap } from "./caseMap.ts";
import { ruleEvaluation, ruleSeparation } from "./ruleMeasures.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const figure = v.pipe(v.number(), v.finite());

const common = {
  version: v.literal(1),
  /** The recipe's name. */
  recipe: v.string(),
  parameters: whole,
  steps: whole,
  /** Wall time, breaks and measuring left out. */
  trainingSeconds: amount,
  threads: whole,
  /** Versions of what computed it, by name. */
  versions: v.record(v.string(), v.string()),
  history: v.array(
    v.object({
      step: whole,
      /** Nats per predicted token; of a VAE, per item. */
      loss: figure,
      tokenAccuracy: amount,
      learningRate: amount,
      /** Without padding, from the training's start. */
      tokens: whole,
      seconds: amount,
      latent: v.exactOptional(
        v.object({ reconstruction: figure, kl: figure, beta: figure, ruleLoss: figure, ruleAccuracy: figure }),
      ),
    }),
  ),
};

const olderNames = { course: "history" };

const decoderFields = v.object({
  kind: v.optional(v.literal("decoder"), "decoder"),
  ...common,
  /** The model that the training began with, by its name and the SHA-256 of its graph; absent when it began from scratch. */
  from: v.optional(v.object({ name: v.string(), graph: v.string() })),
  /** Distinct problems of the task that it was trained on. */
  distinctProblems: whole,
  /** Tokens without padding. */
  tokens: whole,
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

const vaeFields = v.object({
  kind: v.pipe(
    v.picklist(["vae", "latent"]),
    v.transform((): "vae" => "vae"),
  ),
  ...common,
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
  evaluation: ruleEvaluation,
  /** How far rules are apart, where the recipe asks for it. */
  separation: v.exactOptional(ruleSeparation),
  /** By rule. */
  ruleMeans: v.record(v.string(), v.array(figure)),
});

const decoderRecord = withOlderNames(olderNames, decoderFields);
const vaeRecord = withOlderNames(olderNames, vaeFields);

export type DecoderRecord = v.InferOutput<typeof decoderRecord>;
export type VaeRecord = v.InferOutput<typeof vaeRecord>;
export type TrainingRecord = DecoderRecord | VaeRecord;

const trainingRecord = v.lazy(
  (input): v.GenericSchema<unknown, TrainingRecord> =>
    typeof input === "object" && input !== null && "kind" in input && input.kind !== "decoder"
      ? vaeRecord
      : decoderRecord,
);

/** Throws a UserError that names `path` and the field that does not fit. */
export function parseTrainingRecord(json: string, path: string): TrainingRecord {
  return parseRecord(trainingRecord, json, words(path));
}

export function parseDecoderRecord(json: string, path: string): DecoderRecord {
  return parseRecord(decoderRecord, json, words(path));
}

export function parseVaeRecord(json: string, path: string): VaeRecord {
  return parseRecord(vaeRecord, json, words(path));
}

function words(path: string) {
  const remedy = "Train the model again from its recipe.";
  return { code: "record-malformed", what: `The training record ${path}`, remedy };
}
