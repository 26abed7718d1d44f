/** @file Making iterators of values, and feeding what they give to built-ins. */
import { checkSize, largestSize, type Meter, raise } from "../operation/raised.ts";
import { special } from "../operation/special.ts";
import { characters } from "../operation/text.ts";
import { list, type PyRange, tuple, typeName, type Value } from "../value.ts";
import { PyClass } from "./class.ts";
import { Generation } from "./generation.ts";
import { Instance } from "./instance.ts";
import { Indexing, Stepping } from "./instanceIterators.ts";
import { Iteration } from "./iteration.ts";
import { Backwards, Characters, Counting, Entries, Members, Sequence, Turning } from "./iterators.ts";
import { type Result, Routine, type RoutineBody, settled, stop } from "./routine.ts";
import { View } from "./view.ts";

/** An iterator over any iterable value. Raises TypeError, worded by `refuse` where the place has its own words. */
export function iterate(value: Value, refuse?: (type: string) => never): Iteration {
  if (typeof value === "string") return new Characters(value);
  if (typeof value === "object" && value !== null) {
    if (value instanceof Iteration) return value;
    switch (value.kind) {
      case "list":
        return value.variant === undefined ? new Sequence(value, "list_iterator") : new Turning(value);
      case "tuple":
        return new Sequence(value, "tuple_iterator");
      case "range":
        return new Counting(value);
      case "dict":
        return new Entries(value, "keys", false);
      case "set":
      case "frozenset":
        return new Members(value);
      case "bytes":
        return new Sequence(tuple([...value.data].map(BigInt)), "bytes_iterator");
      case "opaque":
        if (value instanceof View) return new Entries(value.source, value.part, false);
    }
  }
  if (value instanceof Instance) {
    const iteration = iterateInstance(value);
    if (iteration !== undefined) return iteration;
  }
  if (value instanceof PyClass) {
    const items = value.kinds.find((kind) => kind.items !== undefined)?.items?.(value);
    if (items !== undefined) return new Sequence(tuple(items), "generator");
  }
  return refuse !== undefined
    ? refuse(typeName(value))
    : raise("TypeError", `'${typeName(value)}' object is not iterable`);
}

/** By its class's `__iter__`, or by `__getitem__` from 0 until that raises IndexError. */
function iterateInstance(value: Instance): Iteration | undefined {
  const own = value.special("__iter__", []);
  if (own !== undefined) {
    if (own instanceof Instance) {
      if (own.cls.find("__next__") !== undefined) return new Stepping(own);
    } else if (own instanceof Iteration) return own;
    return raise("TypeError", `iter() returned non-iterator of type '${typeName(own)}'`);
  }
  return value.cls.find("__getitem__") === undefined ? undefined : new Indexing(value);
}

/** `reversed(value)`. */
export function iterateBackwards(value: Value): Iteration {
  if (typeof value === "string") return new Backwards(tuple(characters(value)), "reversed");
  if (typeof value === "object" && value !== null) {
    if (value.kind === "list") return new Backwards(value, "list_reverseiterator");
    if (value.kind === "tuple") return new Backwards(value, "reversed");
    if (value.kind === "dict") return new Entries(value, "keys", true);
    if (value instanceof View) return new Entries(value.source, value.part, true);
    if (value.kind === "range") return new Counting(backwards(value));
  }
  return raise("TypeError", `'${typeName(value)}' object is not reversible`);
}

function backwards({ start, stop: end, step }: PyRange): PyRange {
  const span = step > 0n ? end - start : start - end;
  const size = step > 0n ? step : -step;
  const count = span <= 0n ? 0n : (span - 1n) / size + 1n;
  return { kind: "range", start: start + (count - 1n) * step, stop: start - step, step: -step };
}

/**
 * Feeds every item of an iterable to `take` until it answers false, then gives what `finish` makes.
 * A value at once where no rule code has to run, else a routine.
 */
export function consume(
  iteration: Iteration,
  meter: Meter,
  take: (item: Value) => boolean,
  finish: () => Value,
): Result {
  for (;;) {
    const item = iteration.next(meter);
    if (item instanceof Routine) return new Routine(consumeLater(iteration, item, meter, take, finish));
    meter.spend(3);
    if (item === stop || !take(item)) return finish();
  }
}

function* consumeLater(
  iteration: Iteration,
  first: Routine,
  meter: Meter,
  take: (item: Value) => boolean,
  finish: () => Value,
): RoutineBody {
  let item = yield* first.body;
  while (item !== stop && take(item)) {
    meter.spend(3);
    item =
      iteration instanceof Generation
        ? yield { kind: "next", generation: iteration, sent: null }
        : yield* settled(iteration.next(meter));
  }
  return finish();
}

/** All items of an iterable as an array, then what `finish` makes of them. */
export function collect(
  value: Value,
  meter: Meter,
  finish: (items: Value[]) => Value,
  refuse?: (type: string) => never,
): Result {
  if (typeof value === "object" && value !== null && (value.kind === "list" || value.kind === "tuple")) {
    meter.spend(value.items.length);
    return finish(value.items.slice());
  }
  const items: Value[] = [];
  const take = (item: Value): boolean => {
    if (items.push(item) > largestSize) checkSize(items.length, "a list");
    return true;
  };
  return consume(iterate(value, refuse), meter, take, () => finish(items));
}

/** Like `collect`: an object is asked for its length between its iterator and the first item, as CPython makes room for what comes. */
export function collectHinted(
  value: Value,
  meter: Meter,
  finish: (items: Value[]) => Value,
  refuse?: (type: string) => never,
): Result {
  if (!(value instanceof Instance)) return collect(value, meter, finish, refuse);
  const items = iterate(value, refuse);
  special(value, "__len__");
  return collect(items, meter, finish);
}

/** Like `collect`, where what follows may itself need rule code. */
export function collectThen(
  value: Value,
  meter: Meter,
  then: (items: Value[]) => Result,
  gather: typeof collect = collect,
): Result {
  const collected = gather(value, meter, (items) => list(items));
  if (!(collected instanceof Routine)) return then(itemsOf(collected));
  return new Routine(
    (function* (): RoutineBody {
      return yield* settled(then(itemsOf(yield* collected.body)));
    })(),
  );
}

function itemsOf(value: Value): Value[] {
  return typeof value === "object" && value !== null && value.kind === "list" ? value.items : [];
}
