/** @file How much memory a transformer takes, estimated from its specification. In bytes; a process, its runtime and its data come on top. */
import { countParameters } from "./parameterTable.ts";
import { headCount, type TransformerSpec } from "./specification.ts";

const floatBytes = 4;

export interface TrainingExtents {
  /** Tokens of a batch, padding included. */
  readonly tokens: number;
  /** Of the longest sample. Attention's memory grows with it. */
  readonly sequence: number;
}

/** What a training step takes at its peak. */
export function trainingBytes(spec: TransformerSpec, { tokens, sequence }: TrainingExtents): number {
  const { layers, width, feedForward, vocabularySize } = spec;
  // Weights and both moments, in two sets of buffers that take turns; the gradients and the optimizer's own values.
  const state = countParameters(spec) * floatBytes * (3 * 2 + 4);
  // Forward values that the backward pass needs, and their gradients.
  const hidden = (feedForward.gated ? 9 : 6) * feedForward.width;
  const perToken = layers.length * (20 * width + hidden + 4 * headCount(spec) * sequence) + 4 * vocabularySize;
  return state + tokens * perToken * floatBytes;
}

export interface DecodingExtents {
  /** Tokens that the cache holds, of all rows of the batch. */
  readonly tokens: number;
  /** 4 for float32, 2 for float16, 1 for int8, about 0.56 for int4 in blocks of 32 with a float16 scale. */
  readonly bytesPerWeight?: number;
}

/** The weights and the cache. */
export function decodingBytes(spec: TransformerSpec, { tokens, bytesPerWeight = floatBytes }: DecodingExtents): number {
  return countParameters(spec) * bytesPerWeight + cacheBytes(spec, tokens);
}

/** Keys and values of so many tokens, in float32. */
export function cacheBytes({ layers, attention }: TransformerSpec, tokens: number): number {
  return 2 * layers.length * attention.keyValueHeads * attention.headWidth * tokens * floatBytes;
}
