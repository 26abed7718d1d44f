/** @file How the answers of a person's own task are written: as a plain number, word or words, or as Python writes the value. */

import { list, type Value } from "../../rule/value.ts";

export interface AnswerKind {
  /** Undefined for a value of another kind. */
  write(value: Value): string | undefined;
  read(text: string): Value | undefined;
}

export const answerKinds: Readonly<Record<string, AnswerKind>> = {
  /** Python's own text, which the methods write by themselves. */
  value: { write: () => undefined, read: () => undefined },
  integer: {
    write: (value) => (typeof value === "bigint" ? String(value) : undefined),
    read: (text) => (/^-?[0-9]+$/.test(text.trim()) ? BigInt(text.trim()) : undefined),
  },
  digits: {
    write: (value) => textsOf(value, /^[0-9]$/)?.join(""),
    read: (text) => (/^[0-9]+$/.test(text.trim()) ? list([...text.trim()].map(BigInt)) : undefined),
  },
  word: {
    write: (value) => (typeof value === "string" && /^\S+$/.test(value) ? value : undefined),
    read: (text) => (/^\S+$/.test(text.trim()) ? text.trim() : undefined),
  },
  words: {
    write: (value) => (allStrings(value) ? textsOf(value, /^\S+$/)?.join(" ") : undefined),
    read: (text) => (text.trim() === "" ? undefined : list(text.trim().split(/\s+/))),
  },
};

/** The items of a list as texts; undefined for another value, an empty list, or an item that is written otherwise. */
function textsOf(value: Value, form: RegExp): string[] | undefined {
  if (value === null || typeof value !== "object" || value.kind !== "list" || value.items.length === 0)
    return undefined;
  const texts = value.items.filter((item) => typeof item === "bigint" || typeof item === "string").map(String);
  return texts.length === value.items.length && texts.every((text) => form.test(text)) ? texts : undefined;
}

function allStrings(value: Value): boolean {
  return (
    value !== null &&
    typeof value === "object" &&
    value.kind === "list" &&
    value.items.every((item) => typeof item === "string")
  );
}
