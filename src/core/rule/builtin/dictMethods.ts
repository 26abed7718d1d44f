/** @file The methods of dicts. */
import type { Keywords } from "../machine/bind.ts";
import type { Method } from "../machine/builtin.ts";
import { collect, collectThen } from "../machine/iterate.ts";
import { type Result, Routine, type RoutineBody, settled } from "../machine/routine.ts";
import { type DictPart, View } from "../machine/view.ts";
import { payForKey } from "../operation/cost.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { entryOf, setEntry } from "../operation/subscript.ts";
import { dict, dictKey, type PyDict, repr, tuple, type Value } from "../value.ts";
import { argument, between, none } from "./arguments.ts";

type DictMethod = (self: PyDict, args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;

function onDict(name: string, run: DictMethod): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) => {
      if (typeof self !== "object" || self === null || self.kind !== "dict") {
        return raise("TypeError", `unbound method dict.${name}() needs an argument`);
      }
      return run(self, args, keywords, meter);
    },
  ];
}

function view(part: DictPart): [string, Method] {
  return onDict(part, (self, args, keywords) => {
    none(`dict.${part}`, args, keywords);
    return new View(self, part, repr);
  });
}

export const dictMethods: ReadonlyMap<string, Method> = new Map([
  view("keys"),
  view("values"),
  view("items"),
  onDict("get", (self, args, keywords, meter) => {
    payForKey(meter, args[0] ?? null);
    between("get", 1, 2, args, keywords, "dict.get");
    const entry = entryOf(self, argument(args, 0));
    return entry === undefined ? (args[1] ?? null) : entry[1];
  }),
  onDict("pop", (self, args, keywords, meter) => {
    payForKey(meter, args[0] ?? null);
    between("pop", 1, 2, args, keywords, "dict.pop");
    const key = argument(args, 0);
    const entry = entryOf(self, key);
    if (entry === undefined) return args.length > 1 ? argument(args, 1) : raise("KeyError", repr(key), [key]);
    remove(self, key);
    return entry[1];
  }),
  onDict("popitem", (self, args, keywords, meter) => {
    meter.spend(self.entries.size >> 2);
    none("dict.popitem", args, keywords);
    const last = [...self.entries.values()].at(-1);
    if (last === undefined)
      return raise("KeyError", "'popitem(): dictionary is empty'", ["popitem(): dictionary is empty"]);
    remove(self, last[0]);
    return tuple(last.slice());
  }),
  onDict("setdefault", (self, args, keywords, meter) => {
    meter.spend(6);
    payForKey(meter, args[0] ?? null);
    between("setdefault", 1, 2, args, keywords, "dict.setdefault");
    const key = argument(args, 0);
    const entry = entryOf(self, key);
    if (entry !== undefined) return entry[1];
    const value = args[1] ?? null;
    setEntry(self, key, value);
    return value;
  }),
  onDict("clear", (self, args, keywords) => {
    none("dict.clear", args, keywords);
    self.frozen = undefined;
    self.entries.clear();
    return null;
  }),
  onDict("copy", (self, args, keywords, meter) => {
    none("dict.copy", args, keywords);
    meter.spend(self.entries.size * 12);
    return { ...dict(self.entries.values()), variant: self.variant };
  }),
  onDict("update", (self, args, keywords, meter) => {
    if (args.length > 1) raise("TypeError", `update expected at most 1 argument, got ${args.length}`);
    const named = (): null => {
      for (const [name, value] of keywords ?? []) setEntry(self, name, value);
      return null;
    };
    const [source] = args;
    return source === undefined ? named() : updateDict(self, source, meter, named);
  }),
]);

function remove(self: PyDict, key: Value): void {
  const hash = dictKey(key);
  self.frozen = undefined;
  if (hash !== undefined) self.entries.delete(hash);
}

/** Adds the entries of a dict, or of an iterable of pairs. */
export function updateDict(target: PyDict, source: Value, meter: Meter, finish: () => Value): Result {
  if (typeof source === "object" && source !== null && source.kind === "dict") {
    meter.spend(source.entries.size * 12);
    for (const [key, value] of [...source.entries.values()]) setEntry(target, key, value);
    return finish();
  }
  return collectThen(source, meter, (items) => addPairs(target, items, meter, 0, finish));
}

function addPairs(target: PyDict, items: readonly Value[], meter: Meter, from: number, finish: () => Value): Result {
  for (let i = from; i < items.length; i++) {
    const item = items[i] as Value;
    meter.spend(6);
    const refuse = (): never =>
      raise("TypeError", `cannot convert dictionary update sequence element #${i} to a sequence`);
    const pair = collect(item, meter, (parts) => addPair(target, parts, i, meter), refuse);
    if (pair instanceof Routine) return new Routine(addLater(pair, target, items, meter, i + 1, finish));
  }
  return finish();
}

function* addLater(
  pair: Routine,
  target: PyDict,
  items: readonly Value[],
  meter: Meter,
  from: number,
  finish: () => Value,
): RoutineBody {
  yield* pair.body;
  return yield* settled(addPairs(target, items, meter, from, finish));
}

function addPair(target: PyDict, parts: readonly Value[], index: number, meter: Meter): Value {
  const [key, value] = parts;
  if (key === undefined || value === undefined || parts.length !== 2) {
    const words = `has length ${parts.length}; 2 is required`;
    return raise("ValueError", `dictionary update sequence element #${index} ${words}`);
  }
  payForKey(meter, key);
  setEntry(target, key, value);
  return null;
}

/** `dict.fromkeys`. */
export function fromKeys(args: readonly Value[], meter: Meter): Result {
  between("fromkeys", 1, 2, args, undefined);
  return collect(argument(args, 0), meter, (items) => {
    const result = dict([]);
    for (const item of items) {
      meter.spend(6);
      payForKey(meter, item);
      setEntry(result, item, args[1] ?? null);
    }
    return result;
  });
}
