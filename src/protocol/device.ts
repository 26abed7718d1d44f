/** @file Which device computes: what several parts of the engine's contract share. */

import * as v from "valibot";

export const deviceNames = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const;
/** An execution provider of ONNX Runtime. */
export type DeviceName = (typeof deviceNames)[number];
/** The setting: `auto` tries what the machine has, in a stated order. */
export type DeviceSetting = DeviceName | "auto";

export const deviceSetting = v.picklist([...deviceNames, "auto"]);
