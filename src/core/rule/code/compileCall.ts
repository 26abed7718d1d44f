/** @file Calls: of functions, and of methods without making a bound method first. */

import type { Keywords } from "../machine/bind.ts";
import { collectHinted } from "../machine/iterate.ts";
import { raise } from "../operation/raised.ts";
import type { CallExpression, Expression } from "../syntax/ast.ts";
import { tuple, type Value } from "../value.ts";
import type { Instruction } from "./code.ts";
import { compileSuper } from "./compileClass.ts";
import { buildDict, compileItems, merge } from "./compileContainer.ts";
import { compileExpression } from "./compileExpression.ts";
import type { Emitter } from "./emitter.ts";
import { loadConstant } from "./instructions.ts";
import { callMethod, loadAttribute, loadMethod } from "./method.ts";

export function compileCall(emitter: Emitter, call: CallExpression): void {
  if (compileSuper(emitter, call)) return;
  const { callee, args, keywords } = call;
  const spread = args.some((arg) => arg.kind === "starred") || keywords.some((keyword) => keyword.name === undefined);
  const names = keywords.map((keyword) => keyword.name ?? "");
  if (spread) {
    if (callee.kind === "attribute") {
      compileExpression(emitter, callee.value);
      emitter.emitOn(callee.nameLine, loadAttribute(callee.name));
    } else compileExpression(emitter, callee);
    compileSpread(emitter, call);
    return;
  }
  if (callee.kind === "attribute" && !callee.ofModule) {
    compileExpression(emitter, callee.value);
    emitter.emitOn(callee.nameLine, loadMethod(callee.name));
    for (const each of [...args, ...keywords.map(({ value }) => value)]) compileExpression(emitter, each);
    emitter.emitOn(callee.nameLine, callMethod(callee.name, args.length, names));
    return;
  }
  compileExpression(emitter, callee);
  for (const each of [...args, ...keywords.map(({ value }) => value)]) compileExpression(emitter, each);
  emitter.emit(callFunction(args.length, names));
}

function callFunction(count: number, names: readonly string[]): Instruction {
  if (names.length === 0) {
    return (frame, machine) => {
      const args = frame.take(count);
      machine.call(frame.pop(), args, undefined);
    };
  }
  return (frame, machine) => {
    const values = frame.take(names.length);
    const args = frame.take(count);
    machine.call(frame.pop(), args, keywordsOf(names, values));
  };
}

export function keywordsOf(names: readonly string[], values: readonly Value[]): Keywords {
  return new Map(names.map((name, index) => [name, values[index] as Value]));
}

/** A call with `*args` or `**keywords`: the arguments become a tuple and a dict first. */
function compileSpread(emitter: Emitter, { callee, args, keywords }: CallExpression): void {
  const shown =
    callee.kind === "name" ? `${callee.name}()` : callee.kind === "attribute" ? `${callee.name}()` : "function";
  const [only] = args;
  if (args.length === 1 && only?.kind === "starred") {
    compileExpression(emitter, only.value);
    emitter.emit(toTuple(shown));
  } else compileItems(emitter, args, "tuple", 0, shown);
  const named = keywords.length > 0;
  if (named) compileKeywords(emitter, keywords, shown);
  emitter.emit((frame, machine) => {
    const given = named ? frame.pop() : undefined;
    const values = frame.pop();
    const target = frame.pop();
    const items = typeof values === "object" && values !== null && values.kind === "tuple" ? values.items : [];
    machine.call(target, items, given === undefined ? undefined : keywordMap(given));
  });
}

function toTuple(shown: string): Instruction {
  const refuse = (type: string): never =>
    raise("TypeError", `${shown} argument after * must be an iterable, not ${type}`);
  return (frame, machine) => machine.settle(collectHinted(frame.pop(), machine, tuple, refuse));
}

function compileKeywords(emitter: Emitter, keywords: CallExpression["keywords"], shown: string): void {
  let started = false;
  let waiting: { readonly name: string; readonly value: Expression }[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    for (const { name, value } of waiting) {
      emitter.emit(loadConstant(name));
      compileExpression(emitter, value);
    }
    emitter.emit(buildDict(waiting.length));
    if (started) emitter.emit(merge(shown));
    started = true;
    waiting = [];
  };
  for (const { name, value } of keywords) {
    if (name !== undefined) {
      waiting.push({ name, value });
      continue;
    }
    flush();
    if (!started) emitter.emit(buildDict(0));
    started = true;
    compileExpression(emitter, value);
    emitter.emit(merge(shown));
  }
  flush();
}

function keywordMap(value: Value): Keywords {
  const result = new Map<string, Value>();
  if (typeof value !== "object" || value === null || value.kind !== "dict") return result;
  for (const [key, item] of value.entries.values()) {
    if (typeof key !== "string") raise("TypeError", "keywords must be strings");
    result.set(key, item);
  }
  return result;
}
