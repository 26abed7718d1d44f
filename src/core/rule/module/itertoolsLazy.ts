/** @file The iterators of `itertools` that take items from others one by one: none holds more than it has to. */
import { argument, between, integerOf, keywordsFor } from "../builtin/arguments.ts";
import { Builtin, type Implementation } from "../machine/builtin.ts";
import { collect, iterate } from "../machine/iterate.ts";
import { Iteration } from "../machine/iteration.ts";
import { type Result, Routine, type RoutineBody, settled, stop } from "../machine/routine.ts";
import { binaryOperators, truth } from "../operation/arithmetic.ts";
import { checkSize, type Meter, raise } from "../operation/raised.ts";
import { equals, repr, tuple, type Value } from "../value.ts";

/** Gives the next item, or `stop`; runs rule code through its yields. */
type Step = (meter: Meter) => RoutineBody;

/** An iterator made of one step function. */
export class Stepping extends Iteration {
  readonly #step: Step;
  #ended = false;

  constructor(name: string, inner: readonly Iteration[], step: Step) {
    super(name === "" ? "iterator" : `itertools.${name}`, 1 + Math.max(0, ...inner.map((each) => each.nesting)));
    this.#step = step;
  }

  next(meter: Meter): Result {
    meter.spend(4);
    return this.#ended ? stop : new Routine(this.#advance(meter));
  }

  *#advance(meter: Meter): RoutineBody {
    const item = yield* this.#step(meter);
    if (item === stop) this.#ended = true;
    return item;
  }
}

export function* taken(from: Iteration, meter: Meter): RoutineBody {
  return yield* settled(from.next(meter));
}

export function* called(callee: Value, args: readonly Value[]): RoutineBody {
  return yield { kind: "call", callee, args };
}

/** A type of `itertools` as its module's member. */
export function type(name: string, run: Implementation): [string, Builtin] {
  return [name, new Builtin("type", name, run, "itertools")];
}

class Count extends Iteration {
  #at: Value;
  readonly #step: Value;

  constructor(start: Value, step: Value) {
    super("itertools.count");
    this.#at = start;
    this.#step = step;
  }

  next(meter: Meter): Value {
    meter.spend(2);
    const at = this.#at;
    this.#at = binaryOperators["+"](at, this.#step, meter);
    return at;
  }

  get shown(): string {
    return this.text;
  }

  override get text(): string {
    return this.#step === 1n ? `count(${repr(this.#at)})` : `count(${repr(this.#at)}, ${repr(this.#step)})`;
  }
}

class Repetition extends Iteration {
  readonly #item: Value;
  #left: number;

  constructor(item: Value, times: number) {
    super("itertools.repeat");
    this.#item = item;
    this.#left = times;
  }

  next(meter: Meter): Value {
    meter.spend(2);
    if (this.#left <= 0) return stop;
    this.#left--;
    return this.#item;
  }

  get shown(): string {
    return this.text;
  }

  override get text(): string {
    return Number.isFinite(this.#left) ? `repeat(${repr(this.#item)}, ${this.#left})` : `repeat(${repr(this.#item)})`;
  }
}

const count: Implementation = (args, keywords) => {
  const named = keywordsFor(keywords, ["start", "step"], (name) =>
    raise("TypeError", `count() got an unexpected keyword argument '${name}'`),
  );
  const [start = named("start") ?? 0n, step = named("step") ?? 1n] = args;
  for (const each of [start, step]) {
    if (typeof each !== "bigint" && typeof each !== "number") raise("TypeError", "a number is required");
  }
  return new Count(start, step);
};

const repeat: Implementation = (args, keywords) => {
  const [item = keywords?.get("object"), times = keywords?.get("times")] = args;
  if (item === undefined) return raise("TypeError", "repeat() missing required argument 'object' (pos 1)");
  return new Repetition(item, times === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(integerOf(times))));
};

const cycle: Implementation = (args, keywords) => {
  between("cycle", 1, 1, args, keywords);
  const inner = iterate(argument(args, 0));
  const seen: Value[] = [];
  let at = -1;
  return new Stepping("cycle", [inner], function* (meter) {
    if (at < 0) {
      const item = yield* taken(inner, meter);
      if (item !== stop) {
        checkSize(seen.push(item), "a list");
        return item;
      }
      at = 0;
    }
    return seen[at++ % seen.length] ?? (seen.length === 0 ? stop : null);
  });
};

/** Over the items of one iterable after another; `sources` gives the iterables. */
function chained(sources: Iteration): Iteration {
  let inner: Iteration | undefined;
  return new Stepping("chain", [sources], function* (meter) {
    for (;;) {
      if (inner === undefined) {
        const source = yield* taken(sources, meter);
        if (source === stop) return stop;
        inner = iterate(source);
      }
      const item = yield* taken(inner, meter);
      if (item !== stop) return item;
      inner = undefined;
      meter.spend(1);
    }
  });
}

class Chain extends Builtin {
  constructor() {
    super("type", "chain", (args) => chained(iterate(tuple(args))), "itertools");
  }

