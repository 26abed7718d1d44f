/** @file Writes a trained model's folder. `model.json` is written last, so that a folder with it is complete but for the record. */
import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Recipe } from "../../core/recipe/recipe.ts";
import { taskName } from "../../core/task/registry.ts";
import type { TokenizerJson } from "../../core/tokenizer/tokenizerBuilder.ts";
import { WordTokenizer } from "../../core/tokenizer/wordTokenizer.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import { writeInferenceModel } from "../../onnx/transformer/inference.ts";
import { type DecoderConfig, decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import {
  graphFile,
  type ModelManifest,
  manifestFile,
  recipeFile,
  recordFile,
  tokenizerFile,
} from "../../protocol/modelManifest.ts";
import { unwritable, writeAtomically } from "../atomicFile.ts";

export interface ModelContent {
  readonly name: string;
  readonly recipe: Recipe;
  /** The recipe as JSON, as it is kept. */
  readonly recipeText: string;
  readonly tokenizerJson: TokenizerJson;
  readonly config: DecoderConfig;
}

/** Prompt and response together. Neither rotary positions nor windows set an end; this bounds what a model that never stops can cost. */
const contextLength = 4096;

/** A folder that still has the last model's description or record would pass for complete. */
export async function clearModelFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((error) => {
    throw unwritable(dir, error);
  });
  for (const file of [recordFile, manifestFile]) await rm(join(dir, file), { force: true });
}

/** Throws a UserError that names the file that could not be written. */
export async function writeModelFolder(
  dir: string,
  { name, recipe, recipeText, tokenizerJson, config }: ModelContent,
  parameters: Parameters,
): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    [recipeFile]: recipeText,
    [tokenizerFile]: JSON.stringify(tokenizerJson),
    [graphFile]: writeInferenceModel(decoderSpecification(config), parameters),
  };
  for (const [file, content] of Object.entries(files)) await writeInto(dir, file, content);
  const manifest: ModelManifest = {
    formatVersion: 1,
    name,
    decoder: { ...config },
    method: recipe.method,
    dialect: recipe.dialect,
    task: taskName(recipe.task),
    placeScheme: recipe.model.placeScheme,
    endTokenId: new WordTokenizer(tokenizerJson).endId,
    contextLength,
    seed: recipe.seed,
    recipe: recipeFile,
    hashes: Object.fromEntries(Object.entries(files).map(([file, content]) => [file, sha256(content)])),
  };
  await writeInto(dir, manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Whole or not at all. Throws a UserError that names the file. */
export async function writeInto(dir: string, file: string, content: string | Uint8Array): Promise<void> {
  await writeAtomically(join(dir, file), content);
}

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
