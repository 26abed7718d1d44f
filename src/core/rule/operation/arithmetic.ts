/** @file Python's arithmetic and bitwise operators, with its results, its exceptions and their texts (CPython 3.11). */
import { View } from "../machine/view.ts";
import { bytes, dict, isSet, list, type PyList, type PyTuple, tuple, typeName, type Value } from "../value.ts";
import { bitLength, isSmall, payForInts, payForProduct } from "./cost.ts";
import { combineCounters, signedCounts } from "./counters.ts";
import { asFloat, divideFloats, divideInts, floatDivmod, floatPower, toFloat } from "./number.ts";
import { formatPercent } from "./percent.ts";
import { checkSize, largestSize, type Meter, raise, tooLarge } from "./raised.ts";
import { combined, elementOf, type SetOperator, setOf } from "./sets.ts";
import { hasSpecial, operate, special } from "./special.ts";
import { textLength } from "./text.ts";

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "<<" | ">>" | "&" | "|" | "^";
export type Binary = (a: Value, b: Value, meter: Meter) => Value;

/** An int, or a bool or a member of an enumeration of ints as the int it is. */
export function asInt(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "object" && value?.kind === "opaque" ? value.int : undefined;
}

const largestInt = 1n << BigInt(largestSize);

/** Pays for an int's size and refuses what is larger than the memory limit. */
function sized(value: bigint, meter: Meter): bigint {
  if (isSmall(value)) return value;
  payForInts(meter, value);
  if (value >= largestInt || value <= -largestInt) checkSize(largestSize + 1, "an int");
  return value;
}

function unsupported(operator: string, a: Value, b: Value): never {
  return raise("TypeError", `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`);
}

type Floats = (a: number, b: number) => number;

/**
 * One operator over ints, and over floats where `floats` is given; anything else goes to `other`, which knows the operator as the message
 * names it.
 */
function numbers(
  operator: string,
  compute: (a: bigint, b: bigint, meter: Meter) => bigint | number,
  floats: Floats | undefined,
  other: (operator: string, a: Value, b: Value, meter: Meter) => Value = unsupported,
): Binary {
  return (a, b, meter) => {
    if (typeof a === "bigint" && typeof b === "bigint") return compute(a, b, meter);
    if (floats !== undefined && (typeof a === "number" || typeof b === "number")) {
      const left = typeof a === "string" ? undefined : asFloat(a);
      const right = left === undefined ? undefined : asFloat(b);
      if (left !== undefined && right !== undefined) return floats(left, right);
    }
    const x = asInt(a);
    const y = asInt(b);
    if (x !== undefined && y !== undefined) return compute(x, y, meter);
    if (!hasSpecial(a) && !hasSpecial(b)) return other(operator, a, b, meter);
    const answer = operate(operator, a, b);
    return answer === undefined ? other(operator, a, b, meter) : answer;
  };
}

function paid(compute: (a: bigint, b: bigint) => bigint): (a: bigint, b: bigint, meter: Meter) => bigint {
  return (a, b, meter) => {
    payForInts(meter, a, b);
    return compute(a, b);
  };
}

function bits(
  operator: string,
  compute: (a: bigint, b: bigint) => bigint,
  other: (operator: string, a: Value, b: Value, meter: Meter) => Value = unsupported,
): Binary {
  const ints = numbers(operator, paid(compute), undefined, other);
  return (a, b, meter) => {
    const result = ints(a, b, meter);
    return typeof a === "boolean" && typeof b === "boolean" ? result === 1n : result;
  };
}

export function floorDivide(a: bigint, b: bigint, meter: Meter): bigint {
  payForProduct(meter, a, b);
  if (b === 0n) raise("ZeroDivisionError", "integer division or modulo by zero");
  const quotient = a / b;
  return a < 0n !== b < 0n && quotient * b !== a ? quotient - 1n : quotient;
}

