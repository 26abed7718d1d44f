/**
 * @file How the compact dialect writes what one line did to the variables: `x=V` binds, `x-` pops the last element, `x-^` the
 * first, `x+V` appends, `x^V` inserts at the front, `x[I]=V` sets an item, `x-[I]` removes one, `x+'c'` extends a string, `x~`
 * unbinds. V is Python's repr without spaces. Where two edits would do, the way the line is written decides (`pop(0)`,
 * `insert(0, …)`), so that one rule line always gives one kind of edit. Reading needs no such knowledge.
 */

import { identical } from "../rule/identical.ts";
import { dict, dictKey, list, type PyDict, type PyList, type State, type Value } from "../rule/value.ts";
import type { LineFacts } from "./lineFacts.ts";
import { compactRepr, readLiteral } from "./literal.ts";

/** What a line did, as text: ` num1- digit1=9`, each change with a space before it; empty when nothing is to be told. */
export function writeChanges(before: State, after: State, facts: LineFacts, binds: boolean): string {
  const some = binds && facts.bound.size > 0;
  // Consecutive steps share a state that did not change.
  if (before === after && !some) return "";
  let text = "";
  for (const name in after) {
    const value = after[name];
    if (value === undefined) continue;
    const old = before[name];
    const bound = some && facts.bound.has(name);
    if (!bound && identical(old, value)) continue;
    text += ` ${name}${writeChange(old, value, name, facts)}`;
  }
  if (!facts.unbinds) return text;
  for (const name in before) if (!Object.hasOwn(after, name)) text += ` ${name}~`;
  return text;
}

function writeChange(old: Value | undefined, value: Value, name: string, facts: LineFacts): string {
  if (old !== undefined && typeof value === "object" && value !== null && typeof old === "object" && old !== null) {
    const rebound = facts.bound.has(name) && !facts.derived.has(name);
    if (!rebound && value.kind === "list" && old.kind === "list") {
      const edit = listEdit(old.items, value.items, facts.front.has(name));
      // What is inside itself can only be written from its top.
      if (edit !== undefined && !edit.includes("...")) return edit;
    }
    if (!rebound && value.kind === "dict" && old.kind === "dict") {
      const edit = dictEdit(old, value);
      if (edit !== undefined && !edit.includes("...")) return edit;
    }
  }
  if (typeof value === "string" && typeof old === "string" && facts.derived.has(name)) {
    if (value.length > old.length && value.startsWith(old)) return `+${compactRepr(value.slice(old.length))}`;
  }
  return `=${compactRepr(value)}`;
}

function listEdit(old: readonly Value[], items: readonly Value[], front: boolean): string | undefined {
  const grown = items.length - old.length;
  if (grown === 1) {
    const [first = null] = items;
    const last = items.at(-1) ?? null;
    const atFront = front && aligned(old, items, 0, 1);
    if (!atFront && aligned(old, items, 0, 0)) return `+${compactRepr(last)}`;
    return atFront || aligned(old, items, 0, 1) ? `^${compactRepr(first)}` : undefined;
  }
  if (grown === -1) {
    const atFront = front && aligned(items, old, 0, 1);
    if (!atFront && aligned(items, old, 0, 0)) return "-";
    if (atFront || aligned(items, old, 0, 1)) return "-^";
    const at = firstDifference(items, old);
    return aligned(items, old, at, 1) ? `-[${at}]` : undefined;
  }
  if (grown !== 0) return undefined;
  const at = firstDifference(old, items);
  if (at >= items.length || !aligned(old, items, at + 1, 0)) return undefined;
  return `[${at}]=${compactRepr(items[at] ?? null)}`;
}

/** Whether `short[i]` is `long[i + shift]` for all i from `from` on. */
function aligned(short: readonly Value[], long: readonly Value[], from: number, shift: number): boolean {
  for (let i = from; i < short.length; i++) if (!identical(short[i], long[i + shift])) return false;
  return true;
}

function firstDifference(a: readonly Value[], b: readonly Value[]): number {
  let at = 0;
  while (at < a.length && identical(a[at], b[at])) at++;
  return at;
}

function dictEdit(old: PyDict, value: PyDict): string | undefined {
  const before = [...old.entries.values()];
  const after = [...value.entries.values()];
  const at = before.findIndex((entry, i) => !after[i] || !sameEntry(entry, after[i]));
  const rest = (entries: typeof before, from: number): typeof before => entries.slice(from);
  const same = (a: typeof before, b: typeof before): boolean => {
    return a.length === b.length && a.every((entry, i) => sameEntry(entry, b[i] as [Value, Value]));
  };
  const removed = before[at];
  const set = at < 0 ? after[before.length] : after[at];
  if (removed && same(rest(before, at + 1), rest(after, at))) return `-[${compactRepr(removed[0])}]`;
  if (!set) return undefined;
  const replaced =
    removed !== undefined && identical(removed[0], set[0]) && same(rest(before, at + 1), rest(after, at + 1));
  const added = at < 0 && after.length === before.length + 1;
  return replaced || added ? `[${compactRepr(set[0])}]=${compactRepr(set[1])}` : undefined;
}

