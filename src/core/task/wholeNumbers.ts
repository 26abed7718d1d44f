/** @file Arguments that are whole numbers: drawing them by their number of digits, and telling them. */
import type { Rng } from "../base/rng.ts";
import type { Value } from "../rule/value.ts";

/** A number of exactly `digits` decimal digits; one digit may be 0. */
export function numberOfDigits(rng: Rng, digits: number): number {
  return rng.integer(digits === 1 ? 0 : 10 ** (digits - 1), 10 ** digits - 1);
}

/** Two numbers below `limit`, the longer with exactly `length` digits where the limit has so many. */
export function pairOfLength(rng: Rng, length: number, limit = Number.MAX_SAFE_INTEGER): [number, number] {
  const most = String(limit - 1).length;
  const draw = (digits: number): number => {
    for (;;) {
      const drawn = numberOfDigits(rng, Math.min(digits, most));
      if (drawn < limit) return drawn;
    }
  };
  const pair: [number, number] = [draw(length), draw(rng.integer(1, length))];
  return rng.next() < 0.5 ? pair : [pair[1], pair[0]];
}

export function wholeNumber(value: Value | undefined): bigint | undefined {
  return typeof value === "bigint" && value >= 0n ? value : undefined;
}

/** Digits of the longest argument. */
export function longestNumber(args: readonly Value[]): number {
  return Math.max(0, ...args.map((arg) => (typeof arg === "bigint" ? String(arg).length : 0)));
}

/** The number that a text is; undefined when it is anything else. */
export function readWholeNumber(text: string): bigint | undefined {
  return /^\s*[0-9]+\s*$/.test(text) ? BigInt(text.trim()) : undefined;
}
