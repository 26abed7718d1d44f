/** @file Which attributes a rule can name: the methods of the language's types, and what the modules' values have. */
import { moduleAttributes } from "../module/registry.ts";
import { methodNames } from "./names.ts";

/** Why an attribute cannot be used. */
export function adviceOnAttribute(name: string): string | undefined {
  if (methodNames.has(name) || moduleAttributes.has(name)) return undefined;
  return `\`.${name}\` is not a method of the rule language's numbers, strings, lists, tuples, dicts and sets. Write it as a function.`;
}
