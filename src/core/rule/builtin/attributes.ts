/** @file Attributes of values: loading, storing and deleting them, and how a missing one is worded. */
import { BoundMethod, Builtin, Native } from "../machine/builtin.ts";
import { Descriptor, PyClass, RuleMethod } from "../machine/class.ts";
import { ExceptionType, isExceptional } from "../machine/exception.ts";
import { Closure } from "../machine/frame.ts";
import { Instance } from "../machine/instance.ts";
import { type Result, Routine, type RoutineBody } from "../machine/routine.ts";
import { RuleException } from "../machine/ruleException.ts";
import { recordAttribute } from "../module/namedTuple.ts";
import { ModuleValue } from "../module/ruleModule.ts";
import { type Meter, outside, raise } from "../operation/raised.ts";
import { dict, type NamedItems, type PyTuple, tuple, typeName, type Value } from "../value.ts";
import { numberAttribute } from "./floatMethods.ts";
import { methodOf } from "./methods.ts";
import { objectMethod, objectType } from "./objectMethods.ts";
import { Super } from "./super.ts";

/** `value.name`. */
export function getAttribute(value: Value, name: string, meter: Meter): Result {
  return findAttribute(value, name, meter) ?? orNone(value, name);
}

/** `??` cannot tell None from nothing: None is an attribute's value like any other. */
function orNone(value: Value, name: string): Value {
  return hasNone(value, name) ? null : noAttribute(value, name);
}

function hasNone(value: Value, name: string): boolean {
  if (isExceptional(value) && (name === "__cause__" || name === "__context__")) return true;
  if (value instanceof Instance)
    return value.fields.has(name) || value.cls.order.some(({ members }) => members.has(name));
  if (value instanceof PyClass) return value.order.some(({ members }) => members.has(name));
  if (value instanceof ModuleValue) return value.module.members.has(name);
  return (isRecord(value) && value.record.fields.includes(name)) || variantAttribute(value, name) === null;
}

/** A named tuple. */
function isRecord(value: Value): value is PyTuple & { readonly record: { readonly cls: PyClass } & NamedItems } {
  return typeof value === "object" && value?.kind === "tuple" && value.record?.cls instanceof PyClass;
}

function variantAttribute(value: Value, name: string): Value | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (name === "maxlen" && value.kind === "list" && value.variant !== undefined) {
    return value.variant.most === undefined ? null : BigInt(value.variant.most);
  }
  if (name !== "default_factory" || value.kind !== "dict" || value.variant?.name !== "defaultdict") return undefined;
  return value.variant.factory ?? null;
}

/** `value.name`, or undefined where it has none (or where it is None: see `hasAttribute`). */
export function findAttribute(value: Value, name: string, _meter: Meter): Result | undefined {
  if (value instanceof Instance) return ofInstance(value, name);
  if (value instanceof PyClass) return ofClass(value, name);
  if (value instanceof Super) {
    const found = value.find(name);
    return found === undefined ? objectMethod(value.self, name) : bind(found, value.self, value.owner);
  }
  if (typeof value === "object" && value !== null && value.kind === "opaque") {
    const own = value.attribute?.(name);
    if (own !== undefined) return own;
  }
  // `Exception.__init__(self, text)`, as classes of a rule call the one they inherit from.
  if (value instanceof ExceptionType && (name === "__init__" || name === "__str__" || name === "__repr__")) {
    return new Builtin(
      "builtin_function_or_method",
      name,
      ([self = null, ...args], keywords, inside) => objectMethod(self, name)?.run(args, keywords, inside) ?? null,
    );
  }
  if (isRecord(value)) {
    const own = recordAttribute(value, name);
    if (own !== undefined) return own;
    const member = value.record.cls.find(name);
    if (member !== undefined) return bind(member, value, value.record.cls);
    if (name === "__class__") return value.record.cls;
  }
  const variant = variantAttribute(value, name);
  if (variant !== undefined) return variant;
  const part = numberAttribute(value, name);
  if (part !== undefined) return part;
  const method = methodOf(value, name);
  return method === undefined ? undefined : new BoundMethod(name, value, method);
}

export function hasAttribute(value: Value, name: string, meter: Meter): boolean {
  return findAttribute(value, name, meter) !== undefined || hasNone(value, name);
}

function ofInstance(instance: Instance, name: string): Result | undefined {
  const { cls, fields } = instance;
  const member = cls.find(name);
  if (member instanceof Descriptor && member.type === "property") return call(member.get, [instance]);
  const field = fields.get(name);
  if (field !== undefined) return field;
  if (member instanceof Descriptor && member.type === "cached_property") return keepOnce(instance, name, member.get);
  if (member !== undefined) return bind(member, instance, cls);
  switch (name) {
    case "__class__":
      return cls;
    case "__dict__":
      return dict(fields);
  }
  if (instance instanceof RuleException) {
    const own = instance.own(name);
    if (own !== undefined) return own;
  }
  const missing = fields.has(name) ? undefined : cls.find("__getattr__");
  if (missing !== undefined && !hasNone(instance, name)) return call(missing, [instance, name]);
  return objectMethod(instance, name);
}

