/** @file Built-in functions, types, methods and exceptions as values of the rule. */

import type { Meter } from "../operation/raised.ts";
import type { PyOpaque, Value } from "../value.ts";
import type { Keywords } from "./bind.ts";
import type { Result } from "./routine.ts";

export type Implementation = (args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;
export type Method = (self: Value, args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;

/** A built-in function, a type, or a method bound to its object. */
export class Builtin implements PyOpaque {
  readonly kind = "opaque";
  readonly type: "builtin_function_or_method" | "type";
  readonly name: string;
  readonly run: Implementation;

  constructor(type: Builtin["type"], name: string, run: Implementation) {
    this.type = type;
    this.name = name;
    this.run = run;
  }

  get text(): string {
    return this.type === "type" ? `<class '${this.name}'>` : `<built-in function ${this.name}>`;
  }
}

/** An exception that was made but not raised yet. */
export class ExceptionValue implements PyOpaque {
  readonly kind = "opaque";
  readonly type: string;
  readonly message: string;
  readonly #repr: string;

  constructor(type: string, message: string, written: string) {
    this.type = type;
    this.message = message;
    this.#repr = written;
  }

  get text(): string {
    return this.#repr;
  }
}
