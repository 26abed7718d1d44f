/** @file A complete folder of a language VAE with random weights, small enough to write in every test that needs one. */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Rng } from "../../src/core/base/rng.ts";
import { ruleNames } from "../../src/core/inference/inferenceTask.ts";
import { inferenceTaskNamed } from "../../src/core/inference/registry.ts";
import { InferenceTokenizer } from "../../src/core/inference/tokens.ts";
import type { VaeConfig } from "../../src/onnx/latent/config.ts";
import { writeDecoderModel, writeEncoderModel } from "../../src/onnx/latent/vaeInference.ts";
import type { Parameters } from "../../src/onnx/parameters.ts";
import { largeParameters, tinyQwen, tinyVae } from "../onnx/latent/tinyVae.ts";

export interface TinyLatentOptions {
  readonly name?: string;
  readonly injection?: VaeConfig["injection"];
  /** Makes the decoder's or the encoder's weights no numbers. */
  readonly broken?: "encoder" | "decoder";
}

/** Of derivations; its decoder is like Qwen2's. */
export async function writeTinyLatent(
  dir: string,
  { name = "tiny-latent", injection = "memory", broken }: TinyLatentOptions = {},
): Promise<{ readonly config: VaeConfig; readonly parameters: Parameters }> {
  const task = inferenceTaskNamed("derivation");
  if (task === undefined) throw new Error("There is no task of derivations.");
  const rules = ruleNames(task);
  const vocabularySize = new InferenceTokenizer(task).size;
  const config: VaeConfig = { ...tinyVae, vocabularySize, rules: rules.length, injection, decoder: tinyQwen };
  const parameters = new Map(largeParameters(config, new Rng(3)));
  for (const [key, values] of parameters)
    if (broken !== undefined && key === `${broken}.block.0.attention.query.weight`) values.fill(Number.NaN);
  const files = {
    "encoder.onnx": writeEncoderModel(config, parameters),
    "decoder.onnx": writeDecoderModel(config, parameters),
  };
  const hashes: Record<string, string> = {};
  for (const [file, bytes] of Object.entries(files)) {
    await writeFile(join(dir, file), bytes);
    hashes[file] = createHash("sha256").update(bytes).digest("hex");
  }
  const manifest = {
    formatVersion: 1,
    kind: "latent",
    name,
    task: task.name,
    rules,
    config,
    longestConclusion: 8,
    seed: 3,
    hashes,
  };
  await writeFile(join(dir, "latent.json"), JSON.stringify(manifest));
  return { config, parameters };
}
