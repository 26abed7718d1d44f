/** @file Whether two values are one and the same to a reader: told by their parts, and by their texts only where parts cannot tell. */

import { isSet, type PySet, repr, type State, type Value } from "./value.ts";

/** Whether two states bind the same names to equal values, whatever the order. Bools and ints are distinguished. */
export function sameState(a: State, b: State): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const left = a[name];
    const right = b[name];
    return left !== undefined && identical(left, right);
  });
}

/** Same type and same text: unlike Python's `==`, True is not 1, and dicts in another order differ. */
export function identical(a: Value | undefined, b: Value | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (a === undefined || b === undefined || typeof a !== "object" || typeof b !== "object") return false;
  if (a === null || b === null) return false;
  const same = sameParts(a, b, 0);
  return same === undefined ? repr(a) === repr(b) : same;
}

/** Undefined where only the texts can tell: one of them holds itself, or was read from the text of such a list. */
function sameParts(a: Value, b: Value, depth: number): boolean | undefined {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (depth > deepest || a.kind === "opaque" || b.kind === "opaque") return undefined;
  if (a.kind !== b.kind) return false;
  if (isSet(a) && isSet(b)) return sameElements(a, b);
  if ((a.kind !== "list" && a.kind !== "tuple") || (b.kind !== "list" && b.kind !== "tuple")) return undefined;
  if (a.items.length !== b.items.length) return false;
  let same: boolean | undefined = true;
  for (let i = 0; i < a.items.length; i++) {
    const part = sameParts(a.items[i] ?? null, b.items[i] ?? null, depth + 1);
    if (part === false) return false;
    if (part === undefined) same = undefined;
  }
  return same;
}

/** Sets have no order of their own: the same elements of the same types make the same set. */
function sameElements(a: PySet, b: PySet): boolean {
  if (a.table.size !== b.table.size) return false;
  const others = new Map([...b.table.elements()].map(({ key, value }) => [key, value]));
  for (const { key, value } of a.table.elements()) {
    if (!others.has(key) || !identical(value, others.get(key))) return false;
  }
  return true;
}

/** Containers inside one another before texts are compared: a list may be inside itself. */
const deepest = 20;