function sameEntry(a: readonly [Value, Value], b: readonly [Value, Value]): boolean {
  return identical(a[0], b[0]) && identical(a[1], b[1]);
}

/** What one change says, applied to the state before it. `end` is where the reading stopped. */
export type ReadChange =
  | { readonly kind: "changed"; readonly name: string; readonly state: State; readonly end: number }
  /** Readable, but the value before has nothing that could be changed so. */
  | { readonly kind: "impossible"; readonly name: string; readonly why: string; readonly end: number }
  | { readonly kind: "unreadable"; readonly why: string };

const head = /([\p{L}_][\p{L}\p{N}_]*)(=|~|\^|\+|-\^|-\[|-|\[)/uy;

/** Reads one change at `from` (after the space). Never throws. */
export function readChange(text: string, from: number, state: State): ReadChange {
  head.lastIndex = from;
  const match = head.exec(text);
  if (!match) return unreadable(`${excerpt(text, from)} is no change of a variable`);
  const [, name = "", operator] = match;
  const at = head.lastIndex;
  const impossible = (why: string, end: number): ReadChange => ({ kind: "impossible", name, why, end });
  const old = Object.hasOwn(state, name) ? state[name] : undefined;
  if (operator === "~") {
    const { [name]: _gone, ...left } = state;
    return { kind: "changed", name, state: left, end: at };
  }
  if (operator === "-" || operator === "-^") {
    if (!isList(old) || old.items.length === 0) return impossible(`${name} has no element to take away`, at);
    const items = operator === "-" ? old.items.slice(0, -1) : old.items.slice(1);
    return { kind: "changed", name, state: { ...state, [name]: list(items) }, end: at };
  }
  const literal = readLiteral(text, at);
  if (!literal) return unreadable(`${excerpt(text, at)} is no value`);
  const { value, end } = literal;
  const changed = (next: Value, to: number): ReadChange => {
    return { kind: "changed", name, state: { ...state, [name]: next }, end: to };
  };
  if (operator === "=") return changed(value, end);
  if (operator === "+") {
    if (typeof old === "string" && typeof value === "string") return changed(old + value, end);
    return isList(old) ? changed(list([...old.items, value]), end) : impossible(`${name} is nothing to append to`, end);
  }
  if (operator === "^") {
    return isList(old)
      ? changed(list([value, ...old.items]), end)
      : impossible(`${name} is no list to insert into`, end);
  }
  if (text.charAt(end) !== "]") return unreadable(`${excerpt(text, from)} has no closing bracket`);
  if (operator === "-[") {
    const next = withoutItem(old, value);
    return next
      ? changed(next, end + 1)
      : impossible(`${name} has no item ${compactRepr(value)} to take away`, end + 1);
  }
  const item = text.charAt(end + 1) === "=" ? readLiteral(text, end + 2) : undefined;
  if (!item) return unreadable(`${excerpt(text, from)} sets no value`);
  const next = withItem(old, value, item.value);
  return next ? changed(next, item.end) : impossible(`${name} has no item ${compactRepr(value)} to set`, item.end);
}

function withItem(old: Value | undefined, key: Value, value: Value): Value | undefined {
  if (isList(old)) {
    const at = position(old, key);
    return at === undefined ? undefined : list(old.items.with(at, value));
  }
  if (!isDict(old) || dictKey(key) === undefined) return undefined;
  return dict([...old.entries.values(), [key, value]]);
}

function withoutItem(old: Value | undefined, key: Value): Value | undefined {
  if (isList(old)) {
    const at = position(old, key);
    return at === undefined ? undefined : list(old.items.toSpliced(at, 1));
  }
  const gone = dictKey(key);
  if (!isDict(old) || gone === undefined || !old.entries.has(gone)) return undefined;
  return dict([...old.entries].filter(([entry]) => entry !== gone).map(([, pair]) => pair));
}

function position(values: PyList, key: Value): number | undefined {
  const at = typeof key === "bigint" ? Number(key) : -1;
  return at >= 0 && at < values.items.length ? at : undefined;
}

function isList(value: Value | undefined): value is PyList {
  return typeof value === "object" && value !== null && value.kind === "list";
}

function isDict(value: Value | undefined): value is PyDict {
  return typeof value === "object" && value !== null && value.kind === "dict";
}

function unreadable(why: string): ReadChange {
  return { kind: "unreadable", why };
}

/** The start of what stands there, quoted, for a message. */
export function excerpt(text: string, from: number): string {
  const end = text.indexOf(" ", from + 1);
  const part = text.slice(from, end < 0 ? text.length : end);
  return JSON.stringify(part.length > 30 ? `${part.slice(0, 30)}…` : part);
}
