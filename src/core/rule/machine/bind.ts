/** @file From a call's arguments to a function's parameters, with CPython's TypeErrors. */
import type { Code } from "../code/code.ts";
import { raise } from "../operation/raised.ts";
import { dict, tuple, type Value } from "../value.ts";
import type { Closure } from "./frame.ts";

export type Keywords = ReadonlyMap<string, Value>;

/** The slots of a new frame: parameters bound, everything else unbound. */
export function bindArguments(
  closure: Closure,
  args: readonly Value[],
  keywords: Keywords | undefined,
): (Value | undefined)[] {
  const { code } = closure;
  const { positional } = code.parameters;
  const slots: (Value | undefined)[] = new Array(code.slotNames.length).fill(undefined);
  if (keywords === undefined && args.length === positional && positional === code.parameters.names.length) {
    for (let i = 0; i < positional; i++) slots[i] = args[i];
    return slots;
  }
  return bindSlowly(closure, args, keywords ?? new Map(), slots);
}

function bindSlowly(
  closure: Closure,
  args: readonly Value[],
  keywords: Keywords,
  slots: (Value | undefined)[],
): (Value | undefined)[] {
  const { code, defaults } = closure;
  const { names, positional, positionalOnly, keywordOnly, rest, others } = code.parameters;
  for (let i = 0; i < Math.min(positional, args.length); i++) slots[i] = args[i];
  if (rest !== undefined) slots[rest] = tuple(args.slice(positional));
  const extra: [Value, Value][] = [];
  for (const [name, value] of keywords) {
    const slot = names.indexOf(name);
    const named = slot >= positionalOnly && slot < positional + keywordOnly;
    if (named && slots[slot] !== undefined) {
      raise("TypeError", `${code.name}() got multiple values for argument '${name}'`);
    } else if (named) slots[slot] = value;
    else if (others !== undefined) extra.push([name, value]);
    else if (slot >= 0 && slot < positionalOnly) {
      const wrong = names.slice(0, positionalOnly).filter((each) => keywords.has(each));
      const list = wrong.join(", ");
      raise("TypeError", `${code.name}() got some positional-only arguments passed as keyword arguments: '${list}'`);
    } else raise("TypeError", `${code.name}() got an unexpected keyword argument '${name}'`);
  }
  if (others !== undefined) slots[others] = dict(extra);
  if (args.length > positional && rest === undefined) tooMany(closure, args.length, slots);
  requireAll(closure, slots, 0, positional, "positional", defaults);
  requireAll(closure, slots, positional, positional + keywordOnly, "keyword-only", defaults);
  return slots;
}

function requireAll(
  closure: Closure,
  slots: (Value | undefined)[],
  from: number,
  to: number,
  kind: string,
  defaults: readonly (Value | undefined)[],
): void {
  const missing: string[] = [];
  for (let i = from; i < to; i++) {
    if (slots[i] !== undefined) continue;
    slots[i] = defaults[i];
    if (slots[i] === undefined) missing.push(`'${closure.code.parameters.names[i]}'`);
  }
  if (missing.length === 0) return;
  const count = `${missing.length} required ${kind} argument${missing.length === 1 ? "" : "s"}`;
  raise("TypeError", `${closure.code.name}() missing ${count}: ${enumerated(missing)}`);
}

function enumerated(names: readonly string[]): string {
  if (names.length < 3) return names.join(" and ");
  return `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;
}

function tooMany({ code, defaults }: Closure, given: number, slots: readonly (Value | undefined)[]): never {
  const { positional, keywordOnly } = code.parameters;
  const optional = defaults.slice(0, positional).filter((value) => value !== undefined).length;
  const takes = optional > 0 ? `from ${positional - optional} to ${positional}` : `${positional}`;
  const plural = optional > 0 || positional !== 1 ? "s" : "";
  const named = slots.slice(positional, positional + keywordOnly).filter((value) => value !== undefined).length;
  const also = ` positional argument${given === 1 ? "" : "s"} (and ${named} keyword-only argument${named === 1 ? "" : "s"})`;
  const were = `${given}${named > 0 ? also : ""} ${given === 1 && named === 0 ? "was" : "were"} given`;
  return raise("TypeError", `${code.name}() takes ${takes} positional argument${plural} but ${were}`);
}

/** The shape of a function's parameter list; slots follow `names`. */
export type Parameters = Code["parameters"];
