/** @file The recipe of a language VAE's training: the task, its items, the injection, the loss, the optimizer and what is measured. */

import * as v from "valibot";
import { recipeName } from "../base/fileName.ts";
import { about } from "../format/about.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { inferenceTaskNamed, inferenceTasks } from "../inference/registry.ts";
import {
  optimizerFields,
  snapshotSteps,
  snapshotsExpected,
  snapshotsRise,
  warmupExpected,
  warmupFits,
} from "./optimizerSchema.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const above = v.pipe(v.number(), v.finite(), v.gtValue(0));
const text = v.pipe(v.string(), v.minLength(1));

/** The names of `Injection` in `onnx/latent/config.ts`, which this zone cannot import; a test holds the two together. */
export const injectionNames = ["none", "embedding", "memory", "query", "keyValue", "queryKeyValue", "fusion"] as const;

const data = v.strictObject({
  seed: about(whole, "Decides the items, so that models of different seeds meet the same ones."),
  samples: about(positive, "Items for training, at most; the parts for validation and test come beside them."),
  variant: v.optional(text),
  withNoRule: about(v.optional(v.boolean(), false), "Whether premises from which nothing follows belong to it."),
  labels: about(
    v.optional(v.picklist(["true", "shuffled"]), "true"),
    "The control `shuffled` gives each training item the rule of another one.",
  ),
});

const model = v.pipe(
  v.strictObject({
    latent: about(positive, "Values of z."),
    injection: about(v.picklist(injectionNames), "How z reaches the decoder."),
    fusionRank: about(v.optional(positive, 4), "Products that the injection `fusion` sums."),
    encoderLayers: positive,
    decoderLayers: positive,
    width: positive,
    heads: positive,
    rotaryHeads: about(whole, "The first so many heads see positions."),
    positions: about(v.optional(whole, 0), "Rows of learned tables of positions; 0 = none."),
    initialDeviation: about(v.optional(above, 0.02), "Standard deviation of the blocks' first weights."),
    feedForward: positive,
    activation: v.picklist(["squaredRelu", "relu", "gelu", "silu"]),
  }),
  v.check(({ width, heads }) => width % (2 * heads) === 0, "expected a width of which each head has an even share"),
  v.check(({ heads, rotaryHeads }) => rotaryHeads <= heads, "expected no more rotary heads than heads"),
);

const loss = v.strictObject({
  ruleWeight: about(amount, "λ, the weight of the rule classifier's cross-entropy; 0 = no supervision."),
  beta: about(amount, "β, the weight of the divergence where a cycle holds it."),
  betaCycles: about(positive, "Cycles of β: a quarter at zero, a quarter rising, half held."),
  freeBits: about(amount, "Nats that each dimension of z may cost for free, measured on the batch's mean."),
});

const training = v.pipe(
  v.strictObject({
    steps: positive,
    batch: about(positive, "Items of a step."),
    batchesTogether: about(
      v.optional(positive, 1),
      "Batches that are drawn together and divided by length, so that little is computed on padding.",
    ),
    ...optimizerFields,
    snapshotSteps,
  }),
  v.check((steps) => snapshotsRise(steps), snapshotsExpected),
  v.forward(
    v.check((steps) => warmupFits(steps), warmupExpected),
    ["warmupSteps"],
  ),
);

const evaluation = v.strictObject({
  items: about(positive, "Items of the test part, at most."),
  seed: whole,
  separation: v.optional(
    about(
      v.boolean(),
      "Whether it is also measured how far rules are apart in z, in each layer and in the encoder's weights, as `rulescope eval` does.",
    ),
    false,
  ),
});

export const vaeRecipeSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(about(v.string(), "Where editors find this format.")),
    version: v.literal(1),
    kind: about(
      v.pipe(
        v.picklist(["vae", "latent"]),
        v.transform((): "vae" => "vae"),
      ),
      "The kind of model; latent is what it was called before.",
    ),
    name: recipeName,
    description: text,
    seed: about(whole, "Decides the first weights, the order of the items and the noise."),
    task: v.picklist(inferenceTasks.map(({ name }) => name)),
    data,
    model,
    loss,
    training,
    evaluation,
  }),
  v.check(
    ({ task, data: { variant } }) =>
      variant === undefined || inferenceTaskNamed(task)?.variants.includes(variant) === true,
    "expected a variant that the task has",
  ),
);

export type VaeRecipe = v.InferOutput<typeof vaeRecipeSchema>;

/** Reads a recipe's JSON text. Throws a UserError that names `path`, the field, what stands there and what was expected. */
export function parseVaeRecipe(json: string, path: string): VaeRecipe {
  return parseRecord(vaeRecipeSchema, json, {
    code: "recipe.malformed",
    what: `The recipe ${path}`,
    remedy: "Correct that field; recipes/latent/ holds complete examples.",
    newest: 1,
  });
}
