/** @file `type(value)`: the built-in type or the class of a value. */
import { Builtin } from "../machine/builtin.ts";
import { PyClass } from "../machine/class.ts";
import { Instance } from "../machine/instance.ts";
import { raise } from "../operation/raised.ts";
import { typeName, type Value } from "../value.ts";

/** The types of values that no name of the language means. */
const nameless: ReadonlyMap<string, Builtin> = new Map(
  ["NoneType", "function", "method", "module", "generator", "builtin_function_or_method"].map((name) => [
    name,
    new Builtin("type", name, () => raise("TypeError", `cannot create '${name}' instances`)),
  ]),
);

/** `named` are the types that a name means. */
export function typeOf(value: Value, named: ReadonlyMap<string, Value>): Value {
  if (value instanceof Instance) return value.cls;
  if (typeof value === "object" && value?.kind === "tuple" && value.record !== undefined) return value.record.cls;
  const name = value instanceof PyClass ? "type" : typeName(value);
  const found = named.get(name);
  if (found instanceof Builtin && found.type === "type") return found;
  return nameless.get(name) ?? new Builtin("type", name, () => null);
}
