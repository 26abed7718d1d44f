/** @file Python's order: `<`, `<=`, `>`, `>=` over ints, strings, lists and tuples, and its TypeError for anything else. */
import { isSet, isSubset, sameItem, typeName, type Value } from "../value.ts";
import { asInt, truth } from "./arithmetic.ts";
import { isCounter, orderCounters } from "./counters.ts";
import { raise } from "./raised.ts";
import { hasSpecial, ordered } from "./special.ts";
import { compareText } from "./text.ts";

export type OrderOperator = "<" | "<=" | ">" | ">=";

export function order(operator: OrderOperator, a: Value, b: Value): boolean {
  if (typeof a === "bigint" && typeof b === "bigint") return decideNumbers(operator, a, b);
  if (typeof a === "string" && typeof b === "string") return decide(operator, compareText(a, b));
  const x = numberOf(a);
  const y = numberOf(b);
  if (x !== undefined && y !== undefined) return decideNumbers(operator, x, y);
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    if ((a.kind === "list" || a.kind === "tuple") && b.kind === a.kind && isSequencePair(a, b)) {
      const shared = Math.min(a.items.length, b.items.length);
      for (let i = 0; i < shared; i++) {
        const left = a.items[i] as Value;
        const right = b.items[i] as Value;
        if (!sameItem(left, right)) return order(operator, left, right);
      }
      return decide(operator, a.items.length - b.items.length);
    }
  }
  if (typeof a === "object" && a?.kind === "bytes" && typeof b === "object" && b?.kind === "bytes") {
    return decide(operator, compareText(String.fromCharCode(...a.data), String.fromCharCode(...b.data)));
  }
  if (isCounter(a) && isCounter(b)) return orderCounters(operator, a, b);
  if (isSet(a) && isSet(b)) {
    const [small, large] = operator.startsWith("<") ? [a, b] : [b, a];
    return isSubset(small, large) && (operator.endsWith("=") || small.table.size < large.table.size);
  }
  if (hasSpecial(a) || hasSpecial(b)) {
    const answer = ordered(operator, a, b);
    if (answer !== undefined) return truth(answer);
  }
  return raise("TypeError", `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** A deque is no list. */
function isSequencePair(a: Value, b: Value): boolean {
  return (typeName(a) === "deque") === (typeName(b) === "deque");
}

function numberOf(value: Value): bigint | number | undefined {
  return typeof value === "number" ? value : asInt(value);
}

/** JavaScript compares an int with a float by their exact values. */
function decideNumbers(operator: OrderOperator, a: bigint | number, b: bigint | number): boolean {
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

function decide(operator: OrderOperator, difference: number): boolean {
  switch (operator) {
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

/** Python's `is`. Equal ints, strings and empty tuples count as one object, as small ones do in CPython. */
export function identical(a: Value, b: Value): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return a.kind === "tuple" && b.kind === "tuple" && a.items.length === 0 && b.items.length === 0;
}

/**
 * Stable, ascending, in place, by `keys` where given. For fewer than 64 items the comparisons are CPython's own (a run, then
 * binary insertion), so that the pair named in a TypeError is the same.
 */
export function sortValues(items: Value[], keys: readonly Value[], reverse: boolean): void {
  const order = items.map((_, index) => index);
  // CPython sorts a reversed copy and reverses it again, which keeps equal items in their order.
  if (reverse) order.reverse();
  const sorted = sortIndexes(order, keys);
  if (reverse) sorted.reverse();
  const result = sorted.map((index) => items[index] as Value);
  for (let i = 0; i < result.length; i++) items[i] = result[i] as Value;
}

function sortIndexes(indexes: number[], keys: readonly Value[]): number[] {
  const less = (a: number, b: number): boolean => order("<", keys[a] as Value, keys[b] as Value);
  if (keys.every((key) => typeof key === "bigint") || keys.every((key) => typeof key === "string")) {
    return indexes.sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
  }
  if (indexes.length < 64) return insertByHalves(indexes, less);
  const middle = indexes.length >> 1;
  return merge(sortIndexes(indexes.slice(0, middle), keys), sortIndexes(indexes.slice(middle), keys), less);
}

function insertByHalves(indexes: number[], less: (a: number, b: number) => boolean): number[] {
  const at = (i: number): number => indexes[i] as number;
  let run = 1;
  if (indexes.length > 1) {
    const descending = less(at(1), at(0));
    run = 2;
    while (run < indexes.length && less(at(run), at(run - 1)) === descending) run++;
    if (descending) indexes.splice(0, run, ...indexes.slice(0, run).reverse());
  }
  for (let start = run; start < indexes.length; start++) {
    const pivot = at(start);
    let left = 0;
    let right = start;
    while (left < right) {
      const middle = (left + right) >> 1;
      if (less(pivot, at(middle))) right = middle;
      else left = middle + 1;
    }
    indexes.splice(start, 1);
    indexes.splice(left, 0, pivot);
  }
  return indexes;
}

function merge(a: number[], b: number[], less: (x: number, y: number) => boolean): number[] {
  const result: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    result.push(less(b[j] as number, a[i] as number) ? (b[j++] as number) : (a[i++] as number));
  }
  return result.concat(a.slice(i), b.slice(j));
}