export function modulo(a: bigint, b: bigint, meter: Meter): bigint {
  payForProduct(meter, a, b);
  if (b === 0n) raise("ZeroDivisionError", "integer modulo by zero");
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

export function power(a: bigint, b: bigint, meter: Meter): bigint | number {
  if (b < 0n) {
    if (a === 0n) raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
    return floatPower(toFloat(a), toFloat(b));
  }
  if (a === 0n || a === 1n) return b === 0n ? 1n : a;
  if (a === -1n) return b % 2n === 0n ? 1n : -1n;
  const size = BigInt(bitLength(a)) * b;
  if (size > BigInt(largestSize)) throw tooLarge("an int");
  meter.spend(Number(size >> 2n));
  return a ** b;
}

function shiftLeft(a: bigint, b: bigint, meter: Meter): bigint {
  if (b < 0n) raise("ValueError", "negative shift count");
  if (a === 0n) return 0n;
  if (b >= 1n << 63n) raise("OverflowError", "too many digits in integer");
  if (b > BigInt(largestSize)) throw tooLarge("an int");
  return sized(a << b, meter);
}

function shiftRight(a: bigint, b: bigint, meter: Meter): bigint {
  payForInts(meter, a);
  if (b < 0n) raise("ValueError", "negative shift count");
  return a >> b;
}

function joinValues(operator: string, a: Value, b: Value, meter: Meter): Value {
  if (typeof a === "string") {
    if (typeof b !== "string") raise("TypeError", `can only concatenate str (not "${typeName(b)}") to str`);
    checkSize((a.length + b.length) >> 3, "a string");
    meter.spend((a.length + b.length) >> 4);
    return a + b;
  }
  if (typeof a === "object" && a !== null && (a.kind === "list" || a.kind === "tuple")) {
    const own = a.kind === "list" ? typeName(a) : "tuple";
    if (typeof b !== "object" || b === null || b.kind !== a.kind || (own !== "tuple" && typeName(b) !== own)) {
      raise("TypeError", `can only concatenate ${own} (not "${typeName(b)}") to ${own}`);
    }
    checkSize(a.items.length + b.items.length, `a ${a.kind}`);
    meter.spend(a.items.length + b.items.length);
    const items = a.items.concat(b.items);
    return a.kind === "list" ? sameList(a, items) : tuple(items);
  }
  if (typeof a === "object" && a !== null && a.kind === "bytes") {
    if (typeof b !== "object" || b === null || b.kind !== "bytes") {
      return raise("TypeError", `can't concat ${typeName(b)} to bytes`);
    }
    checkSize((a.data.length + b.data.length) / 8, "bytes");
    meter.spend((a.data.length + b.data.length) >> 3);
    return bytes([...a.data, ...b.data]);
  }
  return combineCounters(operator, a, b, meter) ?? unsupported(operator, a, b);
}

/** A list, or a deque of the same length at most. */
function sameList({ variant }: PyList, items: Value[]): PyList {
  const most = variant?.most ?? items.length;
  return { kind: "list", items: items.slice(Math.max(0, items.length - most)), variant };
}

/** The keys or items of a dict combined with any collection, as CPython's `dictviews_*` do. */
function combineViews(operation: SetOperator, a: Value, b: Value, meter: Meter): Value | undefined {
  const [left, right] = [itemsOfCollection(a), itemsOfCollection(b)];
  if (left === undefined || right === undefined) return undefined;
  if (operation === "&" && !(a instanceof View)) return combineViews("&", b, a, meter);
  if (operation !== "&") return combined(operation, setOf("set", left, meter), setOf("set", right, meter), meter);
  const own = setOf("set", left, meter).table;
  const [walked, sought] =
    isSet(b) && left.length <= right.length ? [left, setOf("set", right, meter).table] : [right, own];
  return setOf(
    "set",
    walked.filter((item) => sought.has(elementOf(item).key)),
    meter,
  );
}

function itemsOfCollection(value: Value): readonly Value[] | undefined {
  if (value instanceof View) return value.part === "values" ? undefined : value.items;
  if (isSet(value)) return value.table.values();
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind === "list" || value.kind === "tuple") return value.items;
  return value.kind === "dict" ? [...value.entries.values()].map(([key]) => key) : undefined;
}

/** Two sets combined; the result has the type of the left one. */
function combineSets(operation: SetOperator): (operator: string, a: Value, b: Value, meter: Meter) => Value {
  return (operator, a, b, meter) => {
    if (a instanceof View || b instanceof View)
      return combineViews(operation, a, b, meter) ?? unsupported(operator, a, b);
    if (!isSet(a) || !isSet(b)) return combineCounters(operator, a, b, meter) ?? unsupported(operator, a, b);
    return combined(operation, a, b, meter);
  };
}

/** A string, list or tuple repeated. */
function repeatValue(operator: string, a: Value, b: Value, meter: Meter): Value {
  const binary = [a, b].find((each) => typeof each === "object" && each?.kind === "bytes");
  if (typeof binary === "object" && binary?.kind === "bytes") {
    const repeated = repeatValue(operator, list([...binary.data].map(BigInt)), binary === a ? b : a, meter);
    const items = typeof repeated === "object" && repeated?.kind === "list" ? repeated.items : [];
    return bytes(items.map(Number));
  }
  const sequence = sequenceOf(a) ?? sequenceOf(b);
  if (sequence === undefined) return unsupported(operator, a, b);
  const other = sequence === a ? b : a;
  const count = asInt(other);
  if (count === undefined) return raise("TypeError", `can't multiply sequence by non-int of type '${typeName(other)}'`);
  if (count >= 1n << 63n || count < -(1n << 63n))
    raise("OverflowError", "cannot fit 'int' into an index-sized integer");
  const length = typeof sequence === "string" ? sequence.length / 8 : sequence.items.length;
  const times = count > 0n && length > 0 ? count : 0n;
  const total = length * Number(times);
  checkSize(total, typeof sequence === "string" ? "a string" : `a ${sequence.kind}`);
  meter.spend(Math.ceil(total));
  if (typeof sequence === "string") return sequence.repeat(Number(times));
  const items: Value[] = [];
  for (let i = 0; i < Number(times); i++) for (const item of sequence.items) items.push(item);
  return sequence.kind === "list" ? sameList(sequence, items) : tuple(items);
}

