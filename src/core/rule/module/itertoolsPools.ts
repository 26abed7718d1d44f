/** @file The iterators of `itertools` that arrange items: products, permutations and combinations, in the order of their positions. */
import { argument, integerOf, keywordsFor } from "../builtin/arguments.ts";
import type { Builtin, Implementation } from "../machine/builtin.ts";
import { collect } from "../machine/iterate.ts";
import { Iteration } from "../machine/iteration.ts";
import { type Result, Routine, type RoutineBody, settled, stop } from "../machine/routine.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { list, tuple, type Value } from "../value.ts";
import { type } from "./itertoolsLazy.ts";

/** Collects each iterable into a pool, then goes on. */
function withPools(sources: readonly Value[], meter: Meter, then: (pools: Value[][]) => Value): Result {
  return new Routine(
    (function* (): RoutineBody {
      const pools: Value[][] = [];
      for (const source of sources) {
        const items = yield* settled(collect(source, meter, (all) => list(all)));
        if (typeof items === "object" && items?.kind === "list") pools.push(items.items);
      }
      return then(pools);
    })(),
  );
}

/**
 * Goes through rows of positions. `advance` changes them to the next row and says whether there is one; `pick` makes the item of a row.
 */
function arranged(
  name: string,
  first: number[] | undefined,
  advance: (positions: number[]) => boolean,
  pick: (positions: readonly number[]) => Value[],
): Value {
  return new Rows(name, first, advance, pick);
}

class Rows extends Iteration {
  #positions: number[] | undefined;
  #started = false;
  readonly #advance: (positions: number[]) => boolean;
  readonly #pick: (positions: readonly number[]) => Value[];

  constructor(
    name: string,
    first: number[] | undefined,
    advance: (positions: number[]) => boolean,
    pick: (positions: readonly number[]) => Value[],
  ) {
    super(`itertools.${name}`);
    this.#positions = first;
    this.#advance = advance;
    this.#pick = pick;
  }

  next(meter: Meter): Value {
    const positions = this.#positions;
    if (positions === undefined || (this.#started && !this.#advance(positions))) {
      this.#positions = undefined;
      return stop;
    }
    this.#started = true;
    meter.spend(4 + positions.length);
    return tuple(this.#pick(positions));
  }
}

const product: Implementation = (args, keywords, meter) => {
  const named = keywordsFor(keywords, ["repeat"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for product()`),
  );
  const times = Number(integerOf(named("repeat") ?? 1n));
  if (times < 0) raise("ValueError", "repeat argument cannot be negative");
  return withPools(args, meter, (given) => {
    meter.spend(given.length * times);
    const pools = Array.from({ length: times }, () => given).flat();
    const advance = (at: number[]): boolean => {
      for (let i = at.length - 1; i >= 0; i--) {
        const next = (at[i] as number) + 1;
        if (next < (pools[i] as Value[]).length) {
          at[i] = next;
          return true;
        }
        at[i] = 0;
      }
      return false;
    };
    const first = pools.some((pool) => pool.length === 0) ? undefined : pools.map(() => 0);
    return arranged("product", first, advance, (at) => at.map((position, i) => pools[i]?.[position] as Value));
  });
};

/** The number of items in a row; undefined where it is left out. */
function sizeOf(name: string, value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "bigint") {
    return raise("TypeError", name === "permutations" ? "Expected int as r" : "an integer is required");
  }
  return value < 0n ? raise("ValueError", "r must be non-negative") : Number(value);
}

const permutations: Implementation = (args, keywords, meter) => {
  const size = sizeOf("permutations", args[1] ?? keywords?.get("r"));
  return withPools([args[0] ?? keywords?.get("iterable") ?? null], meter, ([pool = []]) => {
    const count = size ?? pool.length;
    const advance = (at: number[]): boolean => {
      for (let i = count - 1; i >= 0; i--) {
        const used = new Set(at.slice(0, i));
        for (let next = (at[i] as number) + 1; next < pool.length; next++) {
          if (used.has(next)) continue;
          at[i] = next;
          used.add(next);
          let free = 0;
          for (let j = i + 1; j < count; j++) {
            while (used.has(free)) free++;
            at[j] = free;
            used.add(free);
          }
          return true;
        }
      }
      return false;
    };
    const first = count > pool.length ? undefined : Array.from({ length: count }, (_, i) => i);
    return arranged("permutations", first, advance, (at) => at.map((position) => pool[position] as Value));
  });
};

function combinations(name: string, repeated: boolean): Implementation {
  return (args, keywords, meter) => {
    const given = args[1] ?? keywords?.get("r");
    if (given === undefined) raise("TypeError", `${name}() missing required argument 'r' (pos 2)`);
    const size = sizeOf(name, given) ?? 0;
    return withPools([argument(args, 0)], meter, ([pool = []]) => {
      const advance = (at: number[]): boolean => {
        for (let i = size - 1; i >= 0; i--) {
          const last = repeated ? pool.length - 1 : pool.length - size + i;
          const next = (at[i] as number) + 1;
          if (next > last) continue;
          for (let j = i; j < size; j++) at[j] = repeated ? next : next + j - i;
          return true;
        }
        return false;
      };
      const none = repeated ? pool.length === 0 && size > 0 : size > pool.length;
      const first = none ? undefined : Array.from({ length: size }, (_, i) => (repeated ? 0 : i));
      return arranged(name, first, advance, (at) => at.map((position) => pool[position] as Value));
    });
  };
}

export const poolTypes: readonly [string, Builtin][] = [
  type("product", product),
  type("permutations", permutations),
  type("combinations", combinations("combinations", false)),
  type("combinations_with_replacement", combinations("combinations_with_replacement", true)),
];
