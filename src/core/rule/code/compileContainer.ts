/** @file Displays of lists, tuples and dicts, and what they share with argument lists. */

import { addAll } from "../builtin/setMethods.ts";
import { collectHinted } from "../machine/iterate.ts";
import { payForKey } from "../operation/cost.ts";
import { checkSize, LimitReached, largestSize, raise } from "../operation/raised.ts";
import { addItem, setOf } from "../operation/sets.ts";
import { setEntry } from "../operation/subscript.ts";
import type { DictEntry, Expression } from "../syntax/ast.ts";
import { dict, dictKey, isSet, list, set, tuple, typeName, type Value } from "../value.ts";
import type { Instruction } from "./code.ts";
import { compileExpression } from "./compileExpression.ts";
import type { Emitter } from "./emitter.ts";
import { foldAll } from "./fold.ts";
import { loadConstant } from "./instructions.ts";

/** CPython keeps at most this many values on its stack for one display. */
const stackGuideline = 30;

/** Leaves a list or tuple of the items, `pushed` of which are on the stack already (CPython's `starunpack_helper`). */
export function compileItems(
  emitter: Emitter,
  items: readonly Expression[],
  kind: "list" | "tuple" | "set",
  pushed: number,
  callee?: string,
): void {
  const folded = items.length > 2 ? foldAll(items) : undefined;
  if (folded !== undefined) {
    const elements = kind === "set" ? foldSet(folded) : undefined;
    if (elements !== undefined) {
      emitter.emit(build("set", pushed));
      emitter.emit(loadConstant(elements));
      emitter.emit(update);
    } else if (kind === "tuple") emitter.emit(loadConstant(folded));
    else {
      emitter.emit(build("list", pushed));
      emitter.emit(loadConstant(folded));
      emitter.emit(extend(callee));
    }
    return;
  }
  const big = items.length + pushed > stackGuideline;
  if (!big && !items.some((item) => item.kind === "starred")) {
    for (const item of items) compileExpression(emitter, item);
    emitter.emit(build(kind, items.length + pushed));
    return;
  }
  let built = big;
  const [add, addMany] = kind === "set" ? [addElement, update] : [append, extend(callee)];
  const collected = kind === "set" ? "set" : "list";
  if (big) emitter.emit(build(collected, pushed));
  items.forEach((item, index) => {
    if (item.kind !== "starred") {
      compileExpression(emitter, item);
      if (built) emitter.emit(add);
      return;
    }
    if (!built) emitter.emit(build(collected, index + pushed));
    built = true;
    compileExpression(emitter, item.value);
    emitter.emit(addMany);
  });
  if (kind === "tuple") emitter.emit(listToTuple);
}

/** The constant that a display of constants is made from; undefined where an element cannot be in a set. */
export function foldSet(elements: Value): Value | undefined {
  if (typeof elements !== "object" || elements === null || elements.kind !== "tuple") return undefined;
  if (!elements.items.every((item) => dictKey(item) !== undefined)) return undefined;
  // CPython makes the set twice: when it folds the display, and from that when it files the constant.
  return set("frozenset", set("frozenset", elements.items).table.values());
}

export function build(kind: "list" | "tuple" | "set", count: number): Instruction {
  if (kind === "set") return (frame, machine) => frame.push(setOf("set", frame.take(count), machine));
  return (frame, machine) => {
    machine.spend(count);
    const items = frame.take(count);
    frame.push(kind === "list" ? list(items) : tuple(items));
  };
}

export const append: Instruction = (frame, machine) => {
  const item = frame.pop();
  const target = itemsOf(frame.peek());
  if (target.push(item) > largestSize) checkSize(target.length, "a list");
  machine.spend(2);
};

export const addElement: Instruction = (frame, machine) => {
  const item = frame.pop();
  const target = frame.peek();
  if (isSet(target)) addItem(target, item, machine);
};

/** Adds all items of the top to the set below it. */
const update: Instruction = (frame, machine) => {
  const source = frame.pop();
  const target = frame.pop();
  if (isSet(target)) machine.settle(addAll(target, source, machine, () => target));
};

export const listToTuple: Instruction = (frame) => frame.push(tuple(itemsOf(frame.pop())));

