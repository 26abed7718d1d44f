/** @file Whole matrices of heads, kept while somebody zooms in one: what took every head's attention once is then read from memory. */

import { type TokenMatrix, Triangle } from "../../core/attention/triangle.ts";
import type { HeadSet } from "../../protocol/activations.ts";

/** Of one matrix; larger ones are computed again each time. */
const largestBytes = 2 ** 26;
const kept = 3;

export class CombinedMatrices {
  readonly #matrices = new Map<string, TokenMatrix>();

  static fits(length: number): boolean {
    return Triangle.bytesOf(length) <= largestBytes;
  }

  get(key: string): TokenMatrix | undefined {
    const found = this.#matrices.get(key);
    if (found !== undefined) this.keep(key, found);
    return found;
  }

  keep(key: string, matrix: TokenMatrix): void {
    this.#matrices.delete(key);
    this.#matrices.set(key, matrix);
    for (const oldest of this.#matrices.keys()) {
      if (this.#matrices.size <= kept) break;
      this.#matrices.delete(oldest);
    }
  }
}

/** The same for sets that ask for the same. */
export function keyOfSet({ heads, combine = "mean", through }: HeadSet): string {
  const list = heads.map(({ layer, head }) => `${layer}.${head}`).join(" ");
  const way = through ? ` ${through.kind} ${through.threshold ?? 0}` : "";
  return `${heads.length === 1 ? "one" : combine} ${list}${way}`;
}
