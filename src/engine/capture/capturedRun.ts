/**
 * @file What is kept of one run: the residual before each layer and after the last, and each layer's queries and keys. Attention is not
 * kept: of 2,048 tokens by 12 x 12 heads it is 2.4 GB, its queries and keys are 151 MB, and a head's matrix comes back from these in
 * milliseconds, exactly.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { AttentionSource } from "./attentionSource.ts";
import { CombinedMatrices } from "./combinedMatrices.ts";
import type { InstrumentedModel } from "./instrumentedModel.ts";

export interface RunTokens {
  readonly ids: readonly number[];
  readonly coupledIds: readonly number[];
}

/** Probabilities of some queries of a layer's heads, [head, query, key]; of a causal model keys after the last query are left out. */
export interface AttentionChunk {
  readonly layer: number;
  readonly heads: readonly number[];
  /** Index of the first query. */
  readonly first: number;
  readonly queries: number;
  readonly keys: number;
  readonly probabilities: Float32Array;
}

/** Numbers of probabilities that exist at one time: 8 MiB of them, which processors keep near while they are worked on. */
const chunkSize = 2 ** 21;

/** How many queries are computed together, so that their probabilities stay small. */
export function chunkQueries(heads: number, keys: number): number {
  return Math.max(1, Math.min(keys, Math.floor(chunkSize / (heads * keys))));
}

export class CapturedRun implements AttentionSource {
  readonly firstReader = 0;
  readonly model: InstrumentedModel;
  readonly tokens: RunTokens;
  /** Before each layer, then after the last: [layer + 1][token, width]. */
  readonly residuals: Float32Array[] = [];
  /** [layer][head, token, headWidth] */
  readonly queries: Float32Array[] = [];
  readonly keys: Float32Array[] = [];
  /** Matrices of several heads that were asked for; the newest last. */
  readonly combined = new CombinedMatrices();
  /** Rows of flow that were computed, which take long. */
  readonly flows = new Map<string, Float32Array>();

  constructor(model: InstrumentedModel, tokens: RunTokens) {
    this.model = model;
    this.tokens = tokens;
  }

  get ids(): readonly number[] {
    return this.tokens.ids;
  }

  get isCausal(): boolean {
    return this.model.spec.attention.causal;
  }

  get layers(): number {
    return this.model.layers;
  }

  get heads(): number {
    return this.model.heads;
  }

  get length(): number {
    return this.tokens.ids.length;
  }

  /** What keeping a run of so many tokens takes. */
  static bytesOf({ layers, width, heads, headWidth }: InstrumentedModel, length: number): number {
    return ((layers + 1) * width + 2 * layers * heads * headWidth) * length * Float32Array.BYTES_PER_ELEMENT;
  }

  get bytes(): number {
    return CapturedRun.bytesOf(this.model, this.length);
  }

  /** Attention of some heads of a layer for the queries [from, to), chunk by chunk, with a turn of the event loop between. */
  async *chunks(
    layer: number,
    heads: readonly number[],
    [from, to]: readonly [number, number],
    signal: CancelSignal,
  ): AsyncGenerator<AttentionChunk> {
    const size = chunkQueries(heads.length, to);
    for (let first = from; first < to; first += size) {
      await nextTurn();
      throwIfCancelled(signal);
      const end = Math.min(to, first + size);
      const keys = this.isCausal ? end : this.length;
      const probabilities = await this.model.pattern({
        layer,
        heads,
        first,
        query: this.rowsOf(this.queries[layer], heads, first, end),
        key: this.rowsOf(this.keys[layer], heads, 0, keys),
        masked: new Float32Array(keys),
      });
      yield { layer, heads, first, queries: end - first, keys, probabilities };
    }
  }

  /** Tokens [from, to) of some heads of [head, token, headWidth]. */
  rowsOf(values: Float32Array | undefined, heads: readonly number[], from: number, to: number): Float32Array {
    const each = this.model.headWidth;
    const count = (to - from) * each;
    const rows = new Float32Array(heads.length * count);
    if (values === undefined) throw new RangeError("The run was captured without this layer.");
    for (const [index, head] of heads.entries()) {
      const start = (head * this.length + from) * each;
      rows.set(values.subarray(start, start + count), index * count);
    }
    return rows;
  }
}
