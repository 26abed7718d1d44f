/** @file What `latent measure` finds of one VAE: how far rules are apart in z, in each layer's outputs and in the encoder's weights. Versioned. */

import * as v from "valibot";
import { parseRecord } from "../format/parseRecord.ts";
import { latentEvaluation } from "./latentRecord.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const figure = v.pipe(v.number(), v.finite());
/** Null where it cannot be measured: one class, one factor. */
const perhaps = v.nullable(figure);

const separation = v.object({
  /** Share of held-out items whose class a linear probe names; five nearest neighbours. */
  linear: figure,
  neighbours: figure,
  silhouette: perhaps,
  /** Of k-means with as many clusters as classes. */
  nmi: figure,
  ari: figure,
  /** Mean cosine² of the principal angles between two rules' subspaces: 0 = orthogonal. */
  overlap: figure,
});
export type Separation = v.InferOutput<typeof separation>;

export const latentMeasures = v.object({
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
  items: v.object({ training: whole, test: whole }),
  evaluation: latentEvaluation,
  /** By site: `z` (the posterior's mean), `z sampled`, `encoder 0 attention`, …; and the controls `untrained z` and `bag of words`. */
  sites: v.record(v.string(), separation),
  /** How well z tells the task's other factors: linear probe and neighbours, held out, beside the share of the commonest class. */
  factors: v.record(v.string(), v.object({ linear: figure, neighbours: figure, commonest: figure })),
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

export type LatentMeasures = v.InferOutput<typeof latentMeasures>;

/** Throws a UserError that names `path` and the field that does not fit. */
export function parseLatentMeasures(json: string, path: string): LatentMeasures {
  const remedy = "Measure the model again with `rulescope latent measure`.";
  return parseRecord(latentMeasures, json, { code: "record-malformed", what: `The measures ${path}`, remedy });
}
