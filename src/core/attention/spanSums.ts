/**
 * @file Attention between spans of tokens: what share of what a span looked at lay in another span. Of span s to span t it is the mean over
 * the queries i of s of the sum over the keys j of t of P[i, j]; over spans t that together hold every key, the shares of s sum to 1.
 */
import type { Range } from "./tile.ts";

export class SpanSums {
  readonly #queries: readonly Range[];
  readonly #keys: readonly Range[];
  readonly #sums: Float64Array;
  /** The query spans of each query. */
  readonly #spansOf = new Map<number, number[]>();

  constructor(queries: readonly Range[], keys: readonly Range[]) {
    this.#queries = queries;
    this.#keys = keys;
    this.#sums = new Float64Array(queries.length * keys.length);
    for (const [index, [from, to]] of queries.entries())
      for (let query = from; query < to; query++) {
        const known = this.#spansOf.get(query);
        if (known) known.push(index);
        else this.#spansOf.set(query, [index]);
      }
  }

  /** `row` holds the probabilities of a query from the first key on; keys after its end count as zero. */
  add(query: number, row: Float32Array): void {
    const spans = this.#spansOf.get(query);
    if (spans === undefined) return;
    const width = this.#keys.length;
    for (const [column, [from, to]] of this.#keys.entries()) {
      let sum = 0;
      for (let key = from; key < Math.min(to, row.length); key++) sum += row[key] ?? 0;
      if (sum === 0) continue;
      for (const span of spans) this.#sums[span * width + column] = (this.#sums[span * width + column] ?? 0) + sum;
    }
  }

  /** [query span, key span]; zeros for a span without tokens. */
  shares(): Float32Array {
    const width = this.#keys.length;
    return Float32Array.from(this.#sums, (sum, i) => {
      const [from, to] = this.#queries[Math.floor(i / width)] ?? [0, 0];
      return to > from ? sum / (to - from) : 0;
    });
  }
}
