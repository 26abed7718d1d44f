/**
 * @file Keys and values of the tokens so far, in memory of our own with room to grow: a new token is written into a free slot, nothing
 * else moves. Slots that hold no token (room, and the padding of shorter prompts) are masked. Having the graph hand the whole
 * cache back with every token cost twice the rest of the work at 1000 tokens.
 */

/** The cache input of one layer's keys or values. */
export interface CacheSlot {
  /** The graph's inputs, `past.3.key` and, for what all rows begin with, `shared.3.key`; the output with what new tokens add, `fresh.3.key`. */
  readonly past: string;
  readonly shared: string;
  readonly fresh: string;
  readonly heads: number;
  readonly headWidth: number;
}

export class KeyValueCache {
  readonly #slots: readonly CacheSlot[];
  /** What all rows begin with, as a single row. It is not written to. */
  readonly shared: KeyValueCache | undefined;
  #batch: number;
  /** Room for tokens, and how much of it is used; the same in every row. */
  #capacity = 0;
  #length = 0;
  /** By input name, each [batch, head, capacity, headWidth]. */
  #values: ReadonlyMap<string, Float32Array>;
  /** [batch, capacity]; 1 = a token, 0 = room or padding. */
  #mask = new BigInt64Array(0);

  constructor(slots: readonly CacheSlot[], batch: number, shared?: KeyValueCache) {
    this.#slots = slots;
    this.#batch = batch;
    this.shared = shared;
    this.#values = new Map();
    // Never empty: the WebGPU provider crashes on tensors without elements.
    this.#rearrange([...Array(batch).keys()], roomFor(0));
  }

  get batch(): number {
    return this.#batch;
  }

  get slots(): readonly CacheSlot[] {
    return this.#slots;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Tokens taken up, padding included; the same in every row. What is shared counts. */
  get length(): number {
    return (this.shared?.length ?? 0) + this.#length;
  }

  /** Size of the keys and values. */
  get bytes(): number {
    return [...this.#values.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** A copy of the first `length` tokens of every row, with room for more unless `capacity` says how much. */
  beginning(length: number, capacity: number = roomFor(length)): KeyValueCache {
    const copy = new KeyValueCache(this.#slots, this.#batch);
    copy.#capacity = this.#capacity;
    copy.#length = length;
    copy.#values = this.#values;
    copy.#mask = this.#mask;
    copy.#rearrange([...Array(this.#batch).keys()], capacity);
    return copy;
  }

  /** [batch, head, capacity, headWidth] of one input. Valid until the next `append` or `keepRows`. */
  valuesOf({ past }: CacheSlot): Float32Array {
    return this.#values.get(past) ?? new Float32Array(0);
  }

  /** The mask that the graph wants: what is shared, the cache's own, and that of new tokens, [batch, shared + capacity + sequence]. */
  maskWith(mask: BigInt64Array, sequence: number): BigInt64Array {
    const shared = this.shared?.capacity ?? 0;
    const width = shared + this.#capacity + sequence;
    const joined = new BigInt64Array(this.#batch * width);
    for (let row = 0; row < this.#batch; row++) {
      const start = row * width;
      if (this.shared) joined.set(this.shared.#mask, start);
      joined.set(this.#mask.subarray(row * this.#capacity, (row + 1) * this.#capacity), start + shared);
      joined.set(mask.subarray(row * sequence, (row + 1) * sequence), start + shared + this.#capacity);
    }
    return joined;
  }

  /** Takes up new tokens: `fresh` by slot [batch, head, sequence, headWidth], `mask` [batch, sequence]. */
  append(fresh: (slot: CacheSlot) => Float32Array, mask: BigInt64Array, sequence: number): void {
    const needed = this.#length + sequence;
    if (needed > this.#capacity) this.#rearrange([...Array(this.#batch).keys()], roomFor(needed));
    for (let row = 0; row < this.#batch; row++) {
      this.#mask.set(mask.subarray(row * sequence, (row + 1) * sequence), row * this.#capacity + this.#length);
    }
    for (const slot of this.#slots) {
      const from = fresh(slot);
      const to = this.valuesOf(slot);
      const size = sequence * slot.headWidth;
      for (let plane = 0; plane < this.#batch * slot.heads; plane++) {
        const start = (plane * this.#capacity + this.#length) * slot.headWidth;
        to.set(from.subarray(plane * size, (plane + 1) * size), start);
      }
    }
    this.#length = needed;
  }

  /** Drops all rows but these. */
  keepRows(rows: readonly number[]): void {
    this.#rearrange(rows, this.#capacity);
    this.#batch = rows.length;
  }

  #rearrange(rows: readonly number[], capacity: number): void {
    const used = this.#length;
    const mask = new BigInt64Array(rows.length * capacity);
    for (const [to, from] of rows.entries()) {
      mask.set(this.#mask.subarray(from * this.#capacity, from * this.#capacity + used), to * capacity);
    }
    const values = this.#slots.map((slot) => {
      const { past, heads, headWidth } = slot;
      const old = this.valuesOf(slot);
      const next = new Float32Array(rows.length * heads * capacity * headWidth);
      for (const [to, from] of rows.entries()) {
        for (let head = 0; head < heads; head++) {
          const start = (from * heads + head) * this.#capacity * headWidth;
          next.set(old.subarray(start, start + used * headWidth), (to * heads + head) * capacity * headWidth);
        }
      }
      return [past, next] as const;
    });
    this.#values = new Map(values);
    this.#mask = mask;
    this.#capacity = capacity;
  }
}

/** An eighth more than needed, in blocks: unused room is computed with, and every growth copies everything. */
function roomFor(tokens: number): number {
  const block = 32;
  return Math.ceil((tokens * 1.125 + block / 2) / block) * block;
}
