/** @file The methods of lists, tuples and ranges. */
import type { Keywords } from "../machine/bind.ts";
import type { Method } from "../machine/builtin.ts";
import { collectHinted } from "../machine/iterate.ts";
import type { Result } from "../machine/routine.ts";
import { asInt } from "../operation/arithmetic.ts";
import { payToSearch } from "../operation/cost.ts";
import { checkSize, largestSize, type Meter, raise } from "../operation/raised.ts";
import { list, type PyList, repr, sameItem, typeName, type Value } from "../value.ts";
import { argument, between, countOf, exactlyOne, none } from "./arguments.ts";
import { extendList } from "./augment.ts";
import { contains } from "./contains.ts";
import { sortItems } from "./sorting.ts";

type ListMethod = (self: PyList, args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;

function onList(name: string, run: ListMethod): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) => {
      if (typeof self !== "object" || self === null || self.kind !== "list") {
        return raise("TypeError", `unbound method list.${name}() needs an argument`);
      }
      return run(self, args, keywords, meter);
    },
  ];
}

export const listMethods: ReadonlyMap<string, Method> = new Map([
  onList("append", (self, args, keywords, meter) => {
    const item = exactlyOne("list.append", args, keywords);
    self.frozen = undefined;
    if (self.items.push(item) > largestSize) checkSize(self.items.length, "a list");
    meter.spend(1);
    return null;
  }),
  onList("extend", (self, args, keywords, meter) => {
    const source = exactlyOne("list.extend", args, keywords);
    return collectHinted(source, meter, (items) => {
      extendList(self, items, meter);
      return null;
    });
  }),
  onList("insert", (self, args, keywords, meter) => {
    between("insert", 2, 2, args, keywords, "list.insert");
    const at = countOf(argument(args, 0));
    const { length } = self.items;
    self.frozen = undefined;
    meter.spend(length >> 4);
    self.items.splice(at < 0 ? Math.max(0, at + length) : Math.min(at, length), 0, argument(args, 1));
    return null;
  }),
  onList("pop", (self, args, keywords, meter) => {
    between("pop", 0, 1, args, keywords, "list.pop");
    const { length } = self.items;
    const index = args.length === 0 ? -1 : countOf(argument(args, 0));
    if (length === 0) raise("IndexError", "pop from empty list");
    const at = index < 0 ? index + length : index;
    if (at < 0 || at >= length) raise("IndexError", "pop index out of range");
    self.frozen = undefined;
    if (at === length - 1) return self.items.pop() ?? null;
    meter.spend(length >> 4);
    return self.items.splice(at, 1)[0] ?? null;
  }),
  onList("remove", (self, args, keywords, meter) => {
    const item = exactlyOne("list.remove", args, keywords);
    payToSearch(meter, self.items.length, item);
    const at = self.items.findIndex((each) => sameItem(each, item));
    if (at < 0) raise("ValueError", "list.remove(x): x not in list");
    self.frozen = undefined;
    self.items.splice(at, 1);
    return null;
  }),
  onList("clear", (self, args, keywords) => {
    none("list.clear", args, keywords);
    self.frozen = undefined;
    self.items.length = 0;
    return null;
  }),
  onList("reverse", (self, args, keywords, meter) => {
    none("list.reverse", args, keywords);
    self.frozen = undefined;
    meter.spend(self.items.length >> 2);
    self.items.reverse();
    return null;
  }),
  onList("copy", (self, args, keywords, meter) => {
    none("list.copy", args, keywords);
    meter.spend(self.items.length);
    return list(self.items.slice());
  }),
  onList("index", (self, args, keywords, meter) =>
    indexOf(self.items, "index", args, keywords, meter, (item) => `${repr(item)} is not in ${typeName(self)}`),
  ),
  onList("count", (self, args, keywords, meter) => countItems(self.items, "list.count", args, keywords, meter)),
  onList("sort", (self, args, keywords, meter) => {
    if (args.length > 0) raise("TypeError", "sort() takes no positional arguments");
    const before = self.items;
    const copy = before.slice();
    return sortItems(before.slice(), keywords, meter, (items) => {
      // Keys that are rule functions may have changed the list meanwhile: what they did to it is lost.
      const same =
        self.items === before && copy.every((item, i) => before[i] === item) && before.length === copy.length;
      self.frozen = undefined;
      self.items = items;
      return same ? null : raise("ValueError", "list modified during sort");
    });
  }),
]);

function indexOf(
  items: readonly Value[],
  name: string,
  args: readonly Value[],
  keywords: Keywords | undefined,
  meter: Meter,
  missing: (item: Value) => string,
): Value {
  between(name, 1, 3, args, keywords);
  const item = argument(args, 0);
  const bound = (value: Value | undefined, otherwise: number): number => {
    if (value === undefined) return otherwise;
    if (asInt(value) === undefined) raise("TypeError", "slice indices must be integers or have an __index__ method");
    const at = countOf(value);
    return at < 0 ? Math.max(0, at + items.length) : at;
  };
  const end = Math.min(items.length, bound(args[2], items.length));
  payToSearch(meter, items.length, item);
  for (let i = bound(args[1], 0); i < end; i++) if (sameItem(items[i] as Value, item)) return BigInt(i);
  return raise("ValueError", missing(item));
}

function countItems(
  items: readonly Value[],
  name: string,
  args: readonly Value[],
  keywords: Keywords | undefined,
  meter: Meter,
): Value {
  const item = exactlyOne(name, args, keywords);
  payToSearch(meter, items.length, item);
  return BigInt(items.filter((each) => sameItem(each, item)).length);
}

const itemsOf = (self: Value): readonly Value[] =>
  typeof self === "object" && self !== null && self.kind === "tuple" ? self.items : [];

export const tupleMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    "index",
    (self, args, keywords, meter) =>
      indexOf(itemsOf(self), "index", args, keywords, meter, () => "tuple.index(x): x not in tuple"),
  ],
  ["count", (self, args, keywords, meter) => countItems(itemsOf(self), "tuple.count", args, keywords, meter)],
]);

export const rangeMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    "index",
    (self, args, keywords, meter) => {
      const item = exactlyOne("range.index", args, keywords);
      const int = asInt(item);
      if (typeof self !== "object" || self === null || self.kind !== "range" || int === undefined) {
        return raise("ValueError", "sequence.index(x): x not in sequence");
      }
      if (contains(self, item, meter) !== true) raise("ValueError", `${repr(item)} is not in range`);
      return (int - self.start) / self.step;
    },
  ],
  [
    "count",
    (self, args, keywords, meter) => {
      const item = exactlyOne("range.count", args, keywords);
      return contains(self, item, meter) === true ? 1n : 0n;
    },
  ],
]);
