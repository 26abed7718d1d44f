/**
 * @file What a parameter of a person's own task can be: how its values are drawn, how large one is, and how it is written in a problem's
 * text. `samplerText.ts` reads these from a docstring. Texts hold only the characters that `holds` allows, which is what makes a
 * problem's text readable again.
 */

import type { Rng } from "../../base/rng.ts";
import { list, type PyList, repr, type Value } from "../../rule/value.ts";

export interface Sampler {
  /** Smallest and largest size of a value; between them each size has values. */
  readonly sizes: readonly [smallest: number, largest: number];
  /** A value of exactly that size, uniformly. */
  draw(rng: Rng, size: number): Value;
  /** Also of values that are never drawn; undefined for one of another kind. */
  sizeOf(value: Value): number | undefined;
  /** How many values of that size there are; infinite where nobody counts. */
  count(size: number): number;
  /** Undefined for a value of another kind. */
  write(value: Value): string | undefined;
  read(text: string): Value | undefined;
  /** Source of a regular expression that its texts match. */
  readonly pattern: string;
  /** Whether its texts can hold this character. */
  holds(character: string): boolean;
  /** Its values in a row, for an axis of the sample space; absent where there are too many or none. */
  readonly axis?: { readonly from: number; readonly to: number; at(value: number): Value };
}

/** Values on one axis of a sample space. */
export const longestAxis = 1000;

export function integers(from: number, to: number): Sampler {
  const rangesOf = (size: number): readonly (readonly [number, number])[] => {
    const [low, high] = [size === 1 ? 0 : 10 ** (size - 1), 10 ** size - 1];
    const both = [[-high, size === 1 ? -1 : -low] as const, [low, high] as const];
    return both.map(([a, b]) => [Math.max(a, from), Math.min(b, to)] as const).filter(([a, b]) => a <= b);
  };
  const count = (size: number): number => rangesOf(size).reduce((sum, [a, b]) => sum + b - a + 1, 0);
  const digits = (value: number): number => String(Math.abs(value)).length;
  const ends = [digits(from), digits(to)];
  const crossesZero = from <= 0 && to >= 0;
  // Without negative numbers a minus sign can stand between two of them.
  const sign = from < 0 ? "-?" : "";
  const fits = (value: Value): value is bigint => typeof value === "bigint" && (from < 0 || value >= 0n);
  return {
    sizes: [crossesZero ? 1 : Math.min(...ends), Math.max(...ends)],
    draw(rng, size) {
      let at = rng.integer(0, count(size) - 1);
      for (const [a, b] of rangesOf(size)) {
        if (at <= b - a) return BigInt(a + at);
        at -= b - a + 1;
      }
      return BigInt(from);
    },
    sizeOf: (value) => (fits(value) ? String(value < 0n ? -value : value).length : undefined),
    count,
    write: (value) => (fits(value) ? String(value) : undefined),
    read: (text) => (new RegExp(`^${sign}[0-9]+$`).test(text) ? BigInt(text) : undefined),
    pattern: `${sign}[0-9]+`,
    holds: (character) => /[0-9]/.test(character) || (from < 0 && character === "-"),
    ...(to - from < longestAxis ? { axis: { from, to, at: (value: number) => BigInt(value) } } : {}),
  };
}

/** Numbers as lists of digits, without leading zeros. */
export function digitLists(fewest: number, most: number, base: number): Sampler {
  const written = (value: Value): string | undefined => {
    const items = itemsOf(value);
    const fits = items?.every((item) => typeof item === "bigint" && item >= 0n && item < base);
    return items !== undefined && items.length > 0 && fits ? items.join("") : undefined;
  };
  const first = fewest === 1 ? 0 : base ** (fewest - 1);
  const digitList = (text: string): PyList => list([...text].map(BigInt));
  return {
    sizes: [fewest, most],
    draw: (rng, size) =>
      list(Array.from({ length: size }, (_, i) => BigInt(rng.integer(i === 0 && size > 1 ? 1 : 0, base - 1)))),
    sizeOf: (value) => written(value)?.length,
    count: (size) => base ** size - (size === 1 ? 0 : base ** (size - 1)),
    write: written,
    read: (text) => {
      const value = /^[0-9]+$/.test(text) ? digitList(text) : undefined;
      return value !== undefined && written(value) !== undefined ? value : undefined;
    },
    pattern: "[0-9]+",
    holds: (character) => /[0-9]/.test(character),
    ...(base ** most - first <= longestAxis
      ? { axis: { from: first, to: base ** most - 1, at: (value: number) => digitList(value.toString(base)) } }
      : {}),
  };
}

