/** @file The methods of counters and deques, beside those of dicts and lists. */
import { argument, countOf, exactlyOne, none } from "../builtin/arguments.ts";
import type { Keywords } from "../machine/bind.ts";
import type { Method } from "../machine/builtin.ts";
import { collect } from "../machine/iterate.ts";
import { Sequence } from "../machine/iterators.ts";
import type { Result } from "../machine/routine.ts";
import { binaryOperators, truth } from "../operation/arithmetic.ts";
import { sortValues } from "../operation/compare.ts";
import { payToSearch } from "../operation/cost.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { entryOf, setEntry } from "../operation/subscript.ts";
import { dictKey, list, type PyDict, type PyList, repr, sameItem, tuple, type Value } from "../value.ts";

export function isDict(value: Value): value is PyDict {
  return typeof value === "object" && value !== null && value.kind === "dict";
}

/** Entries by count, largest first, ties in their order. */
export function byCount(counter: PyDict): [Value, Value][] {
  const entries = [...counter.entries.values()];
  const at = entries.map((_, i) => i);
  const order: Value[] = at.map(BigInt);
  sortValues(
    order,
    entries.map(([, count]) => count),
    true,
  );
  return order.map((i) => entries[Number(i)] as [Value, Value]);
}

export function addCount(counter: PyDict, key: Value, by: Value, sign: "+" | "-", meter: Meter): void {
  const present = entryOf(counter, key)?.[1] ?? 0n;
  setEntry(counter, key, binaryOperators[sign](present, by, meter));
}

function change(
  counter: PyDict,
  source: Value | undefined,
  keywords: Keywords | undefined,
  sign: "+" | "-",
  meter: Meter,
): Result {
  const finish = (): null => {
    for (const [name, count] of keywords ?? []) addCount(counter, name, count, sign, meter);
    return null;
  };
  if (source === undefined || source === null) return finish();
  if (isDict(source)) {
    for (const [key, count] of [...source.entries.values()]) addCount(counter, key, count, sign, meter);
    return finish();
  }
  return collect(source, meter, (items) => {
    for (const item of items) addCount(counter, item, 1n, sign, meter);
    meter.spend(4 * items.length);
    return finish();
  });
}

export const counterMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    "most_common",
    (self, args) => {
      const all = isDict(self) ? byCount(self) : [];
      const most = args[0] === undefined || args[0] === null ? all.length : countOf(args[0]);
      return list(all.slice(0, Math.max(0, most)).map((entry) => tuple([...entry])));
    },
  ],
  [
    "elements",
    (self, _args, _keywords, meter) => {
      const items: Value[] = [];
      for (const [key, count] of isDict(self) ? self.entries.values() : []) {
        const times = Math.max(0, countOf(count));
        meter.spend(times);
        for (let i = 0; i < times; i++) items.push(key);
      }
      return new Sequence(list(items), "itertools.chain");
    },
  ],
  [
    "total",
    (self, _args, _keywords, meter) => {
      let total: Value = 0n;
      for (const [, count] of isDict(self) ? self.entries.values() : [])
        total = binaryOperators["+"](total, count, meter);
      return total;
    },
  ],
  ["update", (self, args, keywords, meter) => (isDict(self) ? change(self, args[0], keywords, "+", meter) : null)],
  ["subtract", (self, args, keywords, meter) => (isDict(self) ? change(self, args[0], keywords, "-", meter) : null)],
  ["fromkeys", () => raise("NotImplementedError", "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")],
]);

