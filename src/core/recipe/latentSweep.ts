/** @file The former format of an experiment over a language VAE: variations with seeds. Read as the experiment that it stands for. */

import * as v from "valibot";
import { recipeName } from "../base/fileName.ts";
import { own } from "../base/own.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { labelOf } from "./setField.ts";
import { injectionNames } from "./vaeRecipe.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

const variation = v.strictObject({
  injection: v.exactOptional(v.picklist(injectionNames)),
  ruleWeight: v.exactOptional(amount),
  freeBits: v.exactOptional(amount),
  samples: v.exactOptional(positive),
  steps: v.exactOptional(positive),
  labels: v.exactOptional(v.picklist(["true", "shuffled"])),
});

/** Where a variation's values stand in the recipe. */
const fields: Readonly<Record<string, string>> = {
  injection: "model.injection",
  ruleWeight: "loss.ruleWeight",
  freeBits: "loss.freeBits",
  samples: "data.samples",
  steps: "training.steps",
  labels: "data.labels",
};

export const sweepKind = "latent-sweep";

const latentSweep = v.strictObject({
  version: v.literal(1),
  kind: v.literal(sweepKind),
  name: recipeName,
  description: v.pipe(v.string(), v.minLength(1)),
  recipe: v.pipe(v.string(), v.minLength(1)),
  common: v.optional(variation, {}),
  variations: v.pipe(v.array(variation), v.minLength(1)),
  seeds: v.pipe(v.array(whole), v.minLength(1)),
});

/** The experiment's JSON text. Throws a UserError that names `path`, the field, what stands there and what was expected. */
export function sweepAsExperiment(json: string, path: string): string {
  const { name, description, recipe, common, variations, seeds } = parseRecord(latentSweep, json, {
    code: "recipe.malformed",
    what: `The sweep ${path}`,
    remedy: "Correct that field; recipes/latent/experiments/ holds complete experiments.",
    newest: 1,
  });
  return JSON.stringify({
    version: 1,
    kind: "experiment",
    name,
    description,
    base: recipe,
    set: { ...changesOf(common), "evaluation.separation": true },
    axes: [
      { name: "variation", points: variations.map((each) => ({ name: nameOf(each), set: changesOf(each) })) },
      { name: "seed", at: "seed", values: seeds },
    ],
  });
}

function changesOf(changes: v.InferOutput<typeof variation>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([key, value]) => [own(fields, key) ?? key, value]));
}

function nameOf(changes: v.InferOutput<typeof variation>): string {
  const parts = Object.entries(changes).map(([key, value]) => `${labelOf(key)}-${labelOf(value)}`);
  return parts.join(".") || "as-it-is";
}
