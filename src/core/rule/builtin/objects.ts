/** @file The built-in functions and types that have to do with classes and attributes. */
import { Builtin, type Implementation, Native, TypeUnion } from "../machine/builtin.ts";
import { Descriptor, PyClass } from "../machine/class.ts";
import { exceptionOf, exceptionType, isExceptional } from "../machine/exception.ts";
import { Closure } from "../machine/frame.ts";
import { Instance, notImplemented } from "../machine/instance.ts";
import { type Result, Routine, type RoutineBody, stop } from "../machine/routine.ts";
import { Raised, raise } from "../operation/raised.ts";
import { dict, type PyOpaque, typeName, type Value } from "../value.ts";
import { argument, between } from "./arguments.ts";
import { deleteAttribute, findAttribute, getAttribute, hasAttribute, setAttribute } from "./attributes.ts";
import { objectType } from "./objectMethods.ts";
import { Super } from "./super.ts";
import { typeOf } from "./typeOf.ts";

/** Whether a value is an instance of a type or a class. */
export function hasType(value: Value, type: Value): boolean {
  if (typeof value === "object" && value?.kind === "tuple" && value.record !== undefined) {
    if (value.record.cls instanceof PyClass && value.record.cls.inherits(type)) return true;
  }
  if (type instanceof PyClass) return value instanceof Instance && value.cls.inherits(type);
  if (!(type instanceof Builtin)) return false;
  if (type.name === "object") return true;
  if (value instanceof Instance) return value.cls.inherits(type) || (type.name === "int" && value.int !== undefined);
  if (value instanceof PyClass) return type.name === "type";
  if (typeof value === "object" && value !== null && value.kind === type.name) return true;
  if (isExceptional(value)) return value.cls.inherits(type);
  return typeName(value) === type.name || (type.name === "int" && typeof value === "boolean");
}

export function isType(value: Value): boolean {
  return value instanceof PyClass || (value instanceof Builtin && value.type === "type");
}

/** Asks one type, or each of a tuple of them, however nested. */
function anyType(name: string, types: Value, matches: (type: Value) => boolean): boolean {
  if (isType(types)) return matches(types);
  if (types instanceof TypeUnion) {
    const noneType = (type: Value): Value => (type === null ? typeOf(null, new Map()) : type);
    return types.options.some((type) => matches(noneType(type)));
  }
  if (typeof types === "object" && types !== null && types.kind === "tuple") {
    return types.items.some((type) => anyType(name, type, matches));
  }
  const what =
    name === "isinstance" ? "a type, a tuple of types, or a union" : "a class, a tuple of classes, or a union";
  return raise("TypeError", `${name}() arg 2 must be ${what}`);
}

const isInstance: Implementation = (args, keywords) => {
  between("isinstance", 2, 2, args, keywords);
  const value = argument(args, 0);
  return anyType("isinstance", argument(args, 1), (type) => hasType(value, type));
};

const isSubclass: Implementation = (args, keywords) => {
  between("issubclass", 2, 2, args, keywords);
  const type = argument(args, 0);
  if (!isType(type)) raise("TypeError", "issubclass() arg 1 must be a class");
  return anyType("issubclass", argument(args, 1), (other) => {
    if (type === other) return true;
    if (type instanceof PyClass) return type.inherits(other);
    if (!(type instanceof Builtin && other instanceof Builtin)) return false;
    if (other.name === "object") return true;
    if (type.name === "bool" && other.name === "int") return true;
    return type.isException && (other.name === "Exception" || other.name === "BaseException");
  });
};

function nameOf(value: Value, what: string): string {
  return typeof value === "string" ? value : raise("TypeError", `${what}: attribute name must be string`);
}

/** What rule code gives for an attribute, or the other value where it raises AttributeError. */
function* orElse({ body }: Routine, otherwise: Value): RoutineBody {
  try {
    return yield* body;
  } catch (error) {
    const missing = error instanceof Raised && exceptionOf(error).cls.inherits(exceptionType("AttributeError"));
    if (missing) return otherwise;
    throw error;
  }
}

const getattr: Implementation = (args, keywords, meter): Result => {
  between("getattr", 2, 3, args, keywords);
  const value = argument(args, 0);
  const name = argument(args, 1);
  if (typeof name !== "string") return raise("TypeError", "attribute name must be string, not 'int'");
  if (args.length === 2) return getAttribute(value, name, meter);
  const found = findAttribute(value, name, meter);
  if (found instanceof Routine) return new Routine(orElse(found, argument(args, 2)));
  return found ?? (hasAttribute(value, name, meter) ? null : argument(args, 2));
};

const vars: Implementation = (args, keywords) => {
  between("vars", 1, 1, args, keywords);
  const value = argument(args, 0);
  if (value instanceof Instance) return dict(value.fields);
  return raise("TypeError", "vars() argument must have __dict__ attribute");
};

const superOf: Implementation = (args) => {
  if (args.length !== 2) raise("RuntimeError", "super(): no arguments");
  return new Super(argument(args, 0), argument(args, 1));
};

const property: Implementation = (args, keywords) => {
  const get = args[0] ?? keywords?.get("fget") ?? null;
  return new Descriptor("property", get, args[1] ?? keywords?.get("fset"));
};

const descriptor = (kind: "staticmethod" | "classmethod"): Implementation => {
  return (args, keywords) => {
    between(kind, 1, 1, args, keywords);
    return new Descriptor(kind, argument(args, 0));
  };
};

function of(kind: Builtin["type"], functions: Readonly<Record<string, Implementation>>): [string, PyOpaque][] {
  return Object.entries(functions).map(([name, run]) => [name, new Builtin(kind, name, run)]);
}

export const objectFunctions: readonly [string, PyOpaque][] = [
  ...of("builtin_function_or_method", {
    isinstance: isInstance,
    issubclass: isSubclass,
    getattr,
    hasattr: (args, keywords, meter) => {
      between("hasattr", 2, 2, args, keywords);
      const name = nameOf(argument(args, 1), "hasattr()");
      const found = findAttribute(argument(args, 0), name, meter);
      if (!(found instanceof Routine)) return hasAttribute(argument(args, 0), name, meter);
      return new Routine(
        (function* (): RoutineBody {
          return (yield* orElse(found, stop)) !== stop;
        })(),
      );
    },
    setattr: (args, keywords, meter) => {
      between("setattr", 3, 3, args, keywords);
      return setAttribute(argument(args, 0), nameOf(argument(args, 1), "setattr()"), argument(args, 2), meter);
    },
    delattr: (args, keywords, meter) => {
      between("delattr", 2, 2, args, keywords);
      return deleteAttribute(argument(args, 0), nameOf(argument(args, 1), "delattr()"), meter);
    },
    vars,
  }),
  ...of("type", {
    super: superOf,
    property,
    staticmethod: descriptor("staticmethod"),
    classmethod: descriptor("classmethod"),
  }),
  ["object", objectType],
  ["NotImplemented", notImplemented],
];

export function isCallable(value: Value): boolean {
  if (value instanceof Instance) return value.cls.find("__call__") !== undefined;
  return value instanceof Native || value instanceof Closure;
}
