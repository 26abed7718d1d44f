/** @file `bisect` and `heapq`: lists that are kept in order, with CPython's own comparisons in its own sequence. */
import { argument, integerOf, keywordsFor } from "../builtin/arguments.ts";
import { sorted } from "../builtin/sorting.ts";
import type { Implementation } from "../machine/builtin.ts";
import { collect, iterate } from "../machine/iterate.ts";
import { type Result, Routine, type RoutineBody, settled } from "../machine/routine.ts";
import { order } from "../operation/compare.ts";
import { checkSize, type Meter, raise } from "../operation/raised.ts";
import { list, type PyList, tuple, typeName, type Value } from "../value.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

function itemsOf(value: Value): readonly Value[] {
  if (typeof value === "object" && value !== null && (value.kind === "list" || value.kind === "tuple"))
    return value.items;
  return raise("TypeError", `object of type '${typeName(value)}' has no len()`);
}

function* search(
  items: readonly Value[],
  x: Value,
  side: "left" | "right",
  from: number,
  to: number,
  key: Value,
  meter: Meter,
): Generator<{ kind: "call"; callee: Value; args: readonly Value[] }, number, Value> {
  let [low, high] = [from, to];
  while (low < high) {
    meter.spend(4);
    const middle = (low + high) >> 1;
    const item = items[middle] as Value;
    const each = key === null ? item : yield { kind: "call", callee: key, args: [item] };
    if (side === "left") {
      if (order("<", each, x)) low = middle + 1;
      else high = middle;
    } else if (order("<", x, each)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function bisect(name: string, side: "left" | "right", inserts: boolean): Implementation {
  return (args, keywords, meter) => {
    const named = keywordsFor(keywords, ["a", "x", "lo", "hi", "key"], (given) =>
      raise("TypeError", `'${given}' is an invalid keyword argument for ${name}()`),
    );
    const [a = named("a"), x = named("x"), lo = named("lo") ?? 0n, hi = named("hi") ?? null] = args;
    if (a === undefined) return raise("TypeError", `${name}() missing required argument 'a' (pos 1)`);
    if (x === undefined) return raise("TypeError", `${name}() missing required argument 'x' (pos 2)`);
    const items = itemsOf(a);
    const from = Number(integerOf(lo));
    if (from < 0) raise("ValueError", "lo must be non-negative");
    const to = hi === null ? items.length : Number(integerOf(hi));
    const key = named("key") ?? null;
    return new Routine(
      (function* (): RoutineBody {
        const wanted = inserts && key !== null ? yield { kind: "call", callee: key, args: [x] } : x;
        const at = yield* search(items, wanted, side, from, to, key, meter);
        if (!inserts) return BigInt(at);
        const target = heapOf(a, name);
        target.frozen = undefined;
        checkSize(target.items.length + 1, "a list");
        meter.spend(target.items.length >> 4);
        target.items.splice(at, 0, x);
        return null;
      })(),
    );
  };
}

/** `which` argument it is, for a function that takes more than one. */
function heapOf(value: Value, name: string, which = " 1"): PyList {
  if (typeof value === "object" && value !== null && value.kind === "list") return value;
  return raise("TypeError", `${name}() argument${which} must be list, not ${typeName(value)}`);
}

/** `_heapq.c`, `siftdown`: moves an item towards the root. */
function siftDown(items: Value[], start: number, from: number, meter: Meter): void {
  let at = from;
  const item = items[at] as Value;
  while (at > start) {
    meter.spend(4);
    const above = (at - 1) >> 1;
    if (!order("<", item, items[above] as Value)) break;
    items[at] = items[above] as Value;
    at = above;
  }
  items[at] = item;
}

/** `siftup`: moves the smaller child up until a leaf, then the item back to its place. */
function siftUp(items: Value[], from: number, meter: Meter): void {
  const end = items.length;
  const item = items[from] as Value;
  let at = from;
  while (2 * at + 1 < end) {
    meter.spend(4);
    let child = 2 * at + 1;
    if (child + 1 < end && !order("<", items[child] as Value, items[child + 1] as Value)) child++;
    items[at] = items[child] as Value;
    at = child;
  }
  items[at] = item;
  siftDown(items, from, at, meter);
}

function push(heap: PyList, item: Value, meter: Meter): null {
  heap.frozen = undefined;
  checkSize(heap.items.push(item), "a list");
  siftDown(heap.items, 0, heap.items.length - 1, meter);
  return null;
}

function pop(heap: PyList, meter: Meter): Value {
  const last = heap.items.pop();
  heap.frozen = undefined;
  if (last === undefined) return raise("IndexError", "index out of range");
  return heap.items.length === 0 ? last : replace(heap, last, meter);
}

function replace(heap: PyList, item: Value, meter: Meter): Value {
  const [smallest] = heap.items;
  if (smallest === undefined) return raise("IndexError", "index out of range");
  heap.frozen = undefined;
  heap.items[0] = item;
  siftUp(heap.items, 0, meter);
  return smallest;
}

/** `nlargest` and `nsmallest`: what sorting gives, cut. */
function extremes(name: "nlargest" | "nsmallest"): Implementation {
  return (args, keywords, meter): Result => {
    const count = Math.max(0, Number(integerOf(args[0] ?? keywords?.get("n") ?? null)));
    const key = args[2] ?? keywords?.get("key") ?? null;
    const given = new Map<string, Value>([["reverse", name === "nlargest"]]);
    if (key !== null) given.set("key", key);
    return new Routine(
      (function* (): RoutineBody {
        const all = yield* settled(sorted([args[1] ?? keywords?.get("iterable") ?? null], given, meter));
        return list(itemsOf(all).slice(0, count));
      })(),
    );
  };
}

const heapFunctions: readonly [string, Implementation][] = [
  ["heappush", (args, _keywords, meter) => push(heapOf(argument(args, 0), "heappush"), argument(args, 1), meter)],
  ["heappop", (args, _keywords, meter) => pop(heapOf(argument(args, 0), "heappop", ""), meter)],
  [
    "heapreplace",
    (args, _keywords, meter) => replace(heapOf(argument(args, 0), "heapreplace"), argument(args, 1), meter),
  ],
  [
    "heappushpop",
    (args, _keywords, meter) => {
      const heap = heapOf(argument(args, 0), "heappushpop");
      const item = argument(args, 1);
      const [smallest] = heap.items;
      return smallest !== undefined && order("<", smallest, item) ? replace(heap, item, meter) : item;
    },
  ],
  [
    "heapify",
    (args, _keywords, meter) => {
      const heap = heapOf(argument(args, 0), "heapify", "");
      heap.frozen = undefined;
      for (let at = (heap.items.length >> 1) - 1; at >= 0; at--) siftUp(heap.items, at, meter);
      return null;
    },
  ],
  ["nlargest", extremes("nlargest")],
  ["nsmallest", extremes("nsmallest")],
  [
    "merge",
    (args, keywords, meter) => {
      const given = new Map<string, Value>(keywords ?? []);
      return new Routine(
        (function* (): RoutineBody {
          const all: Value[] = [];
          for (const source of args) {
            const items = yield* settled(collect(source, meter, tuple));
            for (const item of itemsOf(items)) all.push(item);
          }
          const merged = yield* settled(sorted([list(all)], given, meter));
          return iterate(merged);
        })(),
      );
    },
  ],
];

export const bisectModule: RuleModule = {
  name: "bisect",
  members: new Map(
    functionsOf([
      ["bisect_left", bisect("bisect_left", "left", false)],
      ["bisect_right", bisect("bisect_right", "right", false)],
      ["bisect", bisect("bisect_right", "right", false)],
      ["insort_left", bisect("insort_left", "left", true)],
      ["insort_right", bisect("insort_right", "right", true)],
      ["insort", bisect("insort_right", "right", true)],
    ]),
  ),
};

export const heapqModule: RuleModule = { name: "heapq", members: new Map(functionsOf(heapFunctions)) };
