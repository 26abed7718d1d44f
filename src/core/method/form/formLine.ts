/** @file Reads one line of a form's trace: its label, what it says has changed, and the branch that it says is taken. Never throws. */
import { excerpt } from "../edits.ts";
import type { FormScalar, FormValue } from "./formValue.ts";

export interface FormEffect {
  /** A letter, an iterator, or `ret`. */
  readonly name: string;
  readonly value: FormValue;
}

export interface ReadFormLine {
  readonly label: string;
  /** The words of the code, values among them. */
  readonly code: readonly string[];
  readonly effects: readonly FormEffect[];
  /** Of a test, or of a `for` that takes its next item. */
  readonly taken?: boolean;
  /** Why a part could not be read; what could be read is in the other fields. */
  readonly malformed?: string;
}

export function readFormLine(text: string): ReadFormLine {
  const [label = "", ...words] = text.split(/\s+/);
  const arrow = words.lastIndexOf("->");
  const semicolon = words.indexOf(";");
  const body = arrow < 0 ? words : words.slice(0, arrow);
  const last = arrow < 0 ? [] : words.slice(arrow + 1).filter((word) => !/^<.*>$/.test(word));
  const code = semicolon < 0 ? body : body.slice(0, semicolon);
  const read = semicolon < 0 ? { effects: [] } : readEffects(body.slice(semicolon + 1));
  const [truth, ...more] = last;
  const taken = truth === "T" ? true : truth === "F" ? false : undefined;
  const malformed =
    read.malformed ??
    (arrow < 0
      ? `${excerpt(text, 0)} does not end in ->`
      : (truth !== undefined && taken === undefined) || more.length > 0
        ? `${excerpt(last.join(" "), 0)} is no branch`
        : undefined);
  return {
    label,
    code,
    effects: read.effects,
    ...(taken === undefined ? {} : { taken }),
    ...(malformed === undefined ? {} : { malformed }),
  };
}

function readEffects(words: readonly string[]): { effects: FormEffect[]; malformed?: string } {
  const effects: FormEffect[] = [];
  for (let at = 0; at < words.length; ) {
    const name = words[at] ?? "";
    const read = readValue(words, at + 1);
    if (!/^(?:[a-x]|it\d|ret)$/.test(name) || read === undefined) {
      return { effects, malformed: `${excerpt(words.slice(at).join(" "), 0)} is no change of a variable` };
    }
    effects.push({ name, value: read.value });
    at = read.end;
  }
  return { effects };
}

/** The value that begins at a word. */
export function readValue(words: readonly string[], at: number): { value: FormValue; end: number } | undefined {
  if (words[at] === "[[") {
    const items: FormScalar[] = [];
    for (let i = at + 1; i < words.length; i++) {
      if (words[i] === "]]") return { value: items, end: i + 1 };
      const item = scalarOf(words[i]);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return undefined;
  }
  const value = scalarOf(words[at]);
  if (value === undefined) return undefined;
  const to = scalarOf(words[at + 2]);
  if (words[at + 1] === ".." && typeof value === "number" && typeof to === "number") {
    return { value: { from: value, to }, end: at + 3 };
  }
  return { value, end: at + 1 };
}

function scalarOf(word: string | undefined): FormScalar | undefined {
  if (word === "T" || word === "F") return word === "T";
  if (word === "None") return null;
  return word !== undefined && /^-?[0-9]{1,6}$/.test(word) ? Number(word) : undefined;
}
