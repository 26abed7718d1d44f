/**
 * @file How a value's own operations (`==` of its class, its `repr`) run rule code in the midst of a comparison or a search: to the end,
 * at once, before the operation goes on. Operators and calls that stand in the rule's own text do not need this: they are frames.
 */
import type { Meter } from "../operation/raised.ts";
import type { PyOpaque, Value } from "../value.ts";
import type { Keywords } from "./bind.ts";

export interface Runner extends Meter {
  /** Calls and waits. Lines that finish meanwhile are steps like any other. */
  callNow(callee: Value, args: readonly Value[], keywords?: Keywords): Value;
  /** Calls without stepping; undefined where it raises. This is how a value is shown in a state. */
  callQuietly(callee: Value, args: readonly Value[]): Value | undefined;
}

/** Holds the machine that runs now; all values of one program share it. */
export interface Host {
  runner: Runner;
  /** One of each group of equal objects, by hash: the key under which dicts and sets file all of the group. */
  readonly keys: Map<bigint, PyOpaque[]>;
  /** A number for each object, in place of the address that CPython would hash. */
  numberOf(value: PyOpaque): number;
}

/** For classes that no rule code belongs to. */
export const noHost: Host = {
  runner: { spend() {}, callNow: () => null, callQuietly: () => undefined },
  keys: new Map(),
  numberOf: () => 0,
};

export function newHost(runner: Runner): Host {
  const numbers = new WeakMap<PyOpaque, number>();
  let count = 0;
  return {
    runner,
    keys: new Map(),
    numberOf(value) {
      const known = numbers.get(value) ?? ++count;
      numbers.set(value, known);
      return known;
    },
  };
}
