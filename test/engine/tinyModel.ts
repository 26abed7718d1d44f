/** @file A complete model folder with random weights, small enough to write in every test that needs one. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Rng } from "../../src/core/base/rng.ts";
import { coupledParts } from "../../src/core/position/coupledPositions.ts";
import { buildTokenizer } from "../../src/core/tokenizer/tokenizerBuilder.ts";
import { writeInferenceModel } from "../../src/onnx/transformer/inference.ts";
import { type DecoderConfig, decoderSpecification } from "../../src/onnx/transformer/ownModels.ts";
import { initialParameters } from "../../src/onnx/transformer/parameterTable.ts";
import type { DecoderManifest } from "../../src/protocol/modelManifest.ts";

export interface TinyModelOptions {
  readonly config?: Partial<DecoderConfig>;
  readonly manifest?: Partial<DecoderManifest>;
  /** Multiplies the weights: larger ones make the random model surer of its nonsense. */
  readonly scale?: number;
  readonly seed?: number;
}

/** Writes the folder into a temporary directory that goes with the test. */
export async function tinyModel(t: TestContext, options: TinyModelOptions = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-model-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await writeTinyModel(dir, options);
  return dir;
}

export async function writeTinyModel(dir: string, { config, manifest, scale = 8, seed = 1 }: TinyModelOptions = {}) {
  const tokenizer = buildTokenizer(["result", " carry", "\nL1", "\nL2", "\nL3"]);
  const decoder: DecoderConfig = {
    vocabularySize: Object.keys(tokenizer.model.vocab).length,
    layers: 2,
    width: 16,
    heads: [
      { rotary: true, window: 8 },
      { rotary: false, window: null },
    ],
    feedForward: 32,
    activation: "gelu",
    tiedEmbeddings: true,
    coupledPositions: 12,
    coupledParts: coupledParts("place-value"),
    ...config,
  };
  const spec = decoderSpecification(decoder);
  const weights = initialParameters(spec, new Rng(seed));
  for (const values of weights.values()) for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * scale;
  await writeFile(join(dir, "model.onnx"), writeInferenceModel(spec, weights));
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(tokenizer));
  const description = {
    formatVersion: 1,
    name: "tiny",
    decoder,
    method: "rfft",
    dialect: "compact",
    task: "addition",
    positionCoupling: "place-value",
    endTokenId: 1,
    contextLength: 512,
    seed,
    ...manifest,
  };
  await writeFile(join(dir, "model.json"), JSON.stringify(description));
}