function ofClass(cls: PyClass, name: string): Result | undefined {
  for (const kind of cls.kinds) {
    const own = kind.attribute?.(cls, name);
    if (own !== undefined) return own;
  }
  const member = cls.find(name);
  if (member instanceof Descriptor) return member.type === "property" ? member : bind(member, cls, cls);
  if (member !== undefined) return member;
  switch (name) {
    case "__name__":
      return cls.name;
    case "__qualname__":
      return cls.qualified;
    case "__module__":
      return "builtins";
    case "__mro__":
      return tuple([...cls.order, ...builtinOrder(cls.builtinBase), objectType]);
    case "__bases__":
      return tuple(cls.bases.length > 0 ? cls.bases : [cls.builtinBase ?? objectType]);
    case "__annotations__":
      return dict([...cls.annotations].map(([key, text]) => [key, text]));
    default:
      return objectMethod(cls, name);
  }
}

function builtinOrder(base: Builtin | undefined): readonly Builtin[] {
  if (base === undefined) return [];
  return base instanceof ExceptionType ? [base, ...builtinOrder(base.base)] : [base];
}

/** What a class's member is on an instance: functions become methods. */
function bind(member: Value, self: Value, cls: PyClass): Result {
  if (member instanceof Closure) return new RuleMethod(self, member);
  if (member instanceof Native && member.binds) return new RuleMethod(self, member);
  if (!(member instanceof Descriptor)) return member;
  switch (member.type) {
    case "property":
      return call(member.get, [self]);
    case "cached_property":
      return member;
    case "staticmethod":
      return member.get;
    case "classmethod":
      return member.get instanceof Closure || member.get instanceof Native
        ? new RuleMethod(cls, member.get)
        : member.get;
  }
}

/** What a `cached_property` gives becomes a field. */
function keepOnce(instance: Instance, name: string, get: Value): Routine {
  return new Routine(
    (function* (): RoutineBody {
      const value = yield { kind: "call", callee: get, args: [instance] };
      instance.fields.set(name, value);
      return value;
    })(),
  );
}

function call(callee: Value, args: readonly Value[]): Routine {
  return new Routine(
    (function* (): RoutineBody {
      return yield { kind: "call", callee, args };
    })(),
  );
}

/** A method that a call can go to with its receiver as first argument, without making a bound method. */
export function plainMethod(value: Value, name: string): Closure | undefined {
  if (!(value instanceof Instance) || value.fields.has(name)) return undefined;
  const member = value.cls.find(name);
  return member instanceof Closure ? member : undefined;
}

/** `value.name = item`. */
export function setAttribute(value: Value, name: string, item: Value, _meter: Meter): Result {
  if (value instanceof Instance) {
    const { cls, fields } = value;
    const member = cls.find(name);
    if (member instanceof Descriptor && member.type === "property") {
      if (member.set !== undefined) return call(member.set, [value, item]);
      raise("AttributeError", `property '${name}' of '${cls.name}' object has no setter`);
    }
    for (const kind of cls.kinds) kind.checkChange?.(value, name, "assign to");
    if (cls.slots !== undefined && !cls.slots.has(name)) {
      raise(
        "AttributeError",
        `'${cls.name}' object ${member === undefined ? `has no attribute '${name}'` : `attribute '${name}' is read-only`}`,
      );
    }
    if (value instanceof RuleException && name === "args") value.args = itemsOf(item);
    else fields.set(name, item);
    return null;
  }
  if (value instanceof PyClass) {
    for (const kind of value.kinds) kind.checkClassChange?.(value, name);
    value.members.set(name, item);
    return null;
  }
  if (value instanceof Closure) {
    value.attributes.set(name, item);
    return null;
  }
  return refuseChange(value, name);
}

function itemsOf(value: Value): readonly Value[] {
  return typeof value === "object" && (value?.kind === "tuple" || value?.kind === "list") ? value.items : [value];
}

/** `del value.name`. */
export function deleteAttribute(value: Value, name: string, _meter: Meter): Result {
  if (value instanceof Instance) {
    for (const kind of value.cls.kinds) kind.checkChange?.(value, name, "delete");
    if (!value.fields.delete(name)) noAttribute(value, name);
    return null;
  }
  if (value instanceof PyClass) {
    if (!value.members.delete(name)) noAttribute(value, name);
    return null;
  }
  return refuseChange(value, name);
}

function refuseChange(value: Value, name: string): never {
  if (isRecord(value) && value.record.fields.includes(name)) raise("AttributeError", "can't set attribute");
  if (value instanceof ModuleValue) outside(`A rule does not change the module \`${value.module.name}\``);
  if (value instanceof Builtin && value.type === "type") {
    raise("TypeError", `cannot set '${name}' attribute of immutable type '${value.name}'`);
  }
  if (methodOf(value, name) !== undefined) {
    raise("AttributeError", `'${typeName(value)}' object attribute '${name}' is read-only`);
  }
  return noAttribute(value, name);
}

export function noAttribute(value: Value, name: string): never {
  if (value instanceof PyClass || (value instanceof Builtin && value.type === "type")) {
    raise("AttributeError", `type object '${value.name}' has no attribute '${name}'`);
  }
  if (value instanceof ModuleValue) {
    raise("AttributeError", `module '${value.module.name}' has no attribute '${name}'`);
  }
  return raise("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}
