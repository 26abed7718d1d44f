/** @file A problem's text with its parameters in braces, `{a}+{b}=`: writing it, and reading it back. */

import type { Value } from "../../rule/value.ts";
import { escaped, type Sampler } from "./sampler.ts";

export interface TextFormat {
  /** Undefined where an argument is of another kind. */
  write(args: readonly Value[]): string | undefined;
  /** With or without an `=` at the end; undefined when the text has another form. */
  read(text: string): Value[] | undefined;
}

export type ReadFormat =
  | { readonly format: TextFormat; readonly problem?: undefined }
  /** `from` and `to` are offsets in the text. */
  | { readonly problem: string; readonly from: number; readonly to: number };

/** `parameters` in the rule's order. */
export function readFormat(text: string, parameters: ReadonlyMap<string, Sampler>): ReadFormat {
  const names = [...parameters.keys()];
  const order: string[] = [];
  const literals: string[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{([^{}]*)\}/g)) {
    const name = (match[1] ?? "").trim();
    const wrong = (problem: string): ReadFormat => ({ problem, from: match.index, to: match.index + match[0].length });
    if (!parameters.has(name)) return wrong(`There is no parameter ${name}. Parameters: ${names.join(", ")}.`);
    if (order.includes(name)) return wrong(`{${name}} stands there twice. Write each parameter once.`);
    const between = text.slice(at, match.index);
    const before = order.at(-1);
    const sampler = before === undefined ? undefined : parameters.get(before);
    if (sampler !== undefined && [...between].every((character) => sampler.holds(character)))
      return wrong(
        `Nobody could tell where {${before}} ends. Put something between {${before}} and {${name}} that {${before}} never holds.`,
      );
    literals.push(between);
    order.push(name);
    at = match.index + match[0].length;
  }
  const missing = names.find((name) => !order.includes(name));
  const whole = { from: 0, to: text.length };
  if (missing !== undefined)
    return { problem: `The format leaves out {${missing}}. Write every parameter once.`, ...whole };
  const tail = text.slice(at);
  const last = parameters.get(order.at(-1) ?? "");
  const stray = /[{}]/.exec([...literals, tail].join(""));
  if (stray)
    return {
      problem: `A single ${stray[0]} does not fit. Braces hold a parameter's name, as in {${names[0] ?? "a"}}.`,
      ...whole,
    };
  const ending = tail.trimEnd().replace(/=$/, "").trimEnd();
  const pattern = order
    .map((name, i) => `${escaped(literals[i] ?? "")}(${parameters.get(name)?.pattern ?? ""})`)
    .join("");
  const expression = new RegExp(`^\\s*${pattern}${escaped(ending)}\\s*=?\\s*$`, "u");
  if (last === undefined) return { problem: "The format holds no parameter.", ...whole };
  return {
    format: {
      write(args) {
        let written = "";
        for (const [i, name] of order.entries()) {
          const value = args[names.indexOf(name)];
          const part = value === undefined ? undefined : parameters.get(name)?.write(value);
          if (part === undefined) return undefined;
          written += (literals[i] ?? "") + part;
        }
        return written + tail;
      },
      read(given) {
        const parts = expression.exec(given)?.slice(1);
        if (parts === undefined) return undefined;
        const values = names.map((name) => parameters.get(name)?.read(parts[order.indexOf(name)] ?? ""));
        const read = values.filter((value) => value !== undefined);
        return read.length === values.length ? read : undefined;
      },
    },
  };
}
