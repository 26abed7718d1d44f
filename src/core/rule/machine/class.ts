/** @file Classes that a rule defines. */
import { raise } from "../operation/raised.ts";
import type { PyOpaque, Value } from "../value.ts";
import type { Keywords } from "./bind.ts";
import { Builtin, Native } from "./builtin.ts";
import { ExceptionType, isExceptionClass } from "./exception.ts";
import { Closure } from "./frame.ts";
import type { Host } from "./host.ts";
import { Instance } from "./instance.ts";
import { type Result, Routine, type RoutineBody } from "./routine.ts";
import { RuleException } from "./ruleException.ts";

/** What makes a class more than its members: how dataclasses, enums and the like differ from plain ones. */
export interface ClassKind {
  /** What stands in place of `class` where the class itself is shown. */
  readonly word?: string;
  /** Makes an instance in place of the plain way. */
  construct?(cls: PyClass, args: readonly Value[], keywords: Keywords | undefined): Result;
  /** Called once the class statement has ended; may change the members. */
  complete?(cls: PyClass): void;
  attribute?(cls: PyClass, name: string): Value | undefined;
  /** Refuses a change to a field of an instance, or to the class. */
  checkChange?(instance: Instance, name: string, verb: "assign to" | "delete"): void;
  checkClassChange?(cls: PyClass, name: string): void;
  item?(cls: PyClass, index: Value): Value;
  length?(cls: PyClass): number;
  /** What going over the class itself gives. */
  items?(cls: PyClass): readonly Value[];
}

export interface ClassOptions {
  readonly name: string;
  readonly qualified: string;
  readonly bases: readonly Value[];
  readonly members: Map<string, Value>;
  /** Names with an annotation in the body, in their order, each with the annotation's text. */
  readonly annotations: ReadonlyMap<string, string>;
  readonly host: Host;
}

export class PyClass extends Native {
  readonly type = "type";
  readonly name: string;
  readonly qualified: string;
  readonly bases: readonly PyClass[];
  /** A built-in base: an exception, or undefined for `object`. */
  readonly builtinBase: Builtin | undefined;
  readonly members: Map<string, Value>;
  readonly annotations: ReadonlyMap<string, string>;
  /** The class itself, then where its attributes are looked for next (C3 linearization). */
  readonly order: readonly PyClass[];
  readonly host: Host;
  readonly kinds: ClassKind[];
  /** The only fields that instances can have, where every class says so by `__slots__`. */
  readonly slots: ReadonlySet<string> | undefined;

  constructor({ name, qualified, bases, members, annotations, host }: ClassOptions, kinds: readonly ClassKind[] = []) {
    super();
    this.name = name;
    this.qualified = qualified;
    this.members = members;
    this.annotations = annotations;
    this.host = host;
    this.bases = bases.filter((base) => base instanceof PyClass);
    const builtin = bases.find((base) => base instanceof Builtin && base.name !== "object");
    this.builtinBase = builtin instanceof Builtin ? builtin : this.bases.find((base) => base.builtinBase)?.builtinBase;
    this.order = [this, ...linearize(this.bases)];
    this.kinds = [...new Set([...kinds, ...this.bases.flatMap((base) => base.kinds)])];
    this.slots = slotsOf(this.order);
  }

  get text(): string {
    return `<${this.kinds.find((kind) => kind.word !== undefined)?.word ?? "class"} '${this.qualified}'>`;
  }

  get length(): (() => number) | undefined {
    const kind = this.kinds.find((each) => each.length !== undefined);
    return kind === undefined ? undefined : () => kind.length?.(this) ?? 0;
  }

