/** @file Arithmetic of `collections.Counter`: each operator keeps the counts above 0, in CPython's order. */
import { type DictKey, dictKey, type PyDict, type Value } from "../value.ts";
import { binaryOperators } from "./arithmetic.ts";
import { order } from "./compare.ts";
import { type Meter, outside } from "./raised.ts";

const unmetered: Meter = { spend() {} };

export function isCounter(value: Value): value is PyDict {
  return typeof value === "object" && value !== null && value.kind === "dict" && value.variant?.name === "Counter";
}

function isDict(value: Value): boolean {
  return typeof value === "object" && value !== null && value.kind === "dict";
}

function countIn(counter: PyDict, key: Value): Value {
  const entry = counter.entries.get(dictKey(key) as DictKey);
  return entry === undefined ? 0n : entry[1];
}

function counterOf(pairs: readonly (readonly [Value, Value])[], like: PyDict): PyDict {
  const kept = pairs.filter(([, count]) => order(">", count, 0n));
  return {
    kind: "dict",
    entries: new Map(kept.map(([key, count]) => [dictKey(key) as DictKey, [key, count]])),
    variant: like.variant,
  };
}

/** `a + b`, `a - b`, `a & b` or `a | b`; with `=` behind the operator, `a` itself changes. Undefined where neither is a counter. */
export function combineCounters(operator: string, a: Value, b: Value, meter: Meter): PyDict | undefined {
  if (!isCounter(a) || !isCounter(b)) {
    if ((isCounter(a) && isDict(b)) || (isDict(a) && isCounter(b))) outside("A `Counter` combined with another dict");
    return undefined;
  }
  meter.spend(24 * (a.entries.size + b.entries.size));
  const combine = (x: Value, y: Value): Value => {
    switch (operator[0]) {
      case "+":
        return binaryOperators["+"](x, y, meter);
      case "-":
        return binaryOperators["-"](x, y, meter);
      case "&":
        return order("<", x, y) ? x : y;
      default:
        return order("<", x, y) ? y : x;
    }
  };
  const pairs = [...a.entries.values()].map(([key, count]) => [key, combine(count, countIn(b, key))] as const);
  const others = [...b.entries.values()].filter(([key]) => !a.entries.has(dictKey(key) as DictKey));
  const both = operator.startsWith("&")
    ? pairs
    : [...pairs, ...others.map(([key, count]) => [key, combine(0n, count)] as const)];
  const result = counterOf(both, a);
  if (!operator.endsWith("=")) return result;
  a.entries = result.entries;
  a.frozen = undefined;
  return a;
}

/** `+counter` and `-counter`. */
export function signedCounts(sign: "+" | "-", value: Value): PyDict | undefined {
  if (!isCounter(value)) return undefined;
  const pairs = [...value.entries.values()];
  if (sign === "+") return counterOf(pairs, value);
  return counterOf(
    pairs.map(([key, count]) => [key, binaryOperators["-"](0n, count, unmetered)]),
    value,
  );
}

/** `a <= b` and the like: what a counter does not hold it counts as 0. */
export function orderCounters(operator: "<" | "<=" | ">" | ">=", a: PyDict, b: PyDict): boolean {
  const [small, large] = operator.startsWith("<") ? [a, b] : [b, a];
  const keys = [...small.entries.values(), ...large.entries.values()].map(([key]) => key);
  const within = keys.every((key) => order("<=", countIn(small, key), countIn(large, key)));
  if (!within || operator.endsWith("=")) return within;
  return keys.some((key) => order("<", countIn(small, key), countIn(large, key)));
}
