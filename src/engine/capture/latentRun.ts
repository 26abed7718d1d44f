/**
 * @file The attention of one side of a language VAE while it read an item. Items are short: all probabilities are kept. Where z is a key and a
 * value of its own, its slot is token 0, which is read and reads nothing.
 */

import type { CancelSignal } from "../../protocol/cancellation.ts";
import { throwIfCancelled } from "../../protocol/cancellation.ts";
import type { AttentionSource } from "./attentionSource.ts";
import type { AttentionChunk } from "./capturedRun.ts";
import { CombinedMatrices } from "./combinedMatrices.ts";

export interface LatentReading {
  readonly ids: readonly number[];
  /** Tokens before the conclusion, z's slot included. */
  readonly promptTokens: number;
  readonly heads: number;
  readonly isCausal: boolean;
  /** Whether token 0 is z's slot. */
  readonly hasSlot: boolean;
  /** By layer, [head, query, key]; the queries are the tokens without the slot. */
  readonly probabilities: readonly Float32Array[];
}

export class LatentRun implements AttentionSource {
  readonly reading: LatentReading;
  readonly combined = new CombinedMatrices();
  readonly flows = new Map<string, Float32Array>();

  constructor(reading: LatentReading) {
    this.reading = reading;
  }

  get ids(): readonly number[] {
    return this.reading.ids;
  }

  get layers(): number {
    return this.reading.probabilities.length;
  }

  get heads(): number {
    return this.reading.heads;
  }

  get length(): number {
    return this.reading.ids.length;
  }

  get isCausal(): boolean {
    return this.reading.isCausal;
  }

  get firstReader(): number {
    return this.reading.hasSlot ? 1 : 0;
  }

  get bytes(): number {
    return this.reading.probabilities.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  async *chunks(
    layer: number,
    heads: readonly number[],
    [from, to]: readonly [number, number],
    signal: CancelSignal,
  ): AsyncGenerator<AttentionChunk> {
    throwIfCancelled(signal);
    const { length, firstReader } = this;
    const all = this.reading.probabilities[layer] ?? new Float32Array(0);
    const queries = to - from;
    const keys = this.isCausal ? to : length;
    const probabilities = new Float32Array(heads.length * queries * keys);
    for (const [index, head] of heads.entries())
      for (let query = Math.max(from, firstReader); query < to; query++) {
        const start = (head * (length - firstReader) + query - firstReader) * length;
        probabilities.set(all.subarray(start, start + keys), (index * queries + query - from) * keys);
      }
    yield { layer, heads, first: from, queries, keys, probabilities };
  }
}
