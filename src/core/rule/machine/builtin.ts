/** @file Built-in functions, types, methods and exceptions as values of the rule. */

import type { Meter } from "../operation/raised.ts";
import { type PyOpaque, typeName, type Value } from "../value.ts";
import type { Keywords } from "./bind.ts";
import type { Result } from "./routine.ts";

export type Implementation = (args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;
export type Method = (self: Value, args: readonly Value[], keywords: Keywords | undefined, meter: Meter) => Result;

/** A value that can be called and is not the rule's own code. */
export abstract class Native implements PyOpaque {
  readonly kind = "opaque";
  abstract readonly type: string;
  abstract readonly text: string;
  /** Whether it becomes a method when it is a member of a class, as the rule's own functions do. */
  readonly binds: boolean = false;
  attribute?(name: string): Value | undefined;
  abstract run(args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result;
}

/** A built-in function or a type. */
export class Builtin extends Native {
  readonly type: "builtin_function_or_method" | "type";
  readonly name: string;
  readonly #run: Implementation;
  /** The module it is shown to come from, for types outside the built-in ones. */
  readonly module: string | undefined;

  constructor(type: Builtin["type"], name: string, run: Implementation, module?: string) {
    super();
    this.type = type;
    this.name = name;
    this.module = module;
    this.#run = run;
  }

  run(args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
    return this.#run(args, keywords, meter);
  }

  /** Whether it is an exception: a class can inherit from it. */
  get isException(): boolean {
    return false;
  }

  get text(): string {
    if (this.type !== "type") return `<built-in function ${this.name}>`;
    return `<class '${this.module === undefined ? "" : `${this.module}.`}${this.name}'>`;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case "__name__":
      case "__qualname__":
        return this.name;
      case "__module__":
        return this.module ?? "builtins";
      default:
        return undefined;
    }
  }
}

/** A method of a built-in value, bound to it. */
export class BoundMethod extends Native {
  readonly type = "builtin_function_or_method";
  readonly name: string;
  readonly self: Value;
  readonly #method: Method;

  constructor(name: string, self: Value, method: Method) {
    super();
    this.name = name;
    this.self = self;
    this.#method = method;
  }

  run(args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
    return this.#method(this.self, args, keywords, meter);
  }

  get text(): string {
    return `<built-in method ${this.name} of ${typeName(this.self)} object>`;
  }

  override attribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : name === "__self__" ? this.self : undefined;
  }
}
