/** @file Checking the arguments of built-ins, with the words of CPython's several ways to complain. */
import type { Keywords } from "../machine/bind.ts";
import type { Implementation, Method } from "../machine/builtin.ts";
import { asInt } from "../operation/arithmetic.ts";
import { raise } from "../operation/raised.ts";
import { typeName, type Value } from "../value.ts";

/** An argument that must be there; its count was checked before. */
export function argument(args: readonly Value[], index: number): Value {
  return args[index] ?? null;
}

function noKeywords(name: string, keywords: Keywords | undefined): void {
  if (keywords !== undefined && keywords.size > 0) raise("TypeError", `${name}() takes no keyword arguments`);
}

/** `f() takes exactly one argument (2 given)`. `name` is `list.append` for methods, `len` for functions. */
export function exactlyOne(name: string, args: readonly Value[], keywords: Keywords | undefined): Value {
  noKeywords(name, keywords);
  if (args.length !== 1) raise("TypeError", `${name}() takes exactly one argument (${args.length} given)`);
  return argument(args, 0);
}

export function none(name: string, args: readonly Value[], keywords: Keywords | undefined): void {
  noKeywords(name, keywords);
  if (args.length > 0) raise("TypeError", `${name}() takes no arguments (${args.length} given)`);
}

/** `pop expected at most 1 argument, got 2`. `qualified` is named where keywords are refused. */
export function between(
  name: string,
  least: number,
  most: number,
  args: readonly Value[],
  keywords: Keywords | undefined,
  qualified = name,
): void {
  noKeywords(qualified, keywords);
  const { length } = args;
  if (length >= least && length <= most) return;
  const bound = least === most ? "" : length < least ? "at least " : "at most ";
  const count = length < least ? least : most;
  raise("TypeError", `${name} expected ${bound}${count} argument${count === 1 ? "" : "s"}, got ${length}`);
}

/** `find() takes at least 1 argument (0 given)`. */
export function takesBetween(
  name: string,
  least: number,
  most: number,
  args: readonly Value[],
  keywords: Keywords | undefined,
): void {
  noKeywords(`str.${name}`, keywords);
  const { length } = args;
  if (length >= least && length <= most) return;
  const bound = length < least ? "at least" : "at most";
  const count = length < least ? least : most;
  raise("TypeError", `${name}() takes ${bound} ${count} argument${count === 1 ? "" : "s"} (${length} given)`);
}

/** A whole number given where Python wants an index or a count. */
export function integerOf(value: Value): bigint {
  return asInt(value) ?? raise("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** The same as a JavaScript number, clipped to what no text or list of ours reaches. */
export function countOf(value: Value): number {
  return Number(BigInt.asIntN(64, clip(integerOf(value))));
}

function clip(value: bigint): bigint {
  const most = 1n << 40n;
  return value > most ? most : value < -most ? -most : value;
}

/** Reads keyword arguments, refusing unknown ones. */
export function keywordsFor(
  keywords: Keywords | undefined,
  known: readonly string[],
  refuse: (name: string) => never,
): (name: string) => Value | undefined {
  if (keywords !== undefined) for (const name of keywords.keys()) if (!known.includes(name)) refuse(name);
  return (name) => keywords?.get(name);
}

/** A function of exactly one argument. */
export function unary(
  name: string,
  compute: (value: Value, ...rest: [Parameters<Implementation>[2]]) => ReturnType<Implementation>,
): Implementation {
  return (args, keywords, meter) => compute(exactlyOne(name, args, keywords), meter);
}

/** A method without arguments. */
export function plainMethod(name: string, compute: (self: Value) => Value): Method {
  return (self, args, keywords) => {
    none(name, args, keywords);
    return compute(self);
  };
}
