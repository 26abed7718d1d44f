/**
 * @file A set of texts that remembers 64 bits of each, for telling a million drawn problems apart in 16 MB. That two different texts
 * agree in all 64 bits happens once in some 30 million runs of that size; one of them would then be left out.
 */

import { hashText, spreadBits } from "../base/hash.ts";

export class DistinctTexts {
  #slots = new Uint32Array(2 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Whether the text is new. */
  add(text: string): boolean {
    if (this.#size * 4 >= this.#slots.length) this.#grow();
    const [low, high] = hashes(text);
    if (!insert(this.#slots, low, high)) return false;
    this.#size++;
    return true;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      const [low = 0, high = 0] = [this.#slots[at], this.#slots[at + 1]];
      if (low !== 0) insert(larger, low, high);
    }
    this.#slots = larger;
  }
}

/** Open addressing over pairs of words; a pair whose first word is 0 is free. */
function insert(slots: Uint32Array, low: number, high: number): boolean {
  const mask = slots.length / 2 - 1;
  for (let at = high & mask; ; at = (at + 1) & mask) {
    const found = slots[2 * at];
    if (found === 0) {
      slots[2 * at] = low;
      slots[2 * at + 1] = high;
      return true;
    }
    if (found === low && slots[2 * at + 1] === high) return false;
  }
}

/** Two hashes that share no step; the first is never 0. */
function hashes(text: string): readonly [number, number] {
  let other = 0x9747b28c;
  for (let i = 0; i < text.length; i++)
    other = Math.imul((other << 5) ^ (other >>> 27) ^ text.charCodeAt(i), 0x5bd1e995);
  return [spreadBits(hashText(text)) || 1, spreadBits(other ^ text.length)];
}