  /** A member of the class or of the classes it inherits from. */
  find(name: string): Value | undefined {
    for (const cls of this.order) {
      const value = cls.members.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** A member looked for behind `after` in the order of this class. */
  findBehind(after: PyClass, name: string): Value | undefined {
    for (const cls of this.order.slice(this.order.indexOf(after) + 1)) {
      const value = cls.members.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** How instances are hashed: null where they cannot be, since a class that says what is equal has to say this as well. */
  hashMember(): Value | undefined {
    for (const { members } of this.order) {
      const hash = members.get("__hash__");
      if (hash !== undefined) return hash;
      if (members.has("__eq__")) return null;
    }
    return undefined;
  }

  inherits(other: Value): boolean {
    if (other instanceof PyClass) return this.order.includes(other);
    if (this.builtinBase instanceof ExceptionType && this.builtinBase.inherits(other)) return true;
    return other instanceof Builtin && (other.name === "object" || other === this.builtinBase);
  }

  item(index: Value): Value {
    for (const kind of this.kinds) if (kind.item !== undefined) return kind.item(this, index);
    return raise("TypeError", `type '${this.name}' is not subscriptable`);
  }

  run(args: readonly Value[], keywords: Keywords | undefined): Result {
    for (const kind of this.kinds) if (kind.construct !== undefined) return kind.construct(this, args, keywords);
    return construct(this, args, keywords);
  }
}

/** Makes an instance and runs its `__init__`. */
export function construct(cls: PyClass, args: readonly Value[], keywords: Keywords | undefined): Result {
  const raisable = isExceptionClass(cls);
  const instance = raisable ? new RuleException(cls, args) : new Instance(cls);
  const init = cls.find("__init__");
  if (init === undefined && raisable) {
    if (keywords !== undefined && keywords.size > 0) raise("TypeError", `${cls.name}() takes no keyword arguments`);
    return instance;
  }
  if (init === undefined) {
    if (args.length > 0 || (keywords !== undefined && keywords.size > 0)) {
      raise("TypeError", `${cls.name}() takes no arguments`);
    }
    return instance;
  }
  return new Routine(
    (function* (): RoutineBody {
      const given = yield { kind: "call", callee: init, args: [instance, ...args], keywords };
      if (given !== null) raise("TypeError", `__init__() should return None, not '${typeNameOf(given)}'`);
      return instance;
    })(),
  );
}

function typeNameOf(value: Value): string {
  if (typeof value === "object" && value !== null) return value.kind === "opaque" ? value.type : value.kind;
  return typeof value === "bigint" ? "int" : typeof value === "boolean" ? "bool" : "str";
}

/** C3: each class before those it inherits from, in the order of the bases. */
function linearize(bases: readonly PyClass[]): PyClass[] {
  const waiting = [...bases.map((base) => [...base.order]), [...bases]].filter((each) => each.length > 0);
  const result: PyClass[] = [];
  while (waiting.length > 0) {
    const next = waiting
      .map(([head]) => head as PyClass)
      .find((head) => !waiting.some((each) => each.indexOf(head) > 0));
    if (next === undefined) {
      const names = bases.map((base) => base.name).join(", ");
      return raise("TypeError", `Cannot create a consistent method resolution\norder (MRO) for bases ${names}`);
    }
    result.push(next);
    for (const each of waiting) if (each[0] === next) each.shift();
    for (let i = waiting.length - 1; i >= 0; i--) if (waiting[i]?.length === 0) waiting.splice(i, 1);
  }
  return result;
}

function slotsOf(order: readonly PyClass[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { members } of order) {
    const slots = members.get("__slots__");
    if (typeof slots === "string") names.add(slots);
    else if (typeof slots === "object" && slots !== null && (slots.kind === "tuple" || slots.kind === "list")) {
      for (const slot of slots.items) if (typeof slot === "string") names.add(slot);
    } else return undefined;
  }
  return names;
}

/** A method of a class, bound to what it is called on. */
export class RuleMethod extends Native {
  readonly type = "method";
  readonly self: Value;
  readonly callee: Closure | Native;

  constructor(self: Value, callee: Closure | Native) {
    super();
    this.self = self;
    this.callee = callee;
  }

  get text(): string {
    const name = this.callee instanceof Closure ? this.callee.code.name : "method";
    const shown =
      typeof this.self === "object" && this.self !== null && this.self.kind === "opaque" ? this.self.text : "";
    return `<bound method ${name} of ${shown}>`;
  }

  get shown(): string {
    const of =
      typeof this.self === "object" && this.self !== null && this.self.kind === "opaque" ? this.self : undefined;
    const name = this.callee instanceof Closure ? this.callee.code.name : "method";
    return `<bound method ${name} of ${of?.shown ?? of?.text ?? ""}>`;
  }

  run(args: readonly Value[], keywords: Keywords | undefined): Result {
    const { self, callee } = this;
    return new Routine(
      (function* (): RoutineBody {
        return yield { kind: "call", callee, args: [self, ...args], keywords };
      })(),
    );
  }

  override attribute(name: string): Value | undefined {
    if (name === "__self__") return this.self;
    if (name === "__func__") return this.callee;
    return this.callee.attribute?.(name);
  }
}

/** What `property`, `staticmethod` and `classmethod` make of a function. */
export class Descriptor implements PyOpaque {
  readonly kind = "opaque";
  readonly type: "property" | "staticmethod" | "classmethod" | "cached_property";
  readonly get: Value;
  readonly set: Value | undefined;

  constructor(type: Descriptor["type"], get: Value, set?: Value) {
    this.type = type;
    this.get = get;
    this.set = set;
  }

  get text(): string {
    return `<${this.type} object>`;
  }

  /** `@name.setter` and `@name.getter` of a property. */
  attribute(name: string): Value | undefined {
    if (this.type !== "property") return undefined;
    if (name === "setter")
      return new Builtin("builtin_function_or_method", name, ([set]) => new Descriptor("property", this.get, set));
    if (name === "getter")
      return new Builtin(
        "builtin_function_or_method",
        name,
        ([get]) => new Descriptor("property", get ?? null, this.set),
      );
    return undefined;
  }
}
