/** @file Built-in functions, types, methods and exceptions as values of the rule. */

import type { Meter } from "../operation/raised.ts";
import { type PyOpaque, repr, typeName, type Value } from "../value.ts";
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

  /** `list[int]`: the type itself to those who call it. */
  get item(): ((index: Value) => Value) | undefined {
    if (this.type !== "type" || !generic.has(this.name)) return undefined;
    return (index) => new GenericAlias(this, index);
  }

  /** `int | None`. */
  special(name: string, [other = null]: readonly Value[]): Value | undefined {
    if (this.type !== "type" || !isTypeLike(other)) return undefined;
    if (name === "__or__") return new TypeUnion([this, other]);
    return name === "__ror__" ? new TypeUnion([other, this]) : undefined;
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

/** The types that say what they hold, as annotations do. */
const generic: ReadonlySet<string> = new Set(
  "list dict tuple set frozenset type deque defaultdict OrderedDict Counter".split(" "),
);

/** What `list[int]` and the like give. */
class GenericAlias extends Native {
  readonly type = "types.GenericAlias";
  readonly text: string;
  readonly #origin: Builtin;

  constructor(origin: Builtin, index: Value) {
    super();
    this.#origin = origin;
    const parts = typeof index === "object" && index?.kind === "tuple" ? index.items : [index];
    this.text = `${nameOfType(origin)}[${parts.map(nameOfType).join(", ")}]`;
  }

  special(name: string, [other = null]: readonly Value[]): Value | undefined {
    if (!isTypeLike(other)) return undefined;
    return name === "__or__"
      ? new TypeUnion([this, other])
      : name === "__ror__"
        ? new TypeUnion([other, this])
        : undefined;
  }

  run(args: readonly Value[], keywords: Keywords | undefined, meter: Meter): Result {
    return this.#origin.run(args, keywords, meter);
  }
}

/** What `int | None` gives: `isinstance` asks its types one after the other. */
export class TypeUnion implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "types.UnionType";
  readonly options: readonly Value[];

  constructor(options: readonly Value[]) {
    const all = options.flatMap((option) => (option instanceof TypeUnion ? option.options : [option]));
    this.options = [...new Set(all)];
  }

  get text(): string {
    return this.options.map(nameOfType).join(" | ");
  }

  special(name: string, [other = null]: readonly Value[]): Value | undefined {
    if (!isTypeLike(other)) return undefined;
    return name === "__or__"
      ? new TypeUnion([this, other])
      : name === "__ror__"
        ? new TypeUnion([other, this])
        : undefined;
  }
}

function isTypeLike(value: Value): boolean {
  if (value === null || value instanceof GenericAlias || value instanceof TypeUnion) return true;
  return typeof value === "object" && value.kind === "opaque" && value.type === "type";
}

/** How a type is named inside another one. */
function nameOfType(value: Value): string {
  if (value instanceof Builtin) return `${value.module === undefined ? "" : `${value.module}.`}${value.name}`;
  if (typeof value === "object" && value?.kind === "opaque") {
    if (value.type === "ellipsis") return "...";
    return value.text.replace(/^<class '(.*)'>$/, "$1");
  }
  return repr(value);
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
