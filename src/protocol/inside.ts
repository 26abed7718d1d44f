/** @file Which device computes, and which run is looked into: what several parts of the engine's contract share. */

import * as v from "valibot";
import { count } from "./request.ts";

export const deviceNames = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const;
/** An execution provider of ONNX Runtime. */
export type DeviceName = (typeof deviceNames)[number];
/** The setting: `auto` tries what the machine has, in a stated order. */
export type DeviceSetting = DeviceName | "auto";

export const deviceSetting = v.picklist([...deviceNames, "auto"]);

/** Which side of a language VAE reads an item; `decoderWithoutZ`: the decoder, z all zeros. */
export const latentReaders = ["encoder", "decoder", "decoderWithoutZ"] as const;
export type LatentReader = (typeof latentReaders)[number];

const latentItemRead = v.object({
  reads: v.picklist(latentReaders),
  premises: v.array(v.string()),
  /** What the encoder reads with the premises, and the decoder is given to write, token by token. */
  conclusion: v.string(),
});
export type LatentItemRead = v.InferInput<typeof latentItemRead>;

/**
 * A run to look into: what the model was given and what it wrote, an end token included. The engine reads it once more, tokens given, and
 * keeps the inside of the last few runs within a fixed memory; a request computes it anew where it is gone.
 */
export const insideOf = {
  modelDir: v.string(),
  device: deviceSetting,
  prompt: v.string(),
  response: v.array(count),
  /** As in `generate`. */
  placeSeed: v.optional(count),
  /** Of a language VAE: an item that it reads, in the place of prompt and response, which are empty. Only attention can be asked about. */
  latent: v.optional(latentItemRead),
};
const insideOfRun = v.object(insideOf);
export type InsideOf = v.InferInput<typeof insideOfRun>;
