/** @file The types `set` and `frozenset`, and their methods. Other iterables are collected before they are combined. */
import type { Keywords } from "../machine/bind.ts";
import type { Implementation, Method } from "../machine/builtin.ts";
import { collect } from "../machine/iterate.ts";
import { type Result, Routine, type RoutineBody, settled } from "../machine/routine.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { addItem, combined, elementOf, removeAll, setOf, toggle } from "../operation/sets.ts";
import { SetTable } from "../setTable.ts";
import { isSet, isSubset, type PySet, repr, type Value } from "../value.ts";
import { between, exactlyOne, none } from "./arguments.ts";

type SetMethod = (self: PySet, args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;

function onSet(name: string, run: SetMethod): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) =>
      isSet(self)
        ? run(self, args, keywords, meter)
        : raise("TypeError", `unbound method set.${name}() needs an argument`),
  ];
}

/** `set(iterable)` and `frozenset(iterable)`. */
export function toSet(kind: PySet["kind"]): Implementation {
  return (args, keywords, meter) => {
    between(kind, 0, 1, args, keywords);
    const [source] = args;
    const result: PySet = { kind, table: new SetTable() };
    if (source === undefined) return result;
    if (kind === "frozenset" && isSet(source) && source.kind === "frozenset") return source;
    return addAll(result, source, meter, () => result);
  };
}

/** `set_update_internal` */
export function addAll(target: PySet, source: Value, meter: Meter, finish: () => Value): Result {
  target.frozen = undefined;
  if (isSet(source)) {
    meter.spend(source.table.size * 4);
    target.table.merge(source.table);
    return finish();
  }
  if (typeof source === "object" && source !== null && source.kind === "dict") {
    target.table.reserve(source.entries.size);
    for (const [key] of source.entries.values()) addItem(target, key, meter);
    return finish();
  }
  return collect(source, meter, (items) => {
    for (const item of items) addItem(target, item, meter);
    return finish();
  });
}

/** The argument as a set: itself, or its items in their order. */
function withSet(source: Value, meter: Meter, then: (other: PySet) => Value): Result {
  if (isSet(source)) return then(source);
  return collect(source, meter, (items) => then(setOf("set", items, meter)));
}

/** Goes through several arguments one after another, each combined with what came before. */
function chain(first: PySet, sources: readonly Value[], step: (result: PySet, source: Value) => Result): Result {
  let result: Value = first;
  for (const [index, source] of sources.entries()) {
    if (!isSet(result)) return result;
    const next = step(result, source);
    if (next instanceof Routine) return new Routine(chainLater(next, sources.slice(index + 1), step));
    result = next;
  }
  return result;
}

function* chainLater(
  pending: Routine,
  sources: readonly Value[],
  step: (result: PySet, source: Value) => Result,
): RoutineBody {
  const result = yield* pending.body;
  return isSet(result) ? yield* settled(chain(result, sources, step)) : result;
}

/** A copy in the same order; a frozenset is its own copy. */
function copyOf(self: PySet): PySet {
  return { kind: self.kind, table: self.table.copy() };
}

function meet(self: PySet, source: Value, meter: Meter): Result {
  if (isSet(source)) return combined("&", self, source, meter);
  return collect(source, meter, (items) => {
    const result: PySet = { kind: self.kind, table: new SetTable() };
    for (const item of items) if (self.table.has(elementOf(item).key)) addItem(result, item, meter);
    return result;
  });
}

function without(self: PySet, source: Value, meter: Meter): Result {
  if (isSet(source)) return combined("-", self, source, meter);
  return collect(source, meter, (items) => {
    const result = copyOf(self);
    meter.spend(self.table.size * 4);
    removeAll(result.table, items.map(elementOf));
    return result;
  });
}

/** Leaves what another method makes in the set itself, and gives None. */
function inPlace(self: PySet, made: Result): Result {
  const keep = (value: Value): null => {
    self.frozen = undefined;
    if (isSet(value)) self.table = value.table;
    return null;
  };
  if (!(made instanceof Routine)) return keep(made);
  return new Routine(
    (function* (): RoutineBody {
      return keep(yield* made.body);
    })(),
  );
}

function exchange(self: PySet, source: Value, meter: Meter): Result {
  return withSet(source, meter, (other) => {
    self.frozen = undefined;
    meter.spend(other.table.size * 4);
    if (other === self) self.table.clear();
    else toggle(self.table, [...other.table.elements()]);
    return null;
  });
}

