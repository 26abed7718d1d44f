/**
 * @file What a language VAE is made of: an encoder, a latent vector z, a decoder, and the way in which z reaches the decoder. The
 * shapes cover our own small transformers and those of the Qwen2 family, so that a pre-trained decoder can be taken in.
 */
import type { Activation } from "../operators/activation.ts";
import { plainDecoder } from "../transformer/ownModels.ts";
import type { HeadSpec, TransformerSpec } from "../transformer/specification.ts";

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
  /** Classes that the classifier on z distinguishes. */
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

export type Side = "encoder" | "decoder";

/** One side as a transformer. The encoder gives its residual stream, the decoder logits by its own token table. */
export function sideSpecification(config: VaeConfig, side: Side): TransformerSpec {
  const shape = config[side];
  const { width, keyValueHeads, headWidth, rotaryBase: base, projectionBiases: biased } = shape;
  if (headWidth % 2 !== 0) throw new RangeError(`Rotary positions need heads of an even width, not ${headWidth}.`);
  const rotary = { base, width: headWidth, interleaved: false, scaling: null };
  const heads = Array.from(
    { length: shape.heads },
    (_, head): HeadSpec => ({ rotary: head < shape.rotaryHeads ? rotary : null, window: null }),
  );
  return {
    ...plainDecoder,
    vocabularySize: config.vocabularySize,
    width,
    embedding: { ...plainDecoder.embedding, positions: shape.positions },
    attention: {
      ...plainDecoder.attention,
      keyValueHeads,
      headWidth,
      biases: { query: biased, key: biased, value: biased, output: false },
      causal: side === "decoder",
      scale: 1 / Math.sqrt(headWidth),
    },
    feedForward: { width: shape.feedForward, activation: shape.activation, gated: shape.gated, bias: false },
    layers: Array.from({ length: shape.layers }, () => ({ heads })),
    logits: side === "decoder" ? { tied: true, bias: false, scale: 1 } : null,
  };
}
