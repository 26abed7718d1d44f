/** @file A sweep: one latent recipe trained in several variations, each with several seeds. What a claim of the study is tested with. */

import * as v from "valibot";
import { recipeName } from "../base/fileName.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { injectionNames, type LatentVariation } from "./latentRecipe.ts";

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

export const latentSweep = v.strictObject({
  version: v.literal(1),
  kind: v.literal("latent-sweep"),
  name: recipeName,
  /** The claim that it tests, and what would contradict it. */
  description: v.pipe(v.string(), v.minLength(1)),
  /** The recipe's path, from the sweep's own folder. */
  recipe: v.pipe(v.string(), v.minLength(1)),
  /** Changes that all trainings have. */
  common: v.optional(variation, {}),
  variations: v.pipe(v.array(variation), v.minLength(1)),
  seeds: v.pipe(v.array(whole), v.minLength(1)),
});

export type LatentSweep = v.InferOutput<typeof latentSweep>;

/** Throws a UserError that names `path`, the field, what stands there and what was expected. */
export function parseLatentSweep(json: string, path: string): LatentSweep {
  return parseRecord(latentSweep, json, {
    code: "recipe.malformed",
    what: `The sweep ${path}`,
    remedy: "Correct that field; recipes/latent/sweeps/ holds complete examples.",
  });
}

/** What each training changes in the recipe: every variation with the first seed, then every one with the second. */
export function trainingsOf({ common, variations, seeds }: LatentSweep): LatentVariation[] {
  return seeds.flatMap((seed) => variations.map((each) => ({ ...common, ...each, seed })));
}
