/** @file The language VAE that a recipe describes, and the weights that its training starts with. */

import { Rng } from "../../core/base/rng.ts";
import type { VaeRecipe } from "../../core/recipe/vaeRecipe.ts";
import type { LatentItems } from "../../core/sample/latentItems.ts";
import type { TransformerShape, VaeConfig } from "../../onnx/latent/config.ts";
import { initialVaeParameters } from "../../onnx/latent/vaeParameters.ts";
import type { Parameters } from "../../onnx/parameters.ts";

/** For the vocabulary and the rules of its task. */
export function vaeConfig(
  { model }: Pick<VaeRecipe, "model">,
  { tokenizer, rules }: Pick<LatentItems, "tokenizer" | "rules">,
): VaeConfig {
  const { width, heads, rotaryHeads, positions, feedForward, activation } = model;
  const shape = (layers: number): TransformerShape => ({
    layers,
    width,
    heads,
    keyValueHeads: heads,
    headWidth: width / heads,
    feedForward,
    activation,
    gated: false,
    projectionBiases: false,
    rotaryHeads,
    rotaryBase: 10_000,
    positions,
  });
  return {
    vocabularySize: tokenizer.size,
    latent: model.latent,
    rules: rules.length,
    injection: model.injection,
    fusionRank: model.fusionRank,
    encoder: shape(model.encoderLayers),
    decoder: shape(model.decoderLayers),
    sharedEmbeddings: true,
  };
}

export function freshWeights({ seed, model }: Pick<VaeRecipe, "seed" | "model">, config: VaeConfig): Parameters {
  return initialVaeParameters(config, new Rng(seed).fork("weights"), model.initialDeviation);
}