/** Adds all items of the top to the list below it. */
function extend(callee: string | undefined): Instruction {
  const refuse = (type: string): never =>
    callee === undefined
      ? raise("TypeError", `Value after * must be an iterable, not ${type}`)
      : raise("TypeError", `${callee} argument after * must be an iterable, not ${type}`);
  return (frame, machine) => {
    const value = frame.pop();
    const target = frame.pop();
    machine.settle(
      collectHinted(
        value,
        machine,
        (items) => {
          for (const item of items) itemsOf(target).push(item);
          return target;
        },
        refuse,
      ),
    );
  };
}

function itemsOf(value: Value): Value[] {
  if (typeof value === "object" && value !== null && value.kind === "list") return value.items;
  throw new LimitReached("The stack holds no list where one was built.");
}

/** Leaves a dict of the entries (CPython's `compiler_dict`). */
export function compileDict(emitter: Emitter, entries: readonly DictEntry[]): void {
  let started = false;
  let waiting: DictEntry[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    compileEntries(emitter, waiting);
    if (started) emitter.emit(merge(undefined));
    started = true;
    waiting = [];
  };
  for (const entry of entries) {
    if (entry.key === undefined) {
      flush();
      if (!started) emitter.emit(buildDict(0));
      started = true;
      compileExpression(emitter, entry.value);
      emitter.emit(merge(undefined));
    } else {
      waiting.push(entry);
      if ((waiting.length - 1) * 2 > stackGuideline) flush();
    }
  }
  flush();
  if (!started) emitter.emit(buildDict(0));
}

function compileEntries(emitter: Emitter, entries: readonly DictEntry[]): void {
  const big = entries.length * 2 > stackGuideline;
  const keys = entries.flatMap(({ key }) => (key === undefined ? [] : [key]));
  const constants = entries.length > 1 && !big ? foldAll(keys) : undefined;
  if (constants !== undefined && typeof constants === "object" && constants !== null && constants.kind === "tuple") {
    for (const { value } of entries) compileExpression(emitter, value);
    const names = constants.items;
    emitter.emit((frame) => {
      const values = frame.take(names.length);
      frame.push(dictOf(names.map((name, index) => [name, values[index] as Value])));
    });
    return;
  }
  if (big) emitter.emit(buildDict(0));
  entries.forEach(({ value }, index) => {
    compileExpression(emitter, keys[index] as Expression);
    compileExpression(emitter, value);
    if (big) emitter.emit(addEntry);
  });
  if (!big) emitter.emit(buildDict(entries.length));
}

function dictOf(pairs: readonly (readonly [Value, Value])[]): Value {
  const result = dict([]);
  for (const [key, value] of pairs) setEntry(result, key, value);
  return result;
}

export function buildDict(count: number): Instruction {
  return (frame, machine) => {
    const parts = frame.take(count * 2);
    machine.spend(6 * count);
    for (let i = 0; i < count; i++) payForKey(machine, parts[i * 2] as Value);
    frame.push(dictOf(Array.from({ length: count }, (_, i) => [parts[i * 2] as Value, parts[i * 2 + 1] as Value])));
  };
}

/** Adds the entry on top (key, then value) to the dict below. */
export const addEntry: Instruction = (frame, machine) => {
  const value = frame.pop();
  const key = frame.pop();
  const target = frame.peek();
  payForKey(machine, key);
  machine.spend(10);
  if (typeof target === "object" && target !== null && target.kind === "dict") setEntry(target, key, value);
};

/** Merges the mapping on top into the dict below; for the arguments of `callee`, no key may come twice. */
export function merge(callee: string | undefined): Instruction {
  return (frame, machine) => {
    const source = frame.pop();
    const target = frame.peek();
    if (typeof target !== "object" || target === null || target.kind !== "dict") return;
    if (typeof source !== "object" || source === null || source.kind !== "dict") {
      if (callee === undefined) raise("TypeError", `'${typeName(source)}' object is not a mapping`);
      raise("TypeError", `${callee} argument after ** must be a mapping, not ${typeName(source)}`);
    }
    machine.spend(source.entries.size * 12);
    for (const [key, value] of source.entries.values()) {
      if (callee !== undefined && typeof key === "string" && target.entries.has(key)) {
        raise("TypeError", `${callee} got multiple values for keyword argument '${key}'`);
      }
      setEntry(target, key, value);
    }
  };
}
