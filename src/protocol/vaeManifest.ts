/**
 * @file What the folder of a language VAE says about itself in `model.json` (`latent.json` before). The folder also holds `encoder.onnx`,
 * `decoder.onnx`, the recipe and the record; the engine writes all of them at the end of a training, and engine and client read them back.
 */

import * as v from "valibot";
import { UserError } from "../core/base/errors.ts";
import { fileName } from "../core/base/fileName.ts";
import { parseRecord } from "../core/format/parseRecord.ts";
import { injectionNames } from "../core/recipe/vaeRecipe.ts";
import { manifestFile, modelRemedy } from "./modelManifest.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What is allocated by a number in a file has a bound: far above every model that this program can run. */
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 20));

const transformer = v.object({
  layers: whole,
  width: positive,
  heads: positive,
  keyValueHeads: positive,
  headWidth: positive,
  feedForward: positive,
  activation: v.picklist(["squaredRelu", "relu", "gelu", "geluTanh", "silu"]),
  gated: v.boolean(),
  projectionBiases: v.boolean(),
  rotaryHeads: whole,
  rotaryBase: v.number(),
  positions: whole,
});

export const vaeManifest = v.object({
  formatVersion: v.literal(1),
  kind: v.pipe(
    v.picklist(["vae", "latent"]),
    v.transform((): "vae" => "vae"),
  ),
  name: fileName,
  task: v.string(),
  /** In the order of the classifier's classes. */
  rules: v.array(v.string()),
  config: v.object({
    vocabularySize: positive,
    latent: positive,
    rules: positive,
    injection: v.picklist(injectionNames),
    fusionRank: positive,
    encoder: transformer,
    decoder: transformer,
    sharedEmbeddings: v.boolean(),
  }),
  /** Tokens of a conclusion, its end included, after which decoding gives up. */
  longestConclusion: positive,
  seed: whole,
  /** The rule classifier's weights, [latent, rule]; former folders lack them. */
  classifier: v.exactOptional(v.array(v.number())),
  /** SHA-256 in hex by file name. */
  hashes: v.record(v.string(), v.string()),
});

export type VaeManifest = v.InferOutput<typeof vaeManifest>;

export const encoderFile = "encoder.onnx";
export const decoderFile = "decoder.onnx";

/** Reads the text of a VAE's description. Throws a UserError that names `path` and what is wrong in it. */
export function parseVaeManifest(text: string, path: string): VaeManifest {
  return parseRecord(vaeManifest, text, {
    code: "model-corrupt",
    what: `The description ${path} of a language VAE`,
    remedy: modelRemedy,
  });
}

export function noVaeIn(dir: string): UserError {
  return new UserError("model-missing", `There is no language VAE in ${dir}: ${manifestFile} is missing.`, modelRemedy);
}
