/** @file What a class statement makes of its body: a class, or what a base like `NamedTuple` makes of it. */
import { Builtin } from "../machine/builtin.ts";
import { type ClassOptions, PyClass } from "../machine/class.ts";
import { isExceptionClass } from "../machine/exception.ts";
import { outside, raise } from "../operation/raised.ts";
import { typeName, type Value } from "../value.ts";

/** A value that a class can inherit from without being a class itself. */
export interface ClassBase {
  /** What a class with this base is; undefined for a plain class. */
  makeClass(options: ClassOptions): Value | undefined;
}

function isBase(value: Value): value is Value & ClassBase {
  return typeof value === "object" && value !== null && "makeClass" in value;
}

export function makeClass(options: ClassOptions): Value {
  const exceptions = options.bases.filter(isExceptionClass);
  if (exceptions.length > 1 && exceptions.some((base) => base instanceof Builtin))
    outside("A class that inherits from several exceptions");
  for (const base of options.bases) {
    if (isBase(base)) {
      const made = base.makeClass(options);
      if (made !== undefined) return made;
    } else if (base instanceof Builtin && base.type === "type") {
      if (base.name !== "object" && !base.isException) outside(`A class that inherits from \`${base.name}\``);
    } else if (!(base instanceof PyClass)) {
      raise("TypeError", `${typeName(base)}() takes no keyword arguments`);
    }
  }
  const cls = new PyClass(options);
  for (const kind of cls.kinds) kind.complete?.(cls);
  return cls;
}
