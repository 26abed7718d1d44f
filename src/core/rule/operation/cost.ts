/**
 * @file What operations cost by the size of their values: time and memory alike are bounded by what a run may spend. A unit is about
 * 8 bytes made or 16 read. Walking a value pays as it goes, so that one that holds itself many times over ends at the limit.
 */
import type { Value } from "../value.ts";
import type { Meter } from "./raised.ts";

const small = 1n << 256n;
/** Powers of two by which the size of an int is found without writing it out; engines compare ints of other lengths at once. */
const bounds = Array.from({ length: 14 }, (_, i) => 1n << BigInt(256 << i));

/** Bits of an int, rounded up to 256 times a power of two. */
export function roughBits(value: bigint): number {
  if (value < small && value > -small) return 256;
  const size = value < 0n ? -value : value;
  for (const [i, bound] of bounds.entries()) if (size < bound) return 256 << i;
  return 256 << bounds.length;
}

export function isSmall(value: bigint): boolean {
  return value < small && value > -small;
}

/** Exact, in a few copies. */
export function bitLength(value: bigint): number {
  let rest = value < 0n ? -value : value;
  let bits = 0;
  for (let half = roughBits(rest) >> 1; half >= 32; half >>= 1) {
    if (rest < 1n << BigInt(half)) continue;
    bits += half;
    rest >>= BigInt(half);
  }
  return bits + (rest === 0n ? 0 : rest.toString(2).length);
}

/** For an int that is made of others of the same size at most: a sum, a shift, a negation. */
export function payForInts(meter: Meter, a: bigint, b: bigint = a): void {
  if (isSmall(a) && isSmall(b)) return;
  meter.spend(Math.max(roughBits(a), roughBits(b)) >> 6);
}

/** For a product, or a division: each word of the one meets each of the other, in the worst case. */
export function payForProduct(meter: Meter, a: bigint, b: bigint): void {
  if (isSmall(a) && isSmall(b)) return;
  const [m, n] = [roughBits(a) >> 6, roughBits(b) >> 6];
  meter.spend(Math.max(m, n) + Math.floor((m * n) / 256));
}

/** Pays for a value with everything in it, as if it were written out. */
export function payForWhole(meter: Meter, value: Value): void {
  switch (typeof value) {
    case "string":
      if (value.length > 16) meter.spend(value.length >> 4);
      return;
    case "bigint":
      if (!isSmall(value)) meter.spend(roughBits(value) >> 6);
      return;
    case "object":
      break;
    default:
      return;
  }
  if (value === null) return;
  switch (value.kind) {
    case "list":
    case "tuple":
      meter.spend(value.items.length);
      for (const item of value.items) payForWhole(meter, item);
      return;
    case "dict":
      meter.spend(12 * value.entries.size);
      for (const [key, item] of value.entries.values()) {
        payForWhole(meter, key);
        payForWhole(meter, item);
      }
      return;
    case "set":
    case "frozenset":
      meter.spend(8 * value.table.size);
      for (const { value: item } of value.table.elements()) payForWhole(meter, item);
      return;
    case "bytes":
      meter.spend(value.data.length >> 3);
      return;
    case "range":
      for (const part of [value.start, value.stop, value.step]) if (!isSmall(part)) meter.spend(roughBits(part) >> 2);
      return;
    case "opaque":
      // An object's own length would run rule code; what it holds was paid for when it was stored.
      if (value.length !== undefined && !("special" in value)) meter.spend(value.length());
  }
}

/** For `==` and the like: no more than the smaller of the two is looked at. */
export function payToCompare(meter: Meter, a: Value, b: Value): void {
  if (typeof a === "bigint" && typeof b === "bigint") {
    if (!isSmall(a) && !isSmall(b)) meter.spend(Math.min(roughBits(a), roughBits(b)) >> 9);
  } else if (typeof a === "string" && typeof b === "string") {
    if (a.length > 64 && b.length > 64) meter.spend(Math.min(a.length, b.length) >> 6);
  } else if (typeof a === "object" && typeof b === "object" && a !== b) {
    payForWhole(meter, sizeOf(a) <= sizeOf(b) ? a : b);
  }
}

function sizeOf(value: Value): number {
  if (typeof value !== "object" || value === null) return 0;
  switch (value.kind) {
    case "list":
    case "tuple":
      return value.items.length;
    case "dict":
      return value.entries.size;
    case "set":
    case "frozenset":
      return value.table.size;
    case "bytes":
      return value.data.length;
    default:
      return 0;
  }
}

/** For a key of a dict or an element of a set: the texts that file tuples and frozensets are made of all that is in them. */
export function payForKey(meter: Meter, key: Value): void {
  if (typeof key === "object") {
    if (key !== null) payForWhole({ spend: (operations) => meter.spend(8 * operations) }, key);
  } else if (typeof key === "string") meter.spend(key.length >> 6);
  else if (typeof key === "bigint" && !isSmall(key)) meter.spend(roughBits(key) >> 6);
}

/** For looking for an item among `count` others. */
export function payToSearch(meter: Meter, count: number, item: Value): void {
  meter.spend(count >> 1);
  if (typeof item !== "object" || item === null) {
    if (typeof item === "bigint" && !isSmall(item)) meter.spend(count * (1 + (roughBits(item) >> 9)));
    else if (typeof item === "string" && item.length > 64) meter.spend(count * (item.length >> 6));
    return;
  }
  let weight = 0;
  const scale: Meter = {
    spend(operations) {
      weight += operations;
      meter.spend(operations);
    },
  };
  payForWhole(scale, item);
  meter.spend(weight * count);
}

/** For the text that a method works on, or that is given to a built-in: it is read, and often copied. */
export function payForText(meter: Meter, value: Value): void {
  if (typeof value === "string") {
    if (value.length > 31) meter.spend(value.length >> 5);
  } else if (typeof value === "bigint") {
    if (!isSmall(value)) meter.spend(roughBits(value) >> 6);
  } else if (typeof value === "object" && value !== null && value.kind === "bytes") meter.spend(value.data.length >> 5);
}