  override attribute(name: string): Value | undefined {
    if (name !== "from_iterable") return super.attribute(name);
    return new Builtin("builtin_function_or_method", name, (args) => chained(iterate(argument(args, 0))));
  }
}

const accumulate: Implementation = (args, keywords) => {
  const named = keywordsFor(keywords, ["iterable", "func", "initial"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for accumulate()`),
  );
  const inner = iterate(args[0] ?? named("iterable") ?? null);
  const callee = args[1] ?? named("func") ?? null;
  const initial = named("initial") ?? null;
  let total: Value | undefined;
  return new Stepping("accumulate", [inner], function* (meter) {
    if (total === undefined && initial !== null) {
      total = initial;
      return total;
    }
    const item = yield* taken(inner, meter);
    if (item === stop) return stop;
    if (total === undefined) total = item;
    else total = callee === null ? binaryOperators["+"](total, item, meter) : yield* called(callee, [total, item]);
    return total;
  });
};

/** `takewhile`, `dropwhile`, `filterfalse`: a function decides about each item. */
function deciding(name: "takewhile" | "dropwhile" | "filterfalse"): Implementation {
  return (args, keywords) => {
    between(name, 2, 2, args, keywords);
    const callee = argument(args, 0);
    const inner = iterate(argument(args, 1));
    let open = false;
    return new Stepping(name, [inner], function* (meter) {
      for (;;) {
        const item = yield* taken(inner, meter);
        if (item === stop || open) return item;
        meter.spend(1);
        const holds = truth(callee === null ? item : yield* called(callee, [item]));
        if (name === "takewhile") return holds ? item : stop;
        if (holds) continue;
        open = name === "dropwhile";
        return item;
      }
    });
  };
}

const starmap: Implementation = (args, keywords) => {
  between("starmap", 2, 2, args, keywords);
  const inner = iterate(argument(args, 1));
  return new Stepping("starmap", [inner], function* (meter) {
    const item = yield* taken(inner, meter);
    if (item === stop) return stop;
    const given = yield* settled(collect(item, meter, tuple));
    return yield* called(argument(args, 0), typeof given === "object" && given?.kind === "tuple" ? given.items : []);
  });
};

const compress: Implementation = (args, keywords) => {
  const data = iterate(args[0] ?? keywords?.get("data") ?? null);
  const selectors = iterate(args[1] ?? keywords?.get("selectors") ?? null);
  return new Stepping("compress", [data, selectors], function* (meter) {
    for (;;) {
      const item = yield* taken(data, meter);
      if (item === stop) return stop;
      const selected = yield* taken(selectors, meter);
      if (selected === stop) return stop;
      meter.spend(1);
      if (truth(selected)) return item;
    }
  });
};

const pairwise: Implementation = (args, keywords) => {
  between("pairwise", 1, 1, args, keywords);
  const inner = iterate(argument(args, 0));
  let before: Value | undefined;
  return new Stepping("pairwise", [inner], function* (meter) {
    before ??= yield* taken(inner, meter);
    if (before === stop) return stop;
    const item = yield* taken(inner, meter);
    if (item === stop) return stop;
    const pair = tuple([before, item]);
    before = item;
    return pair;
  });
};

const islice: Implementation = (args, keywords) => {
  between("islice", 2, 4, args, keywords);
  const inner = iterate(argument(args, 0));
  const bound = (value: Value | undefined, otherwise: number): number => {
    if (value === undefined || value === null) return otherwise;
    const size = typeof value === "bigint" ? Number(value) : -1;
    if (size >= 0) return size;
    const what = args.length === 2 ? "Stop argument" : "Indices";
    return raise("ValueError", `${what} for islice() must be None or an integer: 0 <= x <= sys.maxsize.`);
  };
  const [first, last, width] = args.length === 2 ? [undefined, args[1], undefined] : args.slice(1);
  const end = bound(last, Number.POSITIVE_INFINITY);
  const step = width === undefined || width === null ? 1 : Number(integerOf(width));
  if (step < 1) raise("ValueError", "Step for islice() must be a positive integer or None.");
  let wanted = bound(first, 0);
  let at = 0;
  return new Stepping("islice", [inner], function* (meter) {
    // The items before the first are taken even where nothing is given.
    for (const until = Math.min(wanted, end); at < until; at++) {
      meter.spend(2);
      if ((yield* taken(inner, meter)) === stop) return stop;
    }
    if (wanted >= end) return stop;
    at++;
    wanted += step;
    return yield* taken(inner, meter);
  });
};

const zipLongest: Implementation = (args, keywords) => {
  const fill = keywords?.get("fillvalue") ?? null;
  const inner = args.map((arg) => iterate(arg));
  const ended = new Set<Iteration>();
  return new Stepping("zip_longest", inner, function* (meter) {
    const row: Value[] = [];
    for (const each of inner) {
      const item = ended.has(each) ? stop : yield* taken(each, meter);
      if (item === stop) ended.add(each);
      row.push(item === stop ? fill : item);
    }
    return ended.size === inner.length ? stop : tuple(row);
  });
};

const groupby: Implementation = (args, keywords) => {
  const inner = iterate(args[0] ?? keywords?.get("iterable") ?? null);
  const key = args[1] ?? keywords?.get("key") ?? null;
  let current: { readonly item: Value; readonly key: Value } | undefined;
  let wanted: { readonly key: Value } | undefined;
  const advance = function* (meter: Meter): RoutineBody {
    const item = yield* taken(inner, meter);
    if (item === stop) current = undefined;
    else current = { item, key: key === null ? item : yield* called(key, [item]) };
    return item;
  };
  let started = false;
  return new Stepping("groupby", [inner], function* (meter) {
    if (!started) {
      started = true;
      if ((yield* advance(meter)) === stop) return stop;
    }
    while (current !== undefined && wanted !== undefined && equals(current.key, wanted.key)) {
      meter.spend(2);
      yield* advance(meter);
    }
    if (current === undefined) return stop;
    const group = { key: current.key };
    wanted = group;
    const items = new Stepping("_grouper", [inner], function* (inside) {
      if (wanted !== group || current === undefined || !equals(current.key, group.key)) return stop;
      const { item } = current;
      yield* advance(inside);
      return item;
    });
    return tuple([group.key, items]);
  });
};

const tee: Implementation = (args, keywords, meter) => {
  between("tee", 1, 2, args, keywords);
  const inner = iterate(argument(args, 0));
  const copies = args[1] === undefined ? 2 : Number(integerOf(args[1]));
  if (copies < 0) raise("ValueError", "n must be >= 0");
  checkSize(copies, "a tuple");
  meter.spend(16 * copies);
  const seen: Value[] = [];
  const make = (): Iteration => {
    let at = 0;
    return new Stepping("_tee", [inner], function* (meter) {
      if (at === seen.length) checkSize(seen.push(yield* taken(inner, meter)), "a list");
      const item = seen[at] as Value;
      if (item !== stop) at++;
      return item;
    });
  };
  return tuple(Array.from({ length: copies }, make));
};

export const lazyTypes: readonly [string, Value][] = [
  type("count", count),
  type("repeat", repeat),
  type("cycle", cycle),
  ["chain", new Chain()],
  type("accumulate", accumulate),
  type("takewhile", deciding("takewhile")),
  type("dropwhile", deciding("dropwhile")),
  type("filterfalse", deciding("filterfalse")),
  type("starmap", starmap),
  type("compress", compress),
  type("pairwise", pairwise),
  type("islice", islice),
  type("zip_longest", zipLongest),
  type("groupby", groupby),
  ["tee", new Builtin("builtin_function_or_method", "tee", tee)],
];