const reading: readonly [string, Method][] = [
  onSet("copy", (self, args, keywords, meter) => {
    none("set.copy", args, keywords);
    meter.spend(self.table.size * 4);
    return self.kind === "frozenset" ? self : copyOf(self);
  }),
  onSet("union", (self, args, _keywords, meter) =>
    // CPython passes over the set itself: the table does not grow for it.
    chain(copyOf(self), args, (result, source) =>
      source === self ? result : addAll(result, source, meter, () => result),
    ),
  ),
  onSet("intersection", (self, args, _keywords, meter) =>
    args.length === 0 ? copyOf(self) : chain(self, args, (result, source) => meet(result, source, meter)),
  ),
  onSet("difference", (self, args, _keywords, meter) =>
    args.length === 0 ? copyOf(self) : chain(self, args, (result, source) => without(result, source, meter)),
  ),
  onSet("symmetric_difference", (self, args, keywords, meter) => {
    const source = exactlyOne("set.symmetric_difference", args, keywords);
    return withSet(source, meter, (other) => {
      if (other === source) return combined("^", self, other, meter);
      meter.spend(self.table.size * 4);
      toggle(other.table, [...self.table.elements()]);
      return { kind: self.kind, table: other.table };
    });
  }),
  onSet("issubset", (self, args, keywords, meter) =>
    withSet(exactlyOne("set.issubset", args, keywords), meter, (other) => {
      meter.spend(self.table.size);
      return isSubset(self, other);
    }),
  ),
  onSet("issuperset", (self, args, keywords, meter) =>
    withSet(exactlyOne("set.issuperset", args, keywords), meter, (other) => {
      meter.spend(other.table.size);
      return isSubset(other, self);
    }),
  ),
  onSet("isdisjoint", (self, args, keywords, meter) =>
    withSet(exactlyOne("set.isdisjoint", args, keywords), meter, (other) => {
      meter.spend(other.table.size);
      return ![...other.table.elements()].some(({ key }) => self.table.has(key));
    }),
  ),
];

export const frozensetMethods: ReadonlyMap<string, Method> = new Map(reading);

export const setMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...reading,
  onSet("add", (self, args, keywords, meter) => {
    addItem(self, exactlyOne("set.add", args, keywords), meter);
    return null;
  }),
  onSet("remove", (self, args, keywords, meter) => {
    const item = exactlyOne("set.remove", args, keywords);
    meter.spend(8);
    self.frozen = undefined;
    return self.table.delete(keyOf(item)) ? null : raise("KeyError", repr(item));
  }),
  onSet("discard", (self, args, keywords, meter) => {
    meter.spend(8);
    self.frozen = undefined;
    self.table.delete(keyOf(exactlyOne("set.discard", args, keywords)));
    return null;
  }),
  onSet("pop", (self, args, keywords, meter) => {
    none("set.pop", args, keywords);
    meter.spend(8);
    self.frozen = undefined;
    const item = self.table.pop();
    return item === undefined ? raise("KeyError", "'pop from an empty set'") : item;
  }),
  onSet("clear", (self, args, keywords) => {
    none("set.clear", args, keywords);
    self.frozen = undefined;
    self.table.clear();
    return null;
  }),
  onSet("update", (self, args, _keywords, meter) => {
    const updated = chain(self, args, (result, source) => addAll(result, source, meter, () => result));
    return inPlace(self, updated);
  }),
  onSet("intersection_update", (self, args, _keywords, meter) =>
    inPlace(
      self,
      chain(self, args, (result, source) => meet(result, source, meter)),
    ),
  ),
  onSet("difference_update", (self, args, _keywords, meter) =>
    inPlace(
      self,
      chain(self, args, (result, source) => takeAway(result, source, meter)),
    ),
  ),
  onSet("symmetric_difference_update", (self, args, keywords, meter) =>
    exchange(self, exactlyOne("set.symmetric_difference_update", args, keywords), meter),
  ),
]);

/** A set is looked for as the frozenset of its elements. */
function keyOf(item: Value): ReturnType<typeof elementOf>["key"] {
  return elementOf(isSet(item) ? { kind: "frozenset", table: item.table } : item).key;
}

export function hasElement(self: PySet, item: Value): boolean {
  return self.table.has(keyOf(item));
}

function takeAway(self: PySet, source: Value, meter: Meter): Result {
  self.frozen = undefined;
  return withSet(source, meter, (other) => {
    meter.spend(other.table.size * 4);
    if (other === self) self.table.clear();
    else removeAll(self.table, other.table.elements());
    return self;
  });
}

/** `|=`, `&=`, `-=` and `^=` of a set, which change it; undefined for a right side that is no set. */
export function augmentSet(operator: string, self: PySet, right: Value, meter: Meter): Result | undefined {
  if (self.kind === "frozenset" || !isSet(right)) return undefined;
  const done = (result: Result): Result => (result instanceof Routine ? result : self);
  switch (operator) {
    case "|":
      return addAll(self, right, meter, () => self);
    case "&":
      return done(inPlace(self, combined("&", self, right, meter)));
    case "-":
      return takeAway(self, right, meter);
    case "^":
      return done(exchange(self, right, meter));
    default:
      return undefined;
  }
}
