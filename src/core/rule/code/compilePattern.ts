/** @file The patterns of `match` as functions that look at a value (PEP 634). */
import { findAttribute, getAttribute, hasAttribute } from "../builtin/attributes.ts";
import { builtins } from "../builtin/builtins.ts";
import { hasType, isType } from "../builtin/objects.ts";
import { exceptionOf, exceptionType } from "../machine/exception.ts";
import type { Frame } from "../machine/frame.ts";
import type { Machine } from "../machine/machine.ts";
import { type Result, Routine } from "../machine/routine.ts";
import { outside, Raised, raise } from "../operation/raised.ts";
import type { Expression, Pattern } from "../syntax/ast.ts";
import { dict, dictKey, equals, list, type PyOpaque, rangeLength, typeName, type Value } from "../value.ts";
import { load } from "./instructions.ts";
import type { Scope } from "./scope.ts";

export interface Moment {
  readonly frame: Frame;
  readonly machine: Machine;
  /** What the names of the pattern match. */
  readonly bound: Map<string, Value>;
}

export type Matcher = (value: Value, moment: Moment) => boolean;
type Kind<K extends Pattern["kind"]> = Pattern & { readonly kind: K };

export function matcherOf(pattern: Pattern, scope: Scope): Matcher {
  switch (pattern.kind) {
    case "capture": {
      const { name } = pattern;
      return (value, { bound }) => {
        if (name !== undefined) bound.set(name, value);
        return true;
      };
    }
    case "as": {
      const inner = matcherOf(pattern.pattern, scope);
      return (value, moment) => {
        if (!inner(value, moment)) return false;
        moment.bound.set(pattern.name, value);
        return true;
      };
    }
    case "literal": {
      const { value: wanted } = pattern;
      const same = wanted === null || typeof wanted === "boolean";
      return (value, { machine }) => {
        machine.spend(typeof wanted === "string" ? 2 + (wanted.length >> 4) : 2);
        return same ? value === wanted : equals(value, wanted);
      };
    }
    case "dotted": {
      const look = lookup(pattern.value, scope);
      return (value, moment) => equals(value, look(moment));
    }
    case "or": {
      const choices = pattern.choices.map((choice) => matcherOf(choice, scope));
      return (value, moment) => choices.some((choice) => choice(value, moment));
    }
    case "sequence":
      return sequenceMatcher(pattern, scope);
    case "mapping":
      return mappingMatcher(pattern, scope);
    case "class":
      return classMatcher(pattern, scope);
  }
}

type Look = (moment: Moment) => Value;

/** A name, or what follows it after dots. */
function lookup(expression: Expression, scope: Scope): Look {
  if (expression.kind === "attribute") {
    const owner = lookup(expression.value, scope);
    return (moment) => atOnce(getAttribute(owner(moment), expression.name, moment.machine), moment.machine);
  }
  if (expression.kind !== "name") return () => null;
  const instruction = load(expression.name, scope.find(expression.name), builtins.get(expression.name));
  return ({ frame, machine }) => {
    instruction(frame, machine);
    return frame.pop();
  };
}

/** Runs what a property has to run before the match goes on. */
function atOnce(result: Result, machine: Machine): Value {
  if (!(result instanceof Routine)) return result;
  let next = result.body.next();
  while (next.done !== true) {
    const request = next.value;
    if (request.kind !== "call") return outside("A generator inside a pattern");
    next = result.body.next(machine.callNow(request.callee, request.args, request.keywords));
  }
  return next.value;
}

function sequenceMatcher({ items, star }: Kind<"sequence">, scope: Scope): Matcher {
  const matchers = items.map((item) => matcherOf(item, scope));
  const fixed = star === undefined ? matchers.length : matchers.length - 1;
  return (value, moment) => {
    const length = sequenceLength(value);
    if (length === undefined || (star === undefined ? length !== fixed : length < fixed)) return false;
    moment.machine.spend(2 + length);
    const found = itemsOf(value);
    const surplus = length - fixed;
    return matchers.every((matches, index) => {
      if (star === undefined || index < star) return matches(found[index] as Value, moment);
      if (index > star) return matches(found[index - 1 + surplus] as Value, moment);
      return matches(list(found.slice(star, star + surplus)), moment);
    });
  };
}

/** Undefined for what is no sequence to a pattern; texts are none. */
function sequenceLength(value: Value): number | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind === "list" || value.kind === "tuple") return value.items.length;
  return value.kind === "range" ? Number(rangeLength(value)) : undefined;
}

