/**
 * @file The keys and values of the latest single-row runs of one model, so that a response which goes on from a prefix of one of them
 * (the next step, a branch, the same problem again) computes only its new tokens. What is kept here is never written to again.
 */

import type { KeyValueCache } from "./keyValueCache.ts";

/** Tokens as the model was fed them: a token's keys depend on its position id as well. */
export interface Fed {
  readonly ids: readonly number[];
  readonly coupledIds: readonly number[];
}

interface Entry extends Fed {
  readonly cache: KeyValueCache;
}

export interface RecentCachesLimits {
  readonly runs: number;
  readonly bytes: number;
}

const defaultLimits: RecentCachesLimits = { runs: 8, bytes: 2 ** 28 };

export class RecentCaches {
  readonly #limits: RecentCachesLimits;
  /** Oldest first. */
  #entries: readonly Entry[] = [];

  constructor(limits: RecentCachesLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** A cache of one's own with the longest beginning of `fed` that is known, its last token excepted: that one gives the logits. */
  longest(fed: Fed): KeyValueCache | undefined {
    let found: { readonly entry: Entry; readonly length: number } | undefined;
    for (const entry of this.#entries) {
      const length = Math.min(commonLength(entry, fed), fed.ids.length - 1);
      if (length > (found?.length ?? 0)) found = { entry, length };
    }
    if (found === undefined) return undefined;
    const { entry, length } = found;
    this.#entries = [...this.#entries.filter((each) => each !== entry), entry];
    return entry.cache.beginning(length);
  }

  /** Keeps the cache of a run that is over; `fed` is at least what it holds. */
  keep({ ids, coupledIds }: Fed, cache: KeyValueCache): void {
    const { length } = cache;
    if (length === 0) return;
    const added: Entry = { ids: ids.slice(0, length), coupledIds: coupledIds.slice(0, length), cache };
    // What the new one goes on from is in it.
    const others = this.#entries.filter((entry) => commonLength(entry, added) < entry.ids.length);
    const kept = [...others, added].slice(-this.#limits.runs);
    let bytes = kept.reduce((sum, entry) => sum + entry.cache.bytes, 0);
    while (bytes > this.#limits.bytes) bytes -= kept.shift()?.cache.bytes ?? bytes;
    this.#entries = kept;
  }

  /** When another device takes over, whose numbers differ in the last digits. */
  clear(): void {
    this.#entries = [];
  }
}

export function commonLength(a: Fed, b: Fed): number {
  const shorter = Math.min(a.ids.length, b.ids.length);
  let length = 0;
  while (length < shorter && a.ids[length] === b.ids[length] && a.coupledIds[length] === b.coupledIds[length]) length++;
  return length;
}
