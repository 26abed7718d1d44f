/**
 * @file What a language VAE is made of: an encoder, a latent vector z, a decoder, and the way in which z reaches the decoder. The
 * shapes cover our own small transformers and those of the Qwen2 family, so that a pre-trained decoder can be taken in.
 */
import type { Activation } from "../operators/activation.ts";

/** How z reaches the decoder. Each is linear in z except the fusion, which multiplies. */
export const injections = ["none", "embedding", "memory", "query", "keyValue", "queryKeyValue", "fusion"] as const;
export type Injection = (typeof injections)[number];

/** For people. */
export const injectionAbout: Readonly<Record<Injection, string>> = {
  none: "z does not reach the decoder: the control",
  embedding: "added to every token's embedding",
  memory: "one key and one value per layer, before those of the tokens",
  query: "added to the queries of every layer",
  keyValue: "added to the keys and values of every layer",
  queryKeyValue: "added to queries, keys and values of every layer",
  fusion: "multiplied with the queries of every layer, by a low-rank product",
};

/** A pre-norm transformer. */
export interface TransformerShape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Heads that keys and values have; each serves heads / keyValueHeads queries. */
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly feedForward: number;
  readonly activation: Activation;
  /** Whether the feed-forward layer multiplies its activation with a second projection. */
  readonly gated: boolean;
  /** Whether query, key and value have biases. */
  readonly projectionBiases: boolean;
  /** The first so many heads are turned by their tokens' positions, the others see none. A multiple of heads / keyValueHeads. */
  readonly rotaryHeads: number;
  readonly rotaryBase: number;
  /** Rows of a learned table of positions, added to the embeddings; 0 = no table. */
  readonly positions: number;
}

export interface VaeConfig {
  readonly vocabularySize: number;
  /** Values of z. */
  readonly latent: number;
  /** Classes that the classifier on z tells apart. */
  readonly rules: number;
  readonly injection: Injection;
  /** Products that the fusion sums. */
  readonly fusionRank: number;
  readonly encoder: TransformerShape;
  readonly decoder: TransformerShape;
  /** Whether the encoder reads tokens by the decoder's table. Needs equal widths. */
  readonly sharedEmbeddings: boolean;
}

/** Qwen2.5-0.5B, from its published config.json. */
export const qwen25Half: TransformerShape = {
  layers: 24,
  width: 896,
  heads: 14,
  keyValueHeads: 2,
  headWidth: 64,
  feedForward: 4864,
  activation: "silu",
  gated: true,
  projectionBiases: true,
  rotaryHeads: 14,
  rotaryBase: 1_000_000,
  positions: 0,
};

/** Columns of a projection. */
export function projectionWidth(shape: TransformerShape, kind: ProjectionKind): number {
  return (kind === "query" ? shape.heads : shape.keyValueHeads) * shape.headWidth;
}

export const projectionKinds = ["query", "key", "value"] as const;
export type ProjectionKind = (typeof projectionKinds)[number];
