/**
 * @file The seeded random generator every sampler takes as an argument. xoshiro128** (Blackman and Vigna,
 * "Scrambled linear pseudorandom number generators", 2021), seeded by SplitMix32, so that a seed gives one sequence on every machine.
 * Its state can be read and restored, which is what lets a killed training go on exactly where it was.
 */

import { hashText } from "./hash.ts";

export type RngState = readonly [number, number, number, number];

export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number | RngState) {
    [this.#a, this.#b, this.#c, this.#d] = typeof seed === "number" ? expand(seed) : seed;
  }

  get state(): RngState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** A uniform 32-bit unsigned integer. */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A uniform integer in [low, high], both ends included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** A standard normal deviate (Box-Muller; one of the pair, so that the state alone decides what comes next). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** One element, uniformly. Throws on an empty list. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("Rng.pick needs at least one item.");
    return item;
  }

  /** Fisher-Yates, in place. Returns the same array. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  }

  /** An independent generator for a named part of the work, leaving this one as it was. */
  fork(name: string): Rng {
    return new Rng((hashText(name) ^ this.#a ^ rotateLeft(this.#c, 16)) >>> 0);
  }
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function expand(seed: number): RngState {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return [next(), next(), next(), next()];
}