/** The methods of ordered dicts beside those of dicts. */
export const orderedMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    "move_to_end",
    (self, args, keywords, meter) => {
      const key = argument(args, 0);
      const entry = isDict(self) ? entryOf(self, key) : undefined;
      const hash = dictKey(key);
      if (!isDict(self) || entry === undefined || hash === undefined) return raise("KeyError", repr(key), [key]);
      self.frozen = undefined;
      self.entries.delete(hash);
      if (truth(args[1] ?? keywords?.get("last") ?? true)) self.entries.set(hash, entry);
      else {
        meter.spend(8 * self.entries.size);
        self.entries = new Map([[hash, entry], ...self.entries]);
      }
      return null;
    },
  ],
  [
    "popitem",
    (self, args, keywords, meter) => {
      const entries = isDict(self) ? [...self.entries] : [];
      meter.spend(entries.length >> 2);
      const found = truth(args[0] ?? keywords?.get("last") ?? true) ? entries.at(-1) : entries[0];
      if (found === undefined || !isDict(self))
        return raise("KeyError", "'dictionary is empty'", ["dictionary is empty"]);
      self.frozen = undefined;
      self.entries.delete(found[0]);
      return tuple([...found[1]]);
    },
  ],
]);

/** Keeps a deque within its length, dropping from the other end. */
function trim(self: PyList, from: "left" | "right"): null {
  self.frozen = undefined;
  const most = self.variant?.most;
  if (most === undefined) return null;
  while (self.items.length > most) {
    if (from === "left") self.items.shift();
    else self.items.pop();
  }
  return null;
}

/** A method that changes a deque. */
function onDeque(name: string, run: (self: PyList, args: readonly Value[], meter: Meter) => Result): [string, Method] {
  return [
    name,
    (self, args, _keywords, meter) => {
      if (typeof self !== "object" || self === null || self.kind !== "list") return raise("TypeError", "not a deque");
      self.frozen = undefined;
      self.changes = (self.changes ?? 0) + 1;
      return run(self, args, meter);
    },
  ];
}

export const dequeMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  onDeque("append", (self, args) => {
    self.items.push(exactlyOne("deque.append", args, undefined));
    return trim(self, "left");
  }),
  onDeque("appendleft", (self, args, meter) => {
    meter.spend(self.items.length >> 4);
    self.items.unshift(exactlyOne("deque.appendleft", args, undefined));
    return trim(self, "right");
  }),
  onDeque("pop", (self, args) => {
    none("deque.pop", args, undefined);
    if (self.items.length === 0) raise("IndexError", "pop from an empty deque");
    return self.items.pop() ?? null;
  }),
  onDeque("popleft", (self, args, meter) => {
    none("deque.popleft", args, undefined);
    if (self.items.length === 0) raise("IndexError", "pop from an empty deque");
    meter.spend(self.items.length >> 4);
    return self.items.shift() ?? null;
  }),
  onDeque("extend", (self, args, meter) =>
    collect(argument(args, 0), meter, (items) => {
      for (const item of items) self.items.push(item);
      return trim(self, "left");
    }),
  ),
  onDeque("extendleft", (self, args, meter) =>
    collect(argument(args, 0), meter, (items) => {
      self.items = [...items.reverse(), ...self.items];
      return trim(self, "right");
    }),
  ),
  onDeque("insert", (self, args) => {
    if (self.items.length === self.variant?.most) raise("IndexError", "deque already at its maximum size");
    const at = countOf(argument(args, 0));
    self.items.splice(at < 0 ? Math.max(0, at + self.items.length) : at, 0, argument(args, 1));
    return null;
  }),
  onDeque("remove", (self, args, meter) => {
    const item = argument(args, 0);
    payToSearch(meter, self.items.length, item);
    const at = self.items.findIndex((each) => sameItem(each, item));
    if (at < 0) raise("ValueError", "deque.remove(x): x not in deque");
    self.items.splice(at, 1);
    return null;
  }),
  onDeque("clear", (self) => {
    self.items.length = 0;
    return null;
  }),
  [
    "copy",
    (self, _args, _keywords, meter) => {
      if (typeof self !== "object" || self === null || self.kind !== "list") return raise("TypeError", "not a deque");
      meter.spend(self.items.length);
      return { kind: "list", items: self.items.slice(), variant: self.variant };
    },
  ],
  onDeque("rotate", (self, args, meter) => {
    const { length } = self.items;
    meter.spend(length);
    if (length === 0) return null;
    const by = ((countOf(args[0] ?? 1n) % length) + length) % length;
    self.items = [...self.items.slice(length - by), ...self.items.slice(0, length - by)];
    return null;
  }),
]);
