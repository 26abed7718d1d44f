/** @file The decoder that a recipe describes, for a vocabulary of a size. */
import { coupledParts } from "../../core/position/coupledPositions.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import type { DecoderConfig } from "../../onnx/transformer/ownModels.ts";

export function decoderConfig({ model }: DecoderRecipe, vocabularySize: number): DecoderConfig {
  const { layers, width, heads, feedForward, activation, tiedEmbeddings, coupledPositions, positionCoupling } = model;
  const parts = coupledPositions > 0 ? { coupledParts: coupledParts(positionCoupling) } : {};
  return { vocabularySize, layers, width, heads, feedForward, activation, tiedEmbeddings, coupledPositions, ...parts };
}
