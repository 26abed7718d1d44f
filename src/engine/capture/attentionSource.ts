/**
 * @file What every question about attention asks of a run, whatever model read it: a decoder's run, or what one side of a language VAE read.
 * Rows and columns are the same tokens.
 */
import { Square, type TokenMatrix, Triangle } from "../../core/attention/triangle.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { AttentionChunk } from "./capturedRun.ts";
import type { CombinedMatrices } from "./combinedMatrices.ts";

export interface AttentionSource {
  readonly layers: number;
  /** Of each layer. */
  readonly heads: number;
  readonly length: number;
  /** Of each token; what is no token has an id of its own. */
  readonly ids: readonly number[];
  /** Whether tokens see only themselves and earlier ones. */
  readonly isCausal: boolean;
  /** The first token that reads; what stands before it is only read. */
  readonly firstReader: number;
  /** Matrices of several heads that were asked for; the newest last. */
  readonly combined: CombinedMatrices;
  /** Rows of flow that were computed, which take long. */
  readonly flows: Map<string, Float32Array>;
  /** What keeping it takes. */
  readonly bytes: number;

  /** Attention of some heads of a layer for the queries [from, to), chunk by chunk; of a causal run up to the key `to`. */
  chunks(
    layer: number,
    heads: readonly number[],
    range: readonly [from: number, to: number],
    signal: CancelSignal,
  ): AsyncGenerator<AttentionChunk>;
}

export function newMatrix({ isCausal, length }: AttentionSource): TokenMatrix {
  return isCausal ? new Triangle(length) : new Square(length);
}
