/** @file The decoders that recipes describe, as `model.json` says it, and their specification: pre-norm with RMSNorm, no biases, coupled positions. */
import type { Activation } from "../operators/activation.ts";
import type { HeadSpec, RotarySpec, TransformerSpec } from "./specification.ts";

/** How one attention head sees positions. */
export interface HeadConfig {
  /** Whether its queries and keys are turned by their positions. */
  readonly rotary: boolean;
  /** It sees this many tokens, itself included; null = all before it. */
  readonly window: number | null;
}

/** All layers have the same heads. */
export interface DecoderConfig {
  readonly vocabularySize: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: readonly HeadConfig[];
  readonly feedForward: number;
  readonly activation: Activation;
  /** Whether the logits use the token embeddings' own matrix. */
  readonly tiedEmbeddings: boolean;
  /** Rows of the learned table of coupled position ids, added to the token embeddings by `place_ids`; 0 = no table. */
  readonly coupledPositions: number;
  /** Rows of a second table that tells where a token stands: `place_ids` = part * coupledPositions + position. 1 or absent = no such table. */
  readonly coupledParts?: number;
}

const rotaryBase = 10_000;

/** Throws a RangeError when the heads do not divide the width, or rotary pairs do not fit. */
export function decoderSpecification(config: DecoderConfig): TransformerSpec {
  const { vocabularySize, width, feedForward, activation, tiedEmbeddings, coupledPositions, coupledParts = 1 } = config;
  const headWidth = width / config.heads.length;
  if (!Number.isInteger(headWidth) || headWidth % 2 !== 0) {
    throw new RangeError(`A width of ${width} cannot be divided among ${config.heads.length} heads of an even width.`);
  }
  const rotary: RotarySpec = { base: rotaryBase, width: headWidth, interleaved: false, scaling: null };
  const heads = config.heads.map((head): HeadSpec => ({ rotary: head.rotary ? rotary : null, window: head.window }));
  return {
    vocabularySize,
    width,
    ...plainDecoder,
    embedding: {
      ...plainDecoder.embedding,
      coupledPositions: coupledPositions > 0 ? [coupledPositions, ...(coupledParts > 1 ? [coupledParts] : [])] : [],
    },
    attention: { ...plainDecoder.attention, keyValueHeads: heads.length, headWidth, scale: 1 / Math.sqrt(headWidth) },
    feedForward: { width: feedForward, activation, gated: false, bias: false },
    layers: Array.from({ length: config.layers }, () => ({ heads })),
    logits: { tied: tiedEmbeddings, bias: false, scale: 1 },
  };
}

/** What our own decoders and the halves of our VAEs have in common. */
export const plainDecoder = {
  norm: { kind: "rms", epsilon: 1e-6, bias: false, unitOffset: false },
  placement: "pre",
  parallel: false,
  embedding: { scale: 1, positions: 0, types: 0, coupledPositions: [], norm: false },
  attention: {
    biases: { query: false, key: false, value: false, output: false },
    queryKeyNorm: false,
    causal: true,
  },
  finalNorm: true,
  dropout: { embedding: 0, residual: 0 },
} as const;
