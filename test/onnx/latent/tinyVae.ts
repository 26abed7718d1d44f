/** @file A VAE that is small enough to check number by number, and a batch for it. */
import { Rng } from "../../../src/core/base/rng.ts";
import type { TransformerShape, VaeConfig } from "../../../src/onnx/latent/config.ts";
import { initialVaeParameters, vaeParameterTable } from "../../../src/onnx/latent/vaeParameters.ts";
import type { Parameters } from "../../../src/onnx/parameters.ts";
import { type Feeds, floats, integers } from "../runGraph.ts";

export const tinyShape: TransformerShape = {
  layers: 2,
  width: 8,
  heads: 2,
  keyValueHeads: 2,
  headWidth: 4,
  feedForward: 12,
  activation: "gelu",
  gated: false,
  projectionBiases: false,
  rotaryHeads: 1,
  rotaryBase: 10_000,
  positions: 0,
};

/** Like Qwen2: keys and values with fewer heads, biases, a gated feed-forward layer; as wide as its heads are not. */
export const tinyQwen: TransformerShape = {
  ...tinyShape,
  heads: 4,
  keyValueHeads: 2,
  rotaryHeads: 4,
  activation: "silu",
  gated: true,
  projectionBiases: true,
};

export const tinyVae: VaeConfig = {
  vocabularySize: 7,
  latent: 3,
  rules: 3,
  injection: "query",
  fusionRank: 2,
  encoder: tinyShape,
  decoder: tinyShape,
  sharedEmbeddings: true,
};

/** Larger weights than a fresh model's, so that every path carries a gradient well above rounding. */
export function largeParameters(config: VaeConfig, rng: Rng): Parameters {
  return new Map(
    [...initialVaeParameters(config, rng)].map(([key, values]) => {
      const factor = /norm|fusion/.test(key) ? 1 : /embedding/.test(key) ? 2 : 8;
      return [key, values.map((value) => factor * value + rng.normal() * 0.1)];
    }),
  );
}

export function parameterFeeds(config: VaeConfig, parameters: Parameters): Feeds {
  return Object.fromEntries(
    vaeParameterTable(config).map(({ name, shape }) => [name, floats(shape, parameters.get(name) ?? [])]),
  );
}

/** Two rows of different lengths, padded on the right. */
export function tinyBatch(config: VaeConfig, weights: { beta: number; rule: number; freeBits: number }): Feeds {
  const rng = new Rng(5);
  const scalar = (value: number) => floats([], [value]);
  return {
    encoder_ids: integers([2, 4], [1, 2, 3, 4, 1, 5, 0, 0]),
    encoder_mask: integers([2, 4], [1, 1, 1, 1, 1, 1, 0, 0]),
    decoder_ids: integers([2, 5], [2, 3, 4, 6, 5, 5, 2, 6, 0, 0]),
    labels: integers([2, 5], [-100, -100, 6, 5, 1, -100, 6, 1, -100, -100]),
    rules: integers([2], [2, 0]),
    noise: floats(
      [2, config.latent],
      Array.from({ length: 2 * config.latent }, () => rng.normal()),
    ),
    beta: scalar(weights.beta),
    rule_weight: scalar(weights.rule),
    free_bits: scalar(weights.freeBits),
  };
}
