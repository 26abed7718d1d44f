/** @file Attributes of values: loading, storing and deleting them, and how a missing one is worded. */
import { BoundMethod, Builtin } from "../machine/builtin.ts";
import type { Result } from "../machine/routine.ts";
import { ModuleValue } from "../module/ruleModule.ts";
import { type Meter, outside, raise } from "../operation/raised.ts";
import { typeName, type Value } from "../value.ts";
import { numberAttribute } from "./floatMethods.ts";
import { methodOf } from "./methods.ts";

/** `value.name`. */
export function getAttribute(value: Value, name: string, meter: Meter): Result {
  return findAttribute(value, name, meter) ?? noAttribute(value, name);
}

/** `value.name`, or undefined where it has none. None is a value like any other. */
export function findAttribute(value: Value, name: string, _meter: Meter): Result | undefined {
  if (typeof value === "object" && value !== null && value.kind === "opaque") {
    const own = value.attribute?.(name);
    if (own !== undefined) return own;
  }
  const part = numberAttribute(value, name);
  if (part !== undefined) return part;
  const method = methodOf(value, name);
  return method === undefined ? undefined : new BoundMethod(name, value, method);
}

/** `value.name = item`. */
export function setAttribute(value: Value, name: string, _item: Value, _meter: Meter): Result {
  return refuseChange(value, name);
}

/** `del value.name`. */
export function deleteAttribute(value: Value, name: string, _meter: Meter): Result {
  return refuseChange(value, name);
}

function refuseChange(value: Value, name: string): never {
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
  if (value instanceof Builtin && value.type === "type") {
    raise("AttributeError", `type object '${value.name}' has no attribute '${name}'`);
  }
  if (value instanceof ModuleValue) {
    raise("AttributeError", `module '${value.module.name}' has no attribute '${name}'`);
  }
  return raise("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}
