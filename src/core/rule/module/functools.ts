/** @file `functools`: `reduce`, `partial`, `cache` and `lru_cache`, `wraps`. */
import { argument, between } from "../builtin/arguments.ts";
import type { Keywords } from "../machine/bind.ts";
import { Builtin, type Implementation, Native } from "../machine/builtin.ts";
import { Descriptor } from "../machine/class.ts";
import { Closure } from "../machine/frame.ts";
import { iterate } from "../machine/iterate.ts";
import { type Result, Routine, type RoutineBody, settled, stop } from "../machine/routine.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { type DictKey, dictKey, repr, tuple, unhashableType, type Value } from "../value.ts";
import { namedValues } from "./namedTuple.ts";
import { cmpToKey, totalOrdering } from "./ordering.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

const reduce: Implementation = (args, keywords, meter) => {
  between("reduce", 2, 3, args, keywords);
  const callee = argument(args, 0);
  const items = iterate(argument(args, 1), () => raise("TypeError", "reduce() arg 2 must support iteration"));
  return new Routine(
    (function* (): RoutineBody {
      let total = args[2] ?? (args.length > 2 ? null : yield* settled(items.next(meter)));
      if (total === stop) raise("TypeError", "reduce() of empty iterable with no initial value");
      for (let item = yield* settled(items.next(meter)); item !== stop; item = yield* settled(items.next(meter))) {
        meter.spend(2);
        total = yield { kind: "call", callee, args: [total, item] };
      }
      return total;
    })(),
  );
};

/** A function with some of its arguments given. */
class Partial extends Native {
  readonly type = "functools.partial";
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly keywords: Keywords;

  constructor(callee: Value, args: readonly Value[], keywords: Keywords) {
    super();
    this.callee = callee;
    this.args = args;
    this.keywords = keywords;
  }

  get text(): string {
    const named = [...this.keywords].map(([name, value]) => `${name}=${repr(value)}`);
    return `functools.partial(${[repr(this.callee), ...this.args.map(repr), ...named].join(", ")})`;
  }

  run(args: readonly Value[], keywords: Keywords | undefined): Result {
    const { callee } = this;
    const given = [...this.args, ...args];
    const named = new Map([...this.keywords, ...(keywords ?? [])]);
    return new Routine(
      (function* (): RoutineBody {
        return yield { kind: "call", callee, args: given, keywords: named };
      })(),
    );
  }

  override attribute(name: string): Value | undefined {
    return name === "func" ? this.callee : name === "args" ? tuple(this.args) : undefined;
  }
}

/** A function that remembers what it gave. It lives as long as the run. */
class Remembering extends Native {
  readonly type = "functools._lru_cache_wrapper";
  override readonly binds = true;
  readonly callee: Value;
  readonly #most: number;
  readonly #known = new Map<DictKey, Value>();
  #hits = 0n;
  #misses = 0n;

  constructor(callee: Value, most: number) {
    super();
    this.callee = callee;
    this.#most = most;
  }

  get text(): string {
    return "<functools._lru_cache_wrapper object>";
  }

  run(args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
    const whole = tuple([tuple(args), ...[...(keywords ?? [])].map(([name, value]) => tuple([name, value]))]);
    const key = dictKey(whole);
    if (key === undefined) return raise("TypeError", `unhashable type: '${unhashableType(whole)}'`);
    meter.spend(4 + args.length);
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#hits++;
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    return new Routine(this.#compute(key, args, keywords));
  }

  *#compute(key: DictKey, args: readonly Value[], keywords: Keywords | undefined): RoutineBody {
    this.#misses++;
    const value = yield { kind: "call", callee: this.callee, args, keywords };
    this.#known.set(key, value);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    return value;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case "__wrapped__":
        return this.callee;
      case "cache_clear":
        return new Builtin("builtin_function_or_method", name, () => {
          this.#known.clear();
          this.#hits = 0n;
          this.#misses = 0n;
          return null;
        });
      case "cache_info":
        return new Builtin("builtin_function_or_method", name, () =>
          namedValues("CacheInfo", [
            ["hits", this.#hits],
            ["misses", this.#misses],
            ["maxsize", Number.isFinite(this.#most) ? BigInt(this.#most) : null],
            ["currsize", BigInt(this.#known.size)],
          ]),
        );
      default:
        return this.callee instanceof Closure ? this.callee.attribute(name) : undefined;
    }
  }
}

const lruCache: Implementation = (args, keywords) => {
  const first = args[0] ?? keywords?.get("maxsize");
  if (first instanceof Closure || first instanceof Native) return new Remembering(first, 128);
  const most = typeof first === "bigint" ? Number(first) : first === null ? Number.POSITIVE_INFINITY : 128;
  return new Builtin(
    "builtin_function_or_method",
    "decorating_function",
    ([callee]) => new Remembering(callee ?? null, most),
  );
};

/** `@wraps(f)`: the wrapper goes by the name of what it wraps. */
const wraps: Implementation = (args) => {
  const wrapped = argument(args, 0);
  return new Builtin("builtin_function_or_method", "wraps", ([wrapper]) => {
    if (!(wrapper instanceof Closure)) return wrapper ?? null;
    if (wrapped instanceof Closure) {
      for (const name of ["__name__", "__qualname__"]) wrapper.attributes.set(name, wrapped.attribute(name) ?? "");
      for (const [name, value] of wrapped.attributes) wrapper.attributes.set(name, value);
    }
    wrapper.attributes.set("__wrapped__", wrapped);
    return wrapper;
  });
};

export const functoolsModule: RuleModule = {
  name: "functools",
  members: new Map<string, Value>([
    ...functionsOf([
      ["reduce", reduce],
      ["lru_cache", lruCache],
      ["cache", (args) => new Remembering(argument(args, 0), Number.POSITIVE_INFINITY)],
      ["wraps", wraps],
      ["cmp_to_key", cmpToKey],
      ["total_ordering", totalOrdering],
      ["cached_property", (args) => new Descriptor("cached_property", argument(args, 0))],
    ]),
    [
      "partial",
      new Builtin(
        "type",
        "partial",
        (args, keywords) => new Partial(argument(args, 0), args.slice(1), keywords ?? new Map()),
        "functools",
      ),
    ],
  ]),
  attributes: ["func", "args", "keywords", "cache_clear", "cache_info", "hits", "misses", "maxsize", "currsize"],
};
