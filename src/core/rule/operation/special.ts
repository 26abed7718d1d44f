/** @file The special methods (`__add__`, `__lt__`, …) that operators find in the classes of their operands. */
import type { PyOpaque, Value } from "../value.ts";

/** A value whose class can have special methods. */
interface HasSpecial extends PyOpaque {
  special(name: string, args: readonly Value[]): Value | undefined;
}

export function hasSpecial(value: Value): value is HasSpecial {
  return typeof value === "object" && value !== null && value.kind === "opaque" && "special" in value;
}

/** The special method's answer, or undefined where there is none. */
export function special(value: Value, name: string, ...args: readonly Value[]): Value | undefined {
  return hasSpecial(value) ? value.special(name, args) : undefined;
}

/** A key meets its equal in a dict or a set: the class's own `__eq__` says so, which is stepped like any other call. */
export function compareKeys(known: Value, key: Value): void {
  if (known !== key && hasSpecial(key)) special(known, "__eq__", key);
}

const binaryNames: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "truediv",
  "//": "floordiv",
  "%": "mod",
  "**": "pow",
  "** or pow()": "pow",
  "<<": "lshift",
  ">>": "rshift",
  "&": "and",
  "|": "or",
  "^": "xor",
};

/**
 * A binary operator where one operand's class has a say. `operator` is as messages name it: with `=` for an augmented assignment.
 * Undefined where neither answers.
 */
export function operate(operator: string, a: Value, b: Value): Value | undefined {
  const inPlace = operator.endsWith("=");
  const name = binaryNames[inPlace ? operator.slice(0, -1) : operator];
  if (name === undefined) return undefined;
  const own = inPlace ? special(a, `__i${name}__`, b) : undefined;
  if (own !== undefined) return own;
  // The right operand comes first where its class is derived from the left one's.
  if (isDerived(b, a)) return either(special(b, `__r${name}__`, a), () => special(a, `__${name}__`, b));
  return either(special(a, `__${name}__`, b), () => (isSameClass(a, b) ? undefined : special(b, `__r${name}__`, a)));
}

/** The first answer where there is one. None is one, which `??` would not see. */
function either(first: Value | undefined, second: () => Value | undefined): Value | undefined {
  return first !== undefined ? first : second();
}

function isDerived(b: Value, a: Value): boolean {
  return hasSpecial(b) && "derivesFrom" in b && typeof b.derivesFrom === "function" && b.derivesFrom(a) === true;
}

function isSameClass(a: Value, b: Value): boolean {
  return hasSpecial(a) && hasSpecial(b) && "cls" in a && "cls" in b && a.cls === b.cls;
}

const orderNames = { "<": ["lt", "gt"], "<=": ["le", "ge"], ">": ["gt", "lt"], ">=": ["ge", "le"] } as const;

/** `<`, `<=`, `>` or `>=` where one operand's class has a say. */
export function ordered(operator: keyof typeof orderNames, a: Value, b: Value): Value | undefined {
  const [name, reflected] = orderNames[operator];
  if (isDerived(b, a)) return either(special(b, `__${reflected}__`, a), () => special(a, `__${name}__`, b));
  return either(special(a, `__${name}__`, b), () => special(b, `__${reflected}__`, a));
}
