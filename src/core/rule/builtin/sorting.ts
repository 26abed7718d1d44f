/** @file Sorting, and the largest or smallest of several values, with keys that may be rule functions. */
import type { Keywords } from "../machine/bind.ts";
import { collectHinted, collectThen } from "../machine/iterate.ts";
import { type Result, Routine, type RoutineBody } from "../machine/routine.ts";
import { truth } from "../operation/arithmetic.ts";
import { order, sortValues } from "../operation/compare.ts";
import { payForWhole } from "../operation/cost.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { list, tuple, type Value } from "../value.ts";
import { integerOf, keywordsFor } from "./arguments.ts";

/** Sorts with the `key` and `reverse` given, then finishes with the sorted items. */
export function sortItems(
  items: Value[],
  keywords: Keywords | undefined,
  meter: Meter,
  finish: (items: Value[]) => Value,
): Result {
  const named = keywordsFor(keywords, ["key", "reverse"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for sort()`),
  );
  const key = named("key") ?? null;
  const given = named("reverse");
  if (given !== undefined) integerOf(given);
  const reverse = given !== undefined && truth(given);
  meter.spend(items.length * Math.ceil(Math.log2(items.length + 2)));
  const sort = (keys: readonly Value[]): Value => {
    payToOrder(keys, Math.ceil(Math.log2(keys.length + 2)), meter);
    sortValues(items, keys, reverse);
    return finish(items);
  };
  return key === null ? sort(items.slice()) : new Routine(withKeys(items, key, sort));
}

/** Each key is compared `times` times, at most with all that is in it. */
function payToOrder(keys: readonly Value[], times: number, meter: Meter): void {
  const scale: Meter = { spend: (operations) => meter.spend(operations * times) };
  for (const key of keys) payForWhole(scale, key);
}

function* withKeys(items: readonly Value[], key: Value, then: (keys: Value[]) => Value): RoutineBody {
  const keys: Value[] = [];
  for (const item of items) keys.push(yield { kind: "call", callee: key, args: [item] });
  return then(keys);
}

/** `max` and `min`. */
export function extreme(
  name: "max" | "min",
  args: readonly Value[],
  keywords: Keywords | undefined,
  meter: Meter,
): Result {
  const named = keywordsFor(keywords, ["key", "default"], (given) =>
    raise("TypeError", `'${given}' is an invalid keyword argument for ${name}()`),
  );
  if (args.length === 0) raise("TypeError", `${name} expected at least 1 argument, got 0`);
  const [first] = args;
  const fallback = named("default");
  const several = args.length > 1 || first === undefined;
  if (several && fallback !== undefined) {
    raise("TypeError", `Cannot specify a default for ${name}() with multiple positional arguments`);
  }
  const key = named("key") ?? null;
  const choose = (items: readonly Value[], keys: readonly Value[]): Value => {
    payToOrder(keys, 1, meter);
    let best = 0;
    for (let i = 1; i < items.length; i++) {
      if (order(name === "max" ? ">" : "<", keys[i] as Value, keys[best] as Value)) best = i;
    }
    const chosen = items[best] ?? fallback;
    // `iterable argument is empty` is the wording of later versions.
    return chosen === undefined ? raise("ValueError", `${name}() arg is an empty sequence`) : chosen;
  };
  return collectThen(several ? tuple(args) : first, meter, (items) => {
    if (key === null) return choose(items, items);
    return new Routine(withKeys(items, key, (keys) => choose(items, keys)));
  });
}

/** `sorted(iterable)`. */
export function sorted(args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
  const [source] = args;
  if (source === undefined || args.length > 1) raise("TypeError", `sorted expected 1 argument, got ${args.length}`);
  return collectThen(source, meter, (items) => sortItems(items, keywords, meter, list), collectHinted);
}
