/** @file Which device computes, and which run is looked into: what several parts of the engine's contract share. */

import * as v from "valibot";
import { count } from "./request.ts";

export const deviceNames = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const;
/** An execution provider of ONNX Runtime. */
export type DeviceName = (typeof deviceNames)[number];
/** The setting: `auto` tries what the machine has, in a stated order. */
export type DeviceSetting = DeviceName | "auto";

export const deviceSetting = v.picklist([...deviceNames, "auto"]);

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
};
const insideOfRun = v.object(insideOf);
export type InsideOf = v.InferInput<typeof insideOfRun>;
