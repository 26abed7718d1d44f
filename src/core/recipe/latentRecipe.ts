/**
 * @file The recipe of a language VAE's training: task, injection, supervision, free bits, seed and all the rest that decides what it becomes,
 * in one versioned JSON file.
 */

import * as v from "valibot";
import { recipeName } from "../base/fileName.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { inferenceTaskNamed, inferenceTasks } from "../inference/registry.ts";
import { optimizerFields } from "./optimizerSchema.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const above = v.pipe(v.number(), v.finite(), v.gtValue(0));
const text = v.pipe(v.string(), v.minLength(1));

/** The names of `Injection` in `onnx/latent/config.ts`, which this zone cannot import; a test holds the two together. */
export const injectionNames = ["none", "embedding", "memory", "query", "keyValue", "queryKeyValue", "fusion"] as const;

const data = v.strictObject({
  /** Decides the items, so that models of different seeds meet the same ones. */
  seed: whole,
  /** Items for training, at most; the parts for validation and test come beside them. */
  samples: positive,
  variant: v.optional(text),
  /** Whether premises from which nothing follows belong to it. */
  withNoRule: v.optional(v.boolean(), false),
  /** The control `shuffled` gives each training item the rule of another one. */
  labels: v.optional(v.picklist(["true", "shuffled"]), "true"),
});

const model = v.pipe(
  v.strictObject({
    /** Values of z. */
    latent: positive,
    injection: v.picklist(injectionNames),
    /** Products that the injection `fusion` sums. */
    fusionRank: v.optional(positive, 4),
    encoderLayers: positive,
    decoderLayers: positive,
    width: positive,
    heads: positive,
    /** The first so many heads see positions. */
    rotaryHeads: whole,
    /** Rows of learned tables of positions; 0 = none. */
    positions: v.optional(whole, 0),
    /** Standard deviation of the blocks' first weights. */
    initialDeviation: v.optional(above, 0.02),
    feedForward: positive,
    activation: v.picklist(["squaredRelu", "relu", "gelu", "silu"]),
  }),
  v.check(({ width, heads }) => width % (2 * heads) === 0, "expected a width of which each head has an even share"),
  v.check(({ heads, rotaryHeads }) => rotaryHeads <= heads, "expected no more rotary heads than heads"),
);

const loss = v.strictObject({
  /** λ, the weight of the rule classifier's cross-entropy; 0 = no supervision. */
  ruleWeight: amount,
  /** β, the weight of the divergence where a cycle holds it. */
  beta: amount,
  /** Cycles of β: a quarter at zero, a quarter rising, half held. */
  betaCycles: positive,
  /** Nats that each dimension of z may cost for free, measured on the batch's mean. */
  freeBits: amount,
});

const training = v.strictObject({
  steps: positive,
  /** Items of a step. */
  batch: positive,
  /** Batches that are drawn together and divided by length, so that little is computed on padding. */
  batchesTogether: v.optional(positive, 1),
  ...optimizerFields,
});

export const latentRecipeSchema = v.pipe(
  v.strictObject({
    version: v.literal(1),
    kind: v.literal("latent"),
    name: recipeName,
    description: text,
    seed: whole,
    task: v.picklist(inferenceTasks.map(({ name }) => name)),
    data,
    model,
    loss,
    training,
    /** On so many items of the test part. */
    evaluation: v.strictObject({ items: positive, seed: whole }),
  }),
  v.check(
    ({ task, data: { variant } }) =>
      variant === undefined || inferenceTaskNamed(task)?.variants.includes(variant) === true,
    "expected a variant that the task has",
  ),
);

export type LatentRecipe = v.InferOutput<typeof latentRecipeSchema>;

/** Reads a recipe's JSON text. Throws a UserError that names `path`, the field, what stands there and what was expected. */
export function parseLatentRecipe(json: string, path: string): LatentRecipe {
  return parseRecord(latentRecipeSchema, json, {
    code: "recipe.malformed",
    what: `The recipe ${path}`,
    remedy: "Correct that field; recipes/latent/ holds complete examples.",
  });
}

/** What sets one training of a sweep apart from its recipe. */
export interface LatentVariation {
  readonly seed?: number;
  readonly injection?: string;
  readonly ruleWeight?: number;
  readonly freeBits?: number;
  readonly samples?: number;
  readonly steps?: number;
  readonly labels?: string;
}

/** The recipe's text with some values changed and named for it; the text itself where nothing is. */
export function varyLatentRecipe(json: string, path: string, variation: LatentVariation): string {
  const given = Object.entries(variation).filter(([, value]) => value !== undefined);
  if (given.length === 0) return json;
  const recipe = parseLatentRecipe(json, path);
  const { seed, injection, ruleWeight, freeBits, samples, steps, labels } = variation;
  const suffix = given.map(([key, value]) => `${key.toLowerCase()}-${String(value).toLowerCase()}`).join(".");
  const changed = {
    ...recipe,
    name: `${recipe.name}.${suffix}`,
    seed: seed ?? recipe.seed,
    data: { ...recipe.data, samples: samples ?? recipe.data.samples, labels: labels ?? recipe.data.labels },
    model: { ...recipe.model, injection: injection ?? recipe.model.injection },
    loss: {
      ...recipe.loss,
      ruleWeight: ruleWeight ?? recipe.loss.ruleWeight,
      freeBits: freeBits ?? recipe.loss.freeBits,
    },
    training: { ...recipe.training, steps: steps ?? recipe.training.steps },
  };
  const varied = `${JSON.stringify(changed, null, 2)}\n`;
  parseLatentRecipe(varied, `${path}, as changed`);
  return varied;
}