function sequenceOf(value: Value): string | PyList | PyTuple | undefined {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && (value.kind === "list" || value.kind === "tuple")
    ? value
    : undefined;
}

function formatOrRefuse(operator: string, a: Value, b: Value, meter: Meter): Value {
  if (typeof a !== "string") return unsupported(operator, a, b);
  return formatPercent(a, b, meter);
}

function mergeDicts(operator: string, a: Value, b: Value, meter: Meter): Value {
  if (isSet(a) || a instanceof View || b instanceof View) return combineSets("|")(operator, a, b, meter);
  const left = typeof a === "object" && a !== null && a.kind === "dict" ? a : undefined;
  const right = typeof b === "object" && b !== null && b.kind === "dict" ? b : undefined;
  if (left === undefined || right === undefined) return unsupported(operator, a, b);
  const counted = combineCounters(operator, a, b, meter);
  if (counted !== undefined) return counted;
  meter.spend(16 * (left.entries.size + right.entries.size));
  const merged = dict([...left.entries.values(), ...right.entries.values()]);
  return { ...merged, variant: left.variant ?? right.variant };
}

function table(suffix: "" | "="): Readonly<Record<BinaryOperator, Binary>> {
  return {
    "+": numbers(
      `+${suffix}`,
      (a, b, meter) => sized(a + b, meter),
      (a, b) => a + b,
      joinValues,
    ),
    "-": numbers(
      `-${suffix}`,
      (a, b, meter) => sized(a - b, meter),
      (a, b) => a - b,
      combineSets("-"),
    ),
    "*": numbers(
      `*${suffix}`,
      (a, b, meter) => {
        payForProduct(meter, a, b);
        return sized(a * b, meter);
      },
      (a, b) => a * b,
      repeatValue,
    ),
    "/": numbers(
      `/${suffix}`,
      (a, b, meter) => {
        payForProduct(meter, a, b);
        return divideInts(a, b, meter);
      },
      divideFloats,
    ),
    "//": numbers(`//${suffix}`, floorDivide, (a, b) => floatDivmod(a, b, "float floor division by zero")[0]),
    "%": numbers(`%${suffix}`, modulo, (a, b) => floatDivmod(a, b, "float modulo")[1], formatOrRefuse),
    "**": numbers(suffix === "" ? "** or pow()" : "**=", power, floatPower),
    "<<": numbers(`<<${suffix}`, shiftLeft, undefined),
    ">>": numbers(`>>${suffix}`, shiftRight, undefined),
    "&": bits(`&${suffix}`, (a, b) => a & b, combineSets("&")),
    "|": bits(`|${suffix}`, (a, b) => a | b, mergeDicts),
    "^": bits(`^${suffix}`, (a, b) => a ^ b, combineSets("^")),
  };
}

export const binaryOperators = table("");

/** For augmented assignment: new values too (lists and dicts are changed in place by the caller), named `+=` in messages. */
export const augmentedOperators = table("=");

export function negate(value: Value): Value {
  if (typeof value === "number") return -value;
  const int = asInt(value);
  return int === undefined ? (signedCounts("-", value) ?? refuseUnary("-", value)) : -int;
}

export function plus(value: Value): Value {
  if (typeof value === "number") return value;
  return asInt(value) ?? signedCounts("+", value) ?? refuseUnary("+", value);
}

export function invert(value: Value): Value {
  const int = asInt(value);
  return int === undefined ? refuseUnary("~", value) : ~int;
}

function refuseUnary(operator: "-" | "+" | "~", value: Value): Value {
  const answer = special(value, operator === "-" ? "__neg__" : operator === "+" ? "__pos__" : "__invert__");
  if (answer !== undefined) return answer;
  return raise("TypeError", `bad operand type for unary ${operator}: '${typeName(value)}'`);
}

/** Python's truth: empty and zero are false. */
export function truth(value: Value): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
    case "string":
      return value !== "";
    default:
      if (value === null) return false;
      if (value.kind === "list" || value.kind === "tuple") return value.items.length > 0;
      if (value.kind === "dict") return value.entries.size > 0;
      if (isSet(value)) return value.table.size > 0;
      if (value.kind === "bytes") return value.data.length > 0;
      if (value.kind === "range") return value.step > 0n ? value.start < value.stop : value.start > value.stop;
      if (hasSpecial(value)) {
        const answer = value.special("__bool__", []);
        if (answer !== undefined) return answer === true || raiseNotBool(answer);
        if (value.int !== undefined) return value.int !== 0n;
      }
      return value.length === undefined || value.length() > 0;
  }
}

function raiseNotBool(answer: Value): boolean {
  return answer === false ? false : raise("TypeError", `__bool__ should return bool, returned ${typeName(answer)}`);
}

/** `len(value)`, for values that have one. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === "string") return textLength(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind === "list" || value.kind === "tuple") return value.items.length;
  if (value.kind === "dict") return value.entries.size;
  if (isSet(value)) return value.table.size;
  if (value.kind === "bytes") return value.data.length;
  return value.kind === "opaque" ? value.length?.() : undefined;
}