function itemsOf(value: Value): readonly Value[] {
  if (typeof value !== "object" || value === null) return [];
  if (value.kind === "list" || value.kind === "tuple") return value.items;
  if (value.kind !== "range") return [];
  return Array.from({ length: Number(rangeLength(value)) }, (_, i) => value.start + BigInt(i) * value.step);
}

function mappingMatcher({ entries, rest }: Kind<"mapping">, scope: Scope): Matcher {
  const parts = entries.map(({ key, value }) => ({
    key: key.kind === "dotted" ? lookup(key.value, scope) : (): Value => (key.kind === "literal" ? key.value : null),
    matches: matcherOf(value, scope),
  }));
  return (value, moment) => {
    if (typeof value !== "object" || value === null || value.kind !== "dict") return false;
    moment.machine.spend(2 + parts.length * 4 + (rest === undefined ? 0 : value.entries.size * 6));
    const taken = parts.map(({ key }) => dictKey(key(moment)));
    const found = taken.map((key) => (key === undefined ? undefined : value.entries.get(key)));
    if (found.includes(undefined)) return false;
    if (!parts.every(({ matches }, index) => matches(found[index]?.[1] ?? null, moment))) return false;
    if (rest !== undefined) {
      const others = [...value.entries].filter(([key]) => !taken.includes(key));
      moment.bound.set(rest, dict(others.map(([, entry]) => entry)));
    }
    return true;
  };
}

/** Types whose one positional pattern is for the value itself. */
const whole = new Set("bool bytes dict float frozenset int list set str tuple".split(" "));

function classMatcher({ cls, positional, named }: Kind<"class">, scope: Scope): Matcher {
  const look = lookup(cls, scope);
  const first = positional.map((each) => matcherOf(each, scope));
  const rest = named.map(({ name, value }) => ({ name, matches: matcherOf(value, scope) }));
  return (value, moment) => {
    const type = look(moment);
    moment.machine.spend(4 + positional.length + named.length);
    if (!isClass(type)) return raise("TypeError", "called match pattern must be a type");
    if (!hasType(value, type)) return false;
    const [itself] = first;
    if (itself !== undefined && whole.has(type.name)) {
      if (first.length > 1) tooMany(type.name, 1, first.length);
      if (!itself(value, moment)) return false;
      return rest.every((part) => matchesAttribute(value, part, moment));
    }
    const names = first.length === 0 ? [] : matchArguments(type, first.length, moment.machine);
    const parts = [...first.map((matches, index) => ({ name: names[index] ?? "", matches })), ...rest];
    return parts.every((part) => matchesAttribute(value, part, moment));
  };
}

function isClass(value: Value): value is PyOpaque & { readonly name: string } {
  return isType(value) && typeof value === "object" && value !== null && "name" in value;
}

/** The attributes that positional patterns stand for. */
function matchArguments(type: PyOpaque & { readonly name: string }, count: number, machine: Machine): string[] {
  const found = findAttribute(type, "__match_args__", machine);
  const names = found === undefined || found instanceof Routine ? undefined : found;
  if (names !== undefined && (typeof names !== "object" || names?.kind !== "tuple")) {
    raise("TypeError", `${type.name}.__match_args__ must be a tuple (got ${typeName(names)})`);
  }
  const items = typeof names === "object" && names?.kind === "tuple" ? names.items : [];
  if (count > items.length) tooMany(type.name, items.length, count);
  return items.slice(0, count).map((name) => {
    if (typeof name === "string") return name;
    return raise("TypeError", `__match_args__ elements must be strings (got ${typeName(name)})`);
  });
}

function tooMany(name: string, most: number, given: number): never {
  return raise(
    "TypeError",
    `${name}() accepts ${most} positional sub-pattern${most === 1 ? "" : "s"} (${given} given)`,
  );
}

function matchesAttribute(
  value: Value,
  { name, matches }: { readonly name: string; readonly matches: Matcher },
  moment: Moment,
): boolean {
  let found: Value;
  try {
    if (!hasAttribute(value, name, moment.machine)) return false;
    found = atOnce(getAttribute(value, name, moment.machine), moment.machine);
  } catch (error) {
    const missing = error instanceof Raised && exceptionOf(error).cls.inherits(exceptionType("AttributeError"));
    if (missing) return false;
    throw error;
  }
  return matches(found, moment);
}
