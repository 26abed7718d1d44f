/** @file What a drawn program has at hand at one of its places, and the weights by which it chooses. */
import type { Rng } from "../../base/rng.ts";

export interface Scope {
  readonly numbers: readonly string[];
  readonly lists: readonly string[];
  /** Variables that a loop around counts with, and that its body must leave alone. */
  readonly locked: ReadonlySet<string>;
  /** Lists that a loop around goes over, and that its body must not edit. */
  readonly iterated: ReadonlySet<string>;
  readonly inLoop: boolean;
}

export const emptyScope: Scope = {
  numbers: [],
  lists: [],
  locked: new Set(),
  iterated: new Set(),
  inLoop: false,
};

export function withNumber(scope: Scope, ...names: readonly string[]): Scope {
  return { ...scope, numbers: [...new Set([...scope.numbers, ...names])] };
}

export function withList(scope: Scope, name: string): Scope {
  return { ...scope, lists: [...new Set([...scope.lists, name])] };
}

export function inLoop(
  scope: Scope,
  { locked = [], iterated = [] }: { readonly locked?: readonly string[]; readonly iterated?: readonly string[] } = {},
): Scope {
  return {
    ...scope,
    locked: new Set([...scope.locked, ...locked]),
    iterated: new Set([...scope.iterated, ...iterated]),
    inLoop: true,
  };
}

/** The variables that a statement may assign to. */
export function assignable({ numbers, locked }: Scope): string[] {
  return numbers.filter((name) => !locked.has(name));
}

/** The lists that a statement may edit. */
export function editable({ lists, iterated }: Scope): string[] {
  return lists.filter((name) => !iterated.has(name));
}

/** One of the choices by their weights; a weight of 0 is never chosen. */
export function choose<T>(rng: Rng, choices: readonly (readonly [weight: number, choice: T])[]): T {
  let at = rng.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
  let last: T | undefined;
  for (const [weight, choice] of choices) {
    if (weight <= 0) continue;
    last = choice;
    at -= weight;
    if (at < 0) return choice;
  }
  if (last === undefined) throw new RangeError("There is nothing to choose from.");
  return last;
}
