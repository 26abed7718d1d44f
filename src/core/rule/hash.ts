/**
 * @file Python's `hash` of values, as CPython 3.11 computes it on 64 bits: what the order of a set comes from. Hashes of strings differ from
 * one run of CPython to the next; here they are those of `PYTHONHASHSEED=0`, so that one real CPython has the same order.
 */
import type { Value } from "./value.ts";

const bits = 64;
const modulus = (1n << 61n) - 1n;

function signed(value: bigint): bigint {
  const wrapped = BigInt.asIntN(bits, value);
  return wrapped === -1n ? -2n : wrapped;
}

/** As a signed number of 64 bits; undefined for values without a hash. */
export function hashOf(value: Value): bigint | undefined {
  switch (typeof value) {
    case "bigint":
      return hashInt(value);
    case "boolean":
      return value ? 1n : 0n;
    case "number":
      return hashFloat(value);
    case "string":
      return hashText(value);
    default:
      if (value === null) return noneHash;
      if (value.kind === "tuple") return hashTuple(value.items);
      if (value.kind === "frozenset") return hashFrozenset([...value.table.hashes()]);
      if (value.kind === "bytes") return hashBytes(value.data);
      if (value.kind === "range") return hashTuple([value.start, value.stop, value.step]);
      // Python takes the address of an object, which no program can rely on.
      if (value.kind !== "opaque" || value.type === "slice") return undefined;
      return value.hashed === undefined ? hashText(value.text) : value.hashed();
  }
}

/** An address in CPython, another one in each run. */
const noneHash = 0xfca86420n;

function hashInt(value: bigint): bigint {
  const size = (value < 0n ? -value : value) % modulus;
  return signed(value < 0n ? -size : size);
}

/** An exact fraction modulo the prime, so that equal numbers of all types have one hash. */
function hashFloat(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (!Number.isFinite(value)) return value > 0 ? 314159n : -314159n;
  if (Number.isInteger(value)) return hashInt(BigInt(value));
  let size = Math.abs(value);
  let halvings = 0;
  while (!Number.isInteger(size)) {
    size *= 2;
    halvings++;
  }
  // 2 ** 61 is 1 modulo the prime, so that halving is the same as doubling 60 times.
  const hash = (BigInt(size) << BigInt((61 - (halvings % 61)) % 61)) % modulus;
  return signed(value < 0 ? -hash : hash);
}

const prime1 = 11400714785074694791n;
const prime2 = 14029467366897019727n;
const prime5 = 2870177450012600261n;

function hashTuple(items: readonly Value[]): bigint | undefined {
  let sum = prime5;
  for (const item of items) {
    const lane = hashOf(item);
    if (lane === undefined) return undefined;
    sum = BigInt.asUintN(bits, sum + BigInt.asUintN(bits, lane) * prime2);
    sum = BigInt.asUintN(bits, ((sum << 31n) | (sum >> 33n)) * prime1);
  }
  sum = BigInt.asUintN(bits, sum + (BigInt(items.length) ^ (prime5 ^ 3527539n)));
  return sum === (1n << 64n) - 1n ? 1546275796n : BigInt.asIntN(bits, sum);
}

function shuffled(hash: bigint): bigint {
  const value = BigInt.asUintN(bits, hash);
  return BigInt.asUintN(bits, (value ^ 89869747n ^ BigInt.asUintN(bits, value << 16n)) * 3644798167n);
}

function hashFrozenset(hashes: readonly bigint[]): bigint {
  let hash = 0n;
  for (const each of hashes) hash ^= shuffled(each);
  hash ^= BigInt.asUintN(bits, BigInt(hashes.length + 1) * 1927868237n);
  hash ^= (hash >> 11n) ^ (hash >> 25n);
  hash = BigInt.asUintN(bits, hash * 69069n + 907133923n);
  return hash === (1n << 64n) - 1n ? 590923713n : BigInt.asIntN(bits, hash);
}

/** Over the bytes that CPython keeps the text in: one, two or four for each character, as the widest needs. */
function hashText(text: string): bigint {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const widest = codes.reduce((most, code) => Math.max(most, code), 0);
  const width = widest < 0x100 ? 1 : widest < 0x10000 ? 2 : 4;
  const data: number[] = [];
  for (const code of codes) for (let i = 0; i < width; i++) data.push((code >>> (8 * i)) & 0xff);
  return hashBytes(data);
}

/** SipHash-1-3 with a key of zeros. */
function hashBytes(data: ArrayLike<number>): bigint {
  const { length } = data;
  if (length === 0) return 0n;
  const word = (value: bigint): bigint => BigInt.asUintN(bits, value);
  const turn = (value: bigint, by: bigint): bigint => word((value << by) | (value >> (64n - by)));
  let [v0, v1, v2, v3] = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n];
  const round = (): void => {
    v0 = word(v0 + v1);
    v1 = turn(v1, 13n) ^ v0;
    v0 = turn(v0, 32n);
    v2 = word(v2 + v3);
    v3 = turn(v3, 16n) ^ v2;
    v0 = word(v0 + v3);
    v3 = turn(v3, 21n) ^ v0;
    v2 = word(v2 + v1);
    v1 = turn(v1, 17n) ^ v2;
    v2 = turn(v2, 32n);
  };
  const take = (chunk: bigint): void => {
    v3 ^= chunk;
    round();
    v0 ^= chunk;
  };
  const whole = length - (length % 8);
  const chunkAt = (from: number, to: number): bigint => {
    let chunk = 0n;
    for (let i = from; i < to; i++) chunk |= BigInt(data[i] as number) << BigInt(8 * (i - from));
    return chunk;
  };
  for (let at = 0; at < whole; at += 8) take(chunkAt(at, at + 8));
  take(chunkAt(whole, length) | (BigInt(length & 0xff) << 56n));
  v2 ^= 0xffn;
  for (let i = 0; i < 3; i++) round();
  return signed(v0 ^ v1 ^ v2 ^ v3);
}