/** Lists of so many values of one kind, written with spaces between them. */
export function lists(fewest: number, most: number, element: Sampler): Sampler {
  const [smallest, largest] = element.sizes;
  const elements = Array.from({ length: largest - smallest + 1 }, (_, i) => element.count(smallest + i));
  const perElement = elements.reduce((sum, count) => sum + count, 0);
  const texts = (value: Value): string[] | undefined => {
    const written = itemsOf(value)?.map((item) => element.write(item));
    const some = written?.filter((text) => text !== undefined);
    return some !== undefined && some.length > 0 && some.length === written?.length ? some : undefined;
  };
  return {
    sizes: [fewest, most],
    draw: (rng, size) => list(Array.from({ length: size }, () => element.draw(rng, rng.integer(smallest, largest)))),
    sizeOf: (value) => texts(value)?.length,
    count: (size) => perElement ** size,
    write: (value) => texts(value)?.join(" "),
    read: (text) => {
      const read = text.split(" ").map((part) => element.read(part));
      const items = read.filter((item) => item !== undefined);
      return items.length === read.length ? list(items) : undefined;
    },
    pattern: `(?:${element.pattern})(?: (?:${element.pattern}))*`,
    holds: (character) => character === " " || element.holds(character),
  };
}

/** Words of so many random letters. */
export function letters(fewest: number, most: number): Sampler {
  const isWord = (value: Value): value is string => typeof value === "string" && /^[a-z]+$/.test(value);
  return {
    sizes: [fewest, most],
    draw: (rng, size) => Array.from({ length: size }, () => String.fromCharCode(rng.integer(0x61, 0x7a))).join(""),
    sizeOf: (value) => (isWord(value) ? value.length : undefined),
    count: (size) => 26 ** size,
    write: (value) => (isWord(value) ? value : undefined),
    read: (text) => (isWord(text) ? text : undefined),
    pattern: "[a-z]+",
    holds: (character) => /[a-z]/.test(character),
  };
}

/** One of a few values; strings that are plain words are written bare. Each has size 1. */
export function choices(values: readonly Value[]): Sampler {
  const textOf = (value: Value): string => (typeof value === "string" && isBare(value) ? value : repr(value));
  const all = values.map((value) => ({ value, text: textOf(value) }));
  // By their texts: in Python 1 is True.
  const found = (value: Value) => all.find((each) => repr(each.value) === repr(value));
  const characters = new Set(all.flatMap(({ text }) => [...text]));
  return {
    sizes: [1, 1],
    draw: (rng) => rng.pick(all).value,
    sizeOf: (value) => (found(value) === undefined ? undefined : 1),
    count: () => all.length,
    write: (value) => found(value)?.text,
    read: (text) => all.find((each) => each.text === text)?.value,
    pattern: [...all]
      .sort((a, b) => b.text.length - a.text.length)
      .map(({ text }) => escaped(text))
      .join("|"),
    holds: (character) => characters.has(character),
  };
}

/** Words that need no quotes. */
export function isBare(text: string): boolean {
  return /^[\p{L}][\p{L}\p{N}_-]*$/u.test(text) && !/^(None|True|False)$/.test(text);
}

export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function itemsOf(value: Value): readonly Value[] | undefined {
  return value !== null && typeof value === "object" && value.kind === "list" ? value.items : undefined;
}
