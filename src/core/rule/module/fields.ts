/** @file How the fields of dataclasses and named tuples take the arguments of a call. */
import type { Keywords } from "../machine/bind.ts";
import { raise } from "../operation/raised.ts";
import type { Value } from "../value.ts";

export interface Taken {
  readonly name: string;
  readonly initial?: Value | undefined;
  readonly factory?: Value | undefined;
  /** Whether an argument can give it. */
  readonly init?: boolean;
  readonly keywordOnly?: boolean;
}

/** The arguments of a call by field, with CPython's complaints. */
export function bindFields(
  name: string,
  fields: readonly Taken[],
  args: readonly Value[],
  keywords: Keywords | undefined,
): Map<string, Value> {
  const taken = fields.filter(({ init = true }) => init);
  const positional = taken.filter(({ keywordOnly }) => !keywordOnly);
  const bound = new Map<string, Value>();
  for (const [i, value] of args.entries()) {
    const field = positional[i];
    if (field !== undefined) bound.set(field.name, value);
  }
  for (const [key, value] of keywords ?? []) {
    if (!taken.some((field) => field.name === key))
      raise("TypeError", `${name} got an unexpected keyword argument '${key}'`);
    if (bound.has(key)) raise("TypeError", `${name} got multiple values for argument '${key}'`);
    bound.set(key, value);
  }
  if (args.length > positional.length) {
    const needed =
      positional.filter(({ initial, factory }) => initial === undefined && factory === undefined).length + 1;
    const most = positional.length + 1;
    const takes = needed < most ? `from ${needed} to ${most}` : `${most}`;
    const plural = needed < most || most !== 1 ? "s" : "";
    raise("TypeError", `${name} takes ${takes} positional argument${plural} but ${args.length + 1} were given`);
  }
  const missing = taken.filter(
    ({ name: field, initial, factory }) => !bound.has(field) && initial === undefined && factory === undefined,
  );
  const names = missing.map((field) => `'${field.name}'`);
  if (names.length > 0) {
    const listed = names.length < 3 ? names.join(" and ") : `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;
    const kind = missing.every(({ keywordOnly }) => keywordOnly) ? "keyword-only" : "positional";
    raise(
      "TypeError",
      `${name} missing ${names.length} required ${kind} argument${names.length === 1 ? "" : "s"}: ${listed}`,
    );
  }
  return bound;
}
