/** @file What each step changed, for people: a whole state on every line would hide the one thing that happened. */

import { repr, type State } from "../../core/rule/value.ts";

interface Shown {
  readonly state: State;
  readonly depth?: number;
}

/** Gives, step by step, the variables that differ from the step before in the same call, as `name=repr`. */
export class Changes {
  /** The last state of each call under way, by depth. */
  readonly #before: State[];

  /** @param start the variables when the rule begins */
  constructor(start: State) {
    this.#before = [start];
  }

  of({ state, depth = 0 }: Shown): string[] {
    const before = this.#before[depth] ?? {};
    // Calls deeper than this one are over.
    this.#before.length = Math.min(this.#before.length, depth);
    this.#before[depth] = state;
    const changed = Object.entries(state).filter(([name, value]) => {
      const old = before[name];
      return old === undefined || (old !== value && repr(old) !== repr(value));
    });
    return changed.map(([name, value]) => `${name}=${repr(value)}`);
  }
}
