/**
 * @file `model.json`: what a model folder says about itself. The folder of a decoder also holds `model.onnx`, `tokenizer.json`, `recipe.json`
 * and `record.json`; the engine writes all of them at the end of a training, and engine and client read them back. A training that keeps
 * snapshots writes the same files for each, into folders beneath. `vaeManifest.ts` has what a language VAE's says.
 */

import * as v from "valibot";
import { messageOf, UserError } from "../core/base/errors.ts";
import { fileName } from "../core/base/fileName.ts";
import { withOlderNames } from "../core/format/olderNames.ts";
import { dialects } from "../core/method/method.ts";
import { coupledParts, positionCouplings } from "../core/position/coupledPositions.ts";
import { mostTokens } from "../core/tokenizer/tokenizerFile.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What is allocated by a number in a file has a bound: far above every model that this program can run. */
const upTo = (most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(most));

/** The parts of `DecoderConfig` that running a model needs; the rest (heads, activation) is the graph's own matter. */
const decoder = withOlderNames(
  { places: "coupledPositions", placeParts: "coupledParts" },
  v.looseObject({
    vocabularySize: upTo(mostTokens),
    layers: upTo(1000),
    width: upTo(2 ** 17),
    /** Rows of the table of position embeddings; 0 = none. */
    coupledPositions: v.pipe(whole, v.maxValue(2 ** 20)),
    coupledParts: v.exactOptional(v.pipe(whole, v.maxValue(1000))),
  }),
);

export const decoderManifest = withOlderNames(
  { placeScheme: "positionCoupling" },
  v.pipe(
    v.looseObject({
      formatVersion: v.literal(1),
      kind: v.optional(v.literal("decoder"), "decoder"),
      /** What people type after `--model` and see in the status bar. */
      name: fileName,
      decoder,
      method: v.picklist(["direct", "scratchpad", "rfft"]),
      dialect: v.optional(v.picklist(dialects)),
      /** The task it was trained on; a model without one answers any rule. */
      task: v.optional(v.string()),
      positionCoupling: v.picklist(positionCouplings),
      /** The id whose prediction ends a response. */
      endTokenId: v.pipe(whole, v.maxValue(2 ** 31)),
      /** Prompt and response together, in tokens. */
      contextLength: upTo(2 ** 24),
      seed: whole,
      /** The recipe's file name inside the folder. */
      recipe: v.optional(v.string()),
      /** SHA-256 in hex by file name: says whether a file was damaged or exchanged. */
      hashes: v.optional(v.record(v.string(), v.string()), {}),
    }),
    v.check(
      ({ decoder: { coupledPositions, coupledParts: parts = 1 }, positionCoupling }) =>
        coupledPositions === 0 ? positionCoupling === "none" : parts === coupledParts(positionCoupling),
      "the decoder's position embeddings do not fit its positionCoupling",
    ),
  ),
);

export type DecoderManifest = v.InferOutput<typeof decoderManifest>;

export const manifestFile = "model.json";
/** Where language VAEs had their description before. */
export const formerVaeManifestFile = "latent.json";
export const graphFile = "model.onnx";
export const tokenizerFile = "tokenizer.json";
export const recordFile = "record.json";
export const experimentFile = "experiment.json";
export const recipeFile = "recipe.json";

/** In a model folder: a model folder for each step after which the training kept the model as it was. */
export const snapshotsFolder = "snapshots";

/** Of a snapshot, below the model folder. */
export function snapshotFolder(step: number): string {
  return `${snapshotsFolder}/step-${step}`;
}

/** What to do about a model folder that cannot be used. */
export const modelRemedy = "Choose another model, or train it again from its recipe with `rulescope train`.";

/** Reads the text of a `model.json`. Throws a UserError that names `path` and what is wrong in it. */
export function parseDecoderManifest(text: string, path: string): DecoderManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError("model-corrupt", `${path} is not JSON: ${messageOf(error)}.`, modelRemedy);
  }
  if (isVae(json)) throw vaeIsNoDecoder(path);
  const manifest = v.safeParse(decoderManifest, json);
  if (manifest.success) return manifest.output;
  const [issue] = manifest.issues;
  const where = v.getDotPath(issue);
  const detail = where === null ? issue.message : `${where}: ${issue.message}`;
  throw new UserError("model-corrupt", `${path} is not a model description (${detail}).`, modelRemedy);
}

/** Whether a description is a language VAE's. */
export function isVae(manifest: unknown): boolean {
  if (typeof manifest !== "object" || manifest === null || !("kind" in manifest)) return false;
  return manifest.kind === "vae" || manifest.kind === "latent";
}

/** The error where a decoder is needed and a language VAE is named. */
export function vaeIsNoDecoder(name: string): UserError {
  return new UserError(
    "model-other-kind",
    `${name} is a language VAE, which does not answer problems.`,
    "Choose a decoder, or look at this model in the latent view.",
  );
}

/** The error for a folder without a `model.json`. */
export function noModelIn(dir: string): UserError {
  return new UserError("model-missing", `There is no model in ${dir}: ${manifestFile} is missing.`, modelRemedy);
}
