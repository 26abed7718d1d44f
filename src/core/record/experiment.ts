/**
 * @file The record of an experiment, `experiment.json`: each variant with what was measured, and what the seeds of one point have in
 * common. A pure function of the variants' own recipes and training records (`experiment/experiment.ts`), so that shards
 * merge by putting their folders together. Self-contained: a view needs neither the task nor the models to show it.
 */
import * as v from "valibot";
import { fileName } from "../base/fileName.ts";
import { errorCounts } from "../check/errorCounts.ts";
import { withOlderNames } from "../format/olderNames.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { recipeSchema } from "../recipe/recipe.ts";
import { caseMap } from "./caseMap.ts";
import { ruleEvaluation, ruleSeparation } from "./ruleMeasures.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** Right answers of those drawn, with Wilson's interval at 95 %. */
const measured = v.object({ total: whole, correct: whole, low: share, high: share });
export type Measured = v.InferOutput<typeof measured>;

/** Cells by what was measured (most of a cell's answers right) and what the oracle predicts. */
const agreement = v.object({
  cells: whole,
  agree: whole,
  bothRight: whole,
  onlyMeasuredRight: whole,
  onlyPredictedRight: whole,
  bothWrong: whole,
});
export type Agreement = v.InferOutput<typeof agreement>;

const oracle = v.object({
  /** What the step-coverage oracle predicts for this method, in a sentence. */
  meaning: v.string(),
  all: agreement,
  training: agreement,
  test: agreement,
  /** Held-out cells by the digits of the answer, where it is a number. */
  byDigits: v.array(v.object({ digits: whole, ...agreement.entries })),
});

const axis = v.object({ name: v.string(), from: v.number(), to: v.number() });
/** The cells of a map: its axes, and for each row the ranges of columns, both ends included, that have a problem. */
const space = v.object({
  rows: axis,
  columns: axis,
  cells: v.array(v.tuple([v.number(), v.array(v.tuple([v.number(), v.number()]))])),
});
export type RecordedSpace = v.InferOutput<typeof space>;

const map = v.object({
  ...caseMap.entries,
  space,
  /** Indices of the cells that the training left out. */
  heldOut: v.array(whole),
  training: measured,
  test: measured,
  /** Of a split into squares: held-out cells by how far they are from the nearest trained one, 0 on the rim. */
  rings: v.array(v.object({ distance: whole, ...measured.entries })),
  /** Absent in records of trainings that did not compute it. */
  oracle: v.optional(oracle),
});
export type VariantMap = v.InferOutput<typeof map>;

const length = v.object({
  length: whole,
  ...measured.entries,
  /** Whole traces that equal the gold one; null for a method without a trace. */
  exactTraces: v.nullable(whole),
  errors: v.optional(errorCounts),
});

/** Of a VAE: how well its rules work and, where the recipe asks for it, how far they are apart. */
const rules = v.object({ evaluation: ruleEvaluation, separation: v.exactOptional(ruleSeparation) });

/** What was measured of one model. */
const measures = {
  /** On the whole sample space, where the recipe has a split. */
  map: v.optional(map),
  /** Accuracy by length, where the recipe measures it. */
  lengths: v.array(length),
  rules: v.exactOptional(rules),
};

const variant = v.object({
  /** Also the model's folder, beside this file. */
  name: fileName,
  /** Its point on each axis of the experiment. */
  point: v.record(v.string(), v.string()),
  recipe: recipeSchema,
  training: withOlderNames(
    { course: "history" },
    v.object({
      parameters: whole,
      /** Of a VAE, its training items. */
      distinctProblems: whole,
      steps: whole,
      tokens: whole,
      seconds: amount,
      threads: whole,
      versions: v.record(v.string(), v.string()),
      history: v.array(v.object({ step: whole, loss: v.number(), tokenAccuracy: amount })),
    }),
  ),
  ...measures,
  /** The model as it was on the way, where the recipe asks for it; what was answered wrong is in the snapshot's own record. */
  snapshots: v.optional(v.array(v.object({ step: whole, ...measures }))),
});
export type Snapshot = NonNullable<v.InferOutput<typeof variant>["snapshots"]>[number];
export type Variant = v.InferOutput<typeof variant>;

const spread = v.object({ median: share, min: share, max: share });
export type Spread = v.InferOutput<typeof spread>;

/** Variants that differ in nothing but seeds. */
const group = v.object({
  name: v.string(),
  point: v.record(v.string(), v.string()),
  variants: v.array(v.string()),
  training: v.optional(spread),
  test: v.optional(spread),
  rings: v.array(v.object({ distance: whole, ...spread.entries })),
  /** Share of held-out cells, and of all, on which measurement and oracle agree. */
  agreement: v.optional(v.object({ test: spread, all: spread })),
  lengths: v.array(v.object({ length: whole, ...spread.entries })),
  /** Of VAEs, the figures that all of them have, by name: the mean and half of its 95 % interval, null for a single seed. */
  figures: v.optional(v.record(v.string(), v.object({ mean: v.number(), halfWidth: v.nullable(v.number()) }))),
});
export type Group = v.InferOutput<typeof group>;

export const experimentRecord = v.object({
  version: v.literal(1),
  kind: v.literal("experiment-record"),
  name: v.string(),
  description: v.string(),
  /** In the order of the recipe; those that are not measured yet are named in `missing`. */
  variants: v.array(variant),
  missing: v.array(v.string()),
  groups: v.array(group),
});
export type ExperimentRecord = v.InferOutput<typeof experimentRecord>;

/** Throws a UserError that names `path` and the field that does not fit. */
export function parseExperimentRecord(json: string, path: string): ExperimentRecord {
  return parseRecord(experimentRecord, json, {
    code: "experiment-malformed",
    what: `The experiment record ${path}`,
    remedy: "Make it anew with `rulescope experiment show DIR`, or run the experiment again with --resume.",
    newest: 1,
  });
}
