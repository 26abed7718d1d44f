/**
 * @file How a built-in function asks the machine to run rule code in its midst. Built-ins that need no such thing return a value;
 * the others return a routine, which yields its requests and is resumed with their results, so that no call nests on the
 * JavaScript stack and every line run inside is stepped like any other.
 */

import type { Raised } from "../operation/raised.ts";
import type { PyOpaque, Value } from "../value.ts";
import type { Keywords } from "./bind.ts";
import type { Generation } from "./generation.ts";

export type Request =
  | {
      readonly kind: "call";
      readonly callee: Value;
      readonly args: readonly Value[];
      readonly keywords?: Keywords | undefined;
    }
  /** The generator goes on, with what is sent to it. */
  | { readonly kind: "next"; readonly generation: Generation; readonly sent: Value }
  /** The exception is raised where the generator stands. */
  | { readonly kind: "throw"; readonly generation: Generation; readonly raised: Raised };

export type RoutineBody = Generator<Request, Value, Value>;

export class Routine {
  readonly body: RoutineBody;

  constructor(body: RoutineBody) {
    this.body = body;
  }
}

/** A value now, or the routine that will produce it. */
export type Result = Value | Routine;

/** What an iteration gives when it has no more items. Never seen by a rule. */
export const stop: PyOpaque = { kind: "opaque", type: "stop", text: "stop" };

/** Waits for a result inside a routine. */
export function* settled(result: Result): RoutineBody {
  return result instanceof Routine ? yield* result.body : result;
}
