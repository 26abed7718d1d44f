/** @file What decoding needs of a loaded model. ONNX Runtime stands behind it in `model/graphSession.ts`. */

import type { KeyValueCache } from "./keyValueCache.ts";
import type { RecentCaches } from "./recentCaches.ts";

/** New tokens of every row. Arrays are row-major, [batch, sequence]. */
export interface Feed {
  readonly batch: number;
  readonly sequence: number;
  readonly ids: BigInt64Array;
  readonly coupledIds: BigInt64Array;
  readonly positions: BigInt64Array;
  /** 1 = a token, 0 = padding. */
  readonly mask: BigInt64Array;
}

export interface DecoderSession {
  readonly vocabularySize: number;
  /** Of runs with a single row. */
  readonly recent: RecentCaches;
  /** `shared` is what all rows begin with. */
  emptyCache(batch: number, shared?: KeyValueCache): KeyValueCache;
  /** Whether caches may share a beginning. */
  readonly canShare: boolean;
  /** Computes the new tokens and takes them up into the cache. Gives the logits, [batch, sequence, vocabulary]. */
  run(feed: Feed, cache: KeyValueCache): Promise<Float32Array>;
  /** After `run` threw: moves to another device. Throws what people should read when there is none. */
  fallBack(error: unknown): Promise<void>;
}
