/** @file What running a rule gives: its steps, and how it ended. */
import type { State, Value } from "./value.ts";

/** One finished line. Given when CPython's `sys.settrace` would see the frame's next event, innermost calls first. */
export interface Step {
  /** 1-based line of the program's source. */
  readonly line: number;
  readonly functionName: string;
  /** 0 in the function that was asked for, 1 in a function it calls, and so on. */
  readonly depth: number;
  /** The function's variables after the line. Consecutive steps share what did not change. */
  readonly state: State;
  /** Set when the line returned from its function. */
  readonly returned?: Value;
  /** Set when the line gave an item of a generator. The call goes on when the next item is wanted. */
  readonly yielded?: Value;
  /** The type of the exception that the line raised. */
  readonly raised?: string;
  /** With `raised`: the same call goes on, in an `except` or a `finally`. Without it, the call is over. */
  readonly caught?: true;
  /** Set on the extra steps of `limits.entries`: a call has begun, the state holds its parameters, the line is its `def`. */
  readonly entered?: true;
  /** What was printed since the step before. */
  readonly printed?: string;
}

export type Outcome = Ending & {
  /** Everything that was printed; absent where nothing was. */
  readonly printed?: string;
};

type Ending =
  | { readonly kind: "returned"; readonly value: Value }
  | {
      readonly kind: "raised";
      /** The exception's type and message as Python prints them after a traceback. */
      readonly type: string;
      readonly message: string;
      /** The line that raised, in the innermost function. */
      readonly line: number;
      readonly functionName: string;
      readonly depth: number;
      /** That function's variables when it raised. */
      readonly state: State;
    }
  | {
      /** The rule was stopped: it ran too long, grew too large, or met something outside the language while running. */
      readonly kind: "limit";
      readonly message: string;
      readonly line: number;
      /** Set where it ran as long as it may, and perhaps never ends. */
      readonly endless?: boolean;
    };

export interface Limits {
  /** Finished lines before the rule is stopped. */
  readonly steps?: number;
  /** Elementary operations before the rule is stopped; large values cost more. Bounds both time and memory. */
  readonly operations?: number;
  /** Calls inside one another before `RecursionError`, as CPython counts them. */
  readonly depth?: number;
  /** Also give a step when a call begins, at its `def` line. */
  readonly entries?: boolean;
}

/** By measurement, the costliest operations use them up in half a second of one processor. */
export const defaultLimits: Required<Limits> = { steps: 250_000, operations: 4_000_000, depth: 999, entries: false };
