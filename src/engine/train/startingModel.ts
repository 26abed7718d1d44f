/** @file The model that a recipe's training begins with: its weights and its tokenizer, after checking that they fit the recipe. */

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, UserError } from "../../core/base/errors.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { vocabularyWords } from "../../core/sample/corpus.ts";
import { type NumberCut, preTokenPatterns, type TokenizerJson } from "../../core/tokenizer/tokenizerBuilder.ts";
import { checkTokenizer } from "../../core/tokenizer/tokenizerFile.ts";
import { WordTokenizer } from "../../core/tokenizer/wordTokenizer.ts";
import { dataPath } from "../../node/dataPath.ts";
import { missingModel } from "../../node/missingModel.ts";
import { sha256 } from "../../node/sha256.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import { readParameters } from "../../onnx/readParameters.ts";
import { type DecoderConfig, decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import {
  graphFile,
  manifestFile,
  modelRemedy,
  parseDecoderManifest,
  tokenizerFile,
} from "../../protocol/modelManifest.ts";

export interface StartingModel {
  readonly name: string;
  readonly tokenizerJson: TokenizerJson;
  readonly parameters: Parameters;
  /** SHA-256 of the graph file, in hex. */
  readonly graph: string;
}

export interface StartingOptions {
  readonly recipe: DecoderRecipe;
  /** The folder, absolute. */
  readonly dir: string;
  /** The shape that the recipe describes, for a vocabulary of that size. */
  readonly shapeOf: (vocabularySize: number) => DecoderConfig;
}

/** Where a recipe's `from` is: its paths are those from the recipe's own file. */
export function startingFolder(recipePath: string, from: string): string {
  return dataPath(from, dirname(recipePath));
}

/** Throws a UserError that names everything of the folder that does not fit the recipe. */
export async function startingModel({ recipe, dir, shapeOf }: StartingOptions): Promise<StartingModel> {
  const manifestPath = join(dir, manifestFile);
  const manifest = parseDecoderManifest(
    await readFile(manifestPath, "utf8").catch(async () => {
      throw await missingModel(dir);
    }),
    manifestPath,
  );
  const read = (file: string): Promise<Buffer> =>
    readFile(join(dir, file)).catch(() => {
      throw new UserError("model-incomplete", `The model folder ${dir} has no ${file}.`, modelRemedy);
    });
  const tokenizerJson = parseTokenizer((await read(tokenizerFile)).toString("utf8"), join(dir, tokenizerFile));
  const tokenizer = new WordTokenizer(tokenizerJson);
  const config = shapeOf(tokenizer.size);
  const differences = [
    ...shapeDifferences(config, manifest.decoder),
    ...difference("positionCoupling", recipe.model.positionCoupling, manifest.positionCoupling),
    ...difference("numbers", recipe.numbers, numbersOf(tokenizerJson)),
  ];
  if (differences.length > 0)
    throw unfit(
      dir,
      `has another shape: ${differences.join("; ")}`,
      "Give the recipe the model's own shape; its recipe.json has it.",
    );
  const lacking = vocabularyWords(recipe).filter((word) => word.length > 1 && !(word in tokenizerJson.model.vocab));
  if (lacking.length > 0) {
    const some = lacking
      .slice(0, 5)
      .map((word) => JSON.stringify(word))
      .join(", ");
    const more = lacking.length > 5 ? ` and ${lacking.length - 5} more` : "";
    throw unfit(
      dir,
      `has a tokenizer without words that this recipe's samples need: ${some}${more}`,
      "Choose a model that was trained on such texts, or train from scratch.",
    );
  }
  const bytes = await read(graphFile);
  return {
    name: manifest.name,
    tokenizerJson,
    parameters: readParameters(bytes, decoderSpecification(config)),
    graph: sha256(bytes),
  };
}

function parseTokenizer(text: string, path: string): TokenizerJson {
  try {
    const json: TokenizerJson = JSON.parse(text);
    checkTokenizer(json, path);
    return json;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("tokenizer-corrupt", `${path} is not a tokenizer: ${messageOf(error)}.`, modelRemedy);
  }
}

function numbersOf({ pre_tokenizer: { pattern } }: TokenizerJson): NumberCut {
  return pattern.Regex === preTokenPatterns.whole ? "whole" : "digits";
}

function shapeDifferences(recipe: DecoderConfig, model: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(recipe).flatMap(([field, wanted]) => difference(field, wanted, model[field]));
}

function difference(field: string, recipe: unknown, model: unknown): string[] {
  const [wanted, found] = [JSON.stringify(recipe), JSON.stringify(model)];
  return wanted === found ? [] : [`${field} is ${wanted} in the recipe and ${found ?? "absent"} in the model`];
}

function unfit(dir: string, what: string, remedy: string): UserError {
  return new UserError("model-unfit", `The training cannot begin with ${dir}: it ${what}.`, remedy);
}
