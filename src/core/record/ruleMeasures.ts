/** @file What is measured of a language VAE: how well its rules work as functions, and how far they are apart in z, in its layers and in its weights. */

import * as v from "valibot";
import { withOlderNames } from "../format/olderNames.ts";
import { parseRecord } from "../format/parseRecord.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const figure = v.pipe(v.number(), v.finite());
const answers = v.object({ correct: whole, total: whole });

const olderNames = { sites: "hookPoints", neighbours: "neighbors" };

export const ruleEvaluation = withOlderNames(
  olderNames,
  v.object({
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
    kl: figure,
    /** Dimensions whose mean varies over the items by more than 0.01. */
    activeUnits: whole,
    /** The classifier on z, on held-out items. */
    ruleClassifier: answers,
    /** Five nearest neighbors in z, training items among the nearest of held-out ones. */
    neighbors: answers,
  }),
);

export type RuleEvaluation = v.InferOutput<typeof ruleEvaluation>;

/** Null where it cannot be measured: one class, one factor. */
const perhaps = v.nullable(figure);

const separation = withOlderNames(
  olderNames,
  v.object({
    /** Share of held-out items whose class a linear probe names; five nearest neighbors. */
    linear: figure,
    neighbors: figure,
    silhouette: perhaps,
    /** Of k-means with as many clusters as classes. */
    nmi: figure,
    ari: figure,
    /** Mean cosine² of the principal angles between two rules' subspaces: 0 = orthogonal. */
    overlap: figure,
  }),
);
export type Separation = v.InferOutput<typeof separation>;

/** Of probes, clusters and kernels on some of the items. */
const separationFields = v.object({
  items: v.object({ training: whole, test: whole }),
  /** By hook point: `z` (the posterior's mean), `z sampled`, `encoder 0 attention`, …; and the controls `untrained z` and `bag of words`. */
  hookPoints: v.record(v.string(), separation),
  /** How well z tells the task's other factors: linear probe and neighbors, held out, beside the share of the commonest class. */
  factors: v.record(
    v.string(),
    withOlderNames(olderNames, v.object({ linear: figure, neighbors: figure, commonest: figure })),
  ),
  /** Of the neural tangent kernel of z's mean, for each layer's attention and feed-forward weights: similarity within a rule and between rules. */
  tangentKernel: v.record(v.string(), v.object({ within: figure, between: figure, gap: figure })),
  disentanglement: v.object({
    zDiff: perhaps,
    zMinVar: perhaps,
    mig: figure,
    disentanglement: figure,
    completeness: figure,
    informativeness: figure,
    modularity: figure,
    explicitness: figure,
    sap: figure,
  }),
  seconds: figure,
});
export const ruleSeparation = withOlderNames(olderNames, separationFields);

export type RuleSeparation = v.InferOutput<typeof ruleSeparation>;

/** What one training measured. */
export interface RuleMeasures {
  readonly evaluation: RuleEvaluation;
  readonly separation?: RuleSeparation | undefined;
}

const measuresFields = v.object({
  version: v.literal(1),
  kind: v.literal("latent-measures"),
  model: v.string(),
  /** The recipe's name without its seed: models that differ in nothing else are figures of one group. */
  group: v.string(),
  task: v.string(),
  seed: whole,
  injection: v.string(),
  ruleWeight: figure,
  freeBits: figure,
  samples: whole,
  evaluation: ruleEvaluation,
  ...separationFields.entries,
});
export const latentMeasures = withOlderNames(olderNames, measuresFields);

export type LatentMeasures = v.InferOutput<typeof latentMeasures>;

/** Throws a UserError that names `path` and the field that does not fit. */
export function parseLatentMeasures(json: string, path: string): LatentMeasures {
  const remedy = "Measure the model again with `rulescope eval`.";
  return parseRecord(latentMeasures, json, { code: "record-malformed", what: `The measures ${path}`, remedy });
}

/** The measures of several models, as `rulescope eval` writes them. */
const measuresOfModels = v.object({
  version: v.literal(1),
  kind: v.literal("latent-measures-of-models"),
  models: v.array(latentMeasures),
});

/** Whether a text is such a document, by its beginning. */
export function isMeasuresOfModels(text: string): boolean {
  return /"kind":\s*"latent-measures-of-models"/.test(text.slice(0, 1000));
}

/** Throws a UserError that names `path` and the field that does not fit. */
export function parseMeasuresOfModels(json: string, path: string): readonly LatentMeasures[] {
  const remedy = "Measure the models again with `rulescope eval`.";
  const words = { code: "record-malformed", what: `The measures ${path}`, remedy, newest: 1 };
  return parseRecord(measuresOfModels, json, words).models;
}

export function measuresDocument(models: readonly LatentMeasures[]): v.InferOutput<typeof measuresOfModels> {
  return { version: 1, kind: "latent-measures-of-models", models: [...models] };
}
