/** @file How a running rule stops early: an exception of Python's, or a bound of ours. */
import { countOf, countText } from "../../format/figures.ts";
import type { PyOpaque, Value } from "../value.ts";

/** A Python exception on its way out of the rule. Not an `Error`: it is an expected outcome and needs no stack. */
export class Raised {
  readonly type: string;
  readonly message: string;
  /** The exception's arguments, where they are not its message alone. */
  readonly args: readonly Value[] | undefined;
  /** The exception itself, once there is one: made when a rule raises it, or first looks at it. */
  exception: PyOpaque | undefined;
  /** Raised before, and now going on: its line has said so already. */
  again = false;

  constructor(type: string, message: string, args?: readonly Value[]) {
    this.type = type;
    this.message = message;
    this.args = args;
  }
}

/** The rule ran too long, grew too large, or met something outside the language that only running could show. */
export class LimitReached {
  readonly message: string;
  /** Whether the rule ran as long as it may, and perhaps never ends. */
  declare readonly endless?: true;

  constructor(message: string, endless = false) {
    this.message = message;
    if (endless) this.endless = true;
  }
}

/** Counts elementary operations and throws `LimitReached` when none are left. */
export interface Meter {
  spend(operations: number): void;
  /** Keeps what the rule prints; without it, printing goes nowhere. */
  print?(text: string): void;
  /** Calls and waits: for operations that cannot go on without an answer. */
  callNow?(callee: Value, args: readonly Value[]): Value;
  /** The function of the rule that runs now, where one does. */
  readonly running?: string | undefined;
}

export function raise(type: string, message: string, args?: readonly Value[]): never {
  throw new Raised(type, message, args);
}

export function outside(message: string): never {
  throw new LimitReached(`${message} (outside the rule language)`);
}

/** Of what counts a run's length: its operations, its lines. */
export function tooMany(most: number, what: string): LimitReached {
  return new LimitReached(`The rule was stopped after ${countOf(most, what)}. Does it end?`, true);
}

/** Most elements of a list, tuple or dict, most bits of an int, and an eighth of the most characters of a string. */
export const largestSize = 1_000_000;

/** Names the limit in what it counts: an int's bits, a string's characters, the elements of anything else. */
export function tooLarge(of: string): LimitReached {
  const [count, unit] = of === "an int" ? [1, "bits"] : of === "a string" ? [8, "characters"] : [1, "elements"];
  const most = countText(largestSize * count);
  return new LimitReached(`The rule makes ${of} larger than the memory limit of ${most} ${unit}.`);
}

/** Throws before a value of `size` elements is made, when that is more than a rule may hold. */
export function checkSize(size: number, of: string): void {
  if (size > largestSize) throw tooLarge(of);
}

/** What was thrown, as the rule's exception. A limit, or a bug, goes on. */
export function asRaised(error: unknown): Raised {
  if (error instanceof Raised) return error;
  if (error instanceof LimitReached) throw error;
  return fromEngine(error);
}

/** JavaScript's own bounds, where a value went past them inside one operation. Anything else is a bug and goes on. */
function fromEngine(error: unknown): Raised {
  if (!(error instanceof RangeError)) throw error;
  if (/call stack/i.test(error.message)) return new Raised("RecursionError", "maximum recursion depth exceeded");
  throw new LimitReached("The rule makes a value larger than the memory limit.");
}
