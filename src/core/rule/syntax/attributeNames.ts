/** @file Which attributes a rule can name: the methods of the language's types, and what the modules' values have. */
import { moduleAttributes } from "../module/registry.ts";
import { methodNames } from "./names.ts";

/** Why an attribute cannot be used. */
export function adviceOnAttribute(name: string): string | undefined {
  if (methodNames.has(name) || moduleAttributes.has(name)) return undefined;
  if (name === "add" || name === "discard" || name === "union" || name === "intersection" || name === "difference") {
    return `\`.${name}\` belongs to sets, which are outside the rule language. Use a list, or a dict with the elements as keys.`;
  }
  return `\`.${name}\` is not a method of the rule language's ints, strings, lists, tuples and dicts. Write it as a function.`;
}
