/** @file The built-ins that give iterators: `zip`, `map`, `filter`, `enumerate`, `reversed`. */
import { Builtin, type Implementation } from "../machine/builtin.ts";
import { iterate, iterateBackwards } from "../machine/iterate.ts";
import { Iteration } from "../machine/iteration.ts";
import { Enumeration, Zipping } from "../machine/iterators.ts";
import { type Result, Routine, type RoutineBody, settled, stop } from "../machine/routine.ts";
import { View } from "../machine/view.ts";
import { truth } from "../operation/arithmetic.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { equals, type Value } from "../value.ts";
import { argument, between, integerOf, keywordsFor } from "./arguments.ts";

/** Calls a function with the items of one or more iterators. */
class Mapping extends Iteration {
  readonly #callee: Value;
  readonly #inner: readonly Iteration[];

  constructor(callee: Value, inner: readonly Iteration[]) {
    super("map", 1 + Math.max(...inner.map((each) => each.nesting)));
    this.#callee = callee;
    this.#inner = inner;
  }

  next(meter: Meter): Result {
    const callee = this.#callee;
    const args: Value[] = [];
    for (const each of this.#inner) {
      const item = each.next(meter);
      if (item instanceof Routine) return new Routine(this.#later(args, item, meter));
      if (item === stop) return stop;
      args.push(item);
    }
    return callee instanceof Builtin ? callee.run(args, undefined, meter) : new Routine(call(callee, args));
  }

  *#later(args: Value[], first: Routine, meter: Meter): RoutineBody {
    let item = yield* first.body;
    for (;;) {
      if (item === stop) return stop;
      args.push(item);
      const each = this.#inner[args.length];
      if (each === undefined) return yield* call(this.#callee, args);
      item = yield* settled(each.next(meter));
    }
  }

  override skip(count: number): boolean {
    return this.#callee instanceof Builtin && this.#inner.every((each) => each.skip(count));
  }
}

function* call(callee: Value, args: readonly Value[]): RoutineBody {
  return yield { kind: "call", callee, args };
}

/** Keeps the items for which a function (or their own truth, for None) is true. */
class Filtering extends Iteration {
  readonly #callee: Value;
  readonly #inner: Iteration;

  constructor(callee: Value, inner: Iteration) {
    super("filter", inner.nesting + 1);
    this.#callee = callee;
    this.#inner = inner;
  }

  next(meter: Meter): Result {
    if (this.#callee !== null) return new Routine(this.#search(meter));
    for (;;) {
      const item = this.#inner.next(meter);
      if (item instanceof Routine) return new Routine(this.#search(meter, item));
      meter.spend(1);
      if (item === stop || truth(item)) return item;
    }
  }

  *#search(meter: Meter, first?: Routine): RoutineBody {
    for (let waiting: Result | undefined = first; ; waiting = undefined) {
      const item = yield* settled(waiting ?? this.#inner.next(meter));
      if (item === stop) return stop;
      const kept: Value = this.#callee === null ? item : yield { kind: "call", callee: this.#callee, args: [item] };
      if (truth(kept)) return item;
    }
  }
}

/** `iter(callable, sentinel)`: calls until the sentinel comes back. */
export function untilSentinel(callee: Value, sentinel: Value): Iteration {
  return new Calling(callee, sentinel);
}

class Calling extends Iteration {
  readonly #callee: Value;
  readonly #sentinel: Value;
  #ended = false;

  constructor(callee: Value, sentinel: Value) {
    super("callable_iterator");
    this.#callee = callee;
    this.#sentinel = sentinel;
  }

  next(meter: Meter): Result {
    meter.spend(4);
    return this.#ended ? stop : new Routine(this.#call());
  }

  *#call(): RoutineBody {
    const item = yield* call(this.#callee, []);
    this.#ended = equals(item, this.#sentinel);
    return this.#ended ? stop : item;
  }
}

const zip: Implementation = (args, keywords) => {
  const named = keywordsFor(keywords, ["strict"], () =>
    raise("TypeError", "zip() takes at most 1 keyword argument (2 given)"),
  );
  const strict = truth(named("strict") ?? false);
  return new Zipping(
    args.map((arg) => iterate(arg)),
    strict,
  );
};

const enumerate: Implementation = (args, keywords) => {
  const named = keywordsFor(keywords, ["iterable", "start"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for enumerate()`),
  );
  const source = args[0] ?? named("iterable");
  if (source === undefined) return raise("TypeError", "enumerate() missing required argument 'iterable'");
  const start = integerOf(args[1] ?? named("start") ?? 0n);
  return new Enumeration(iterate(source), start);
};

const map: Implementation = (args) => {
  if (args.length < 2) raise("TypeError", "map() must have at least two arguments.");
  return new Mapping(
    argument(args, 0),
    args.slice(1).map((each) => iterate(each)),
  );
};

const filter: Implementation = (args, keywords) => {
  between("filter", 2, 2, args, keywords);
  return new Filtering(argument(args, 0), iterate(argument(args, 1)));
};

const reversed: Implementation = (args, keywords, meter) => {
  between("reversed", 1, 1, args, keywords);
  const [source] = args;
  // All but lists and ranges are copied.
  if (typeof source === "string") meter.spend(source.length);
  else if (typeof source === "object" && source?.kind === "dict") meter.spend(source.entries.size);
  else if (source instanceof View) meter.spend(source.length());
  return iterateBackwards(argument(args, 0));
};

export const lazyFunctions: readonly [string, Builtin][] = (
  [
    ["zip", zip],
    ["enumerate", enumerate],
    ["map", map],
    ["filter", filter],
    ["reversed", reversed],
  ] as const
).map(([name, run]) => [name, new Builtin("type", name, run)]);
