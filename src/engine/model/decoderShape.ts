/** @file The decoder that a recipe describes, for a vocabulary of a size. */
import { placeParts } from "../../core/position/places.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import type { DecoderConfig } from "../../onnx/transformer/ownModels.ts";

export function decoderConfig({ model }: DecoderRecipe, vocabularySize: number): DecoderConfig {
  const { layers, width, heads, feedForward, activation, tiedEmbeddings, places, placeScheme } = model;
  const parts = places > 0 ? { placeParts: placeParts(placeScheme) } : {};
  return { vocabularySize, layers, width, heads, feedForward, activation, tiedEmbeddings, places, ...parts };
}
