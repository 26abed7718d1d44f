/** @file Reads Python literals: ints, strings, True, False, None, and lists, tuples and dicts of them. */
import { parseInteger, resolveEscapes, splitString } from "./syntax/string.ts";
import { dict, dictKey, list, tuple, type Value } from "./value.ts";

/** Literals nested deeper are not read. */
const deepest = 100;

/** The value a literal writes, or `undefined` when the whole text is not one literal. */
export function parseLiteral(text: string): Value | undefined {
  const reader = new LiteralReader(text);
  const value = reader.value();
  reader.space();
  return value !== undefined && reader.at === text.length ? value : undefined;
}

const number = /[0-9][0-9a-zA-Z_]*/y;
const word = /(?:None|True|False)(?![\p{L}\p{N}_])/uy;
const string =
  /[rRuU]?(?:'''(?:[^\\]|\\[\s\S])*?'''|"""(?:[^\\]|\\[\s\S])*?"""|'(?!'')(?:[^'\\\n]|\\[\s\S])*'|"(?!"")(?:[^"\\\n]|\\[\s\S])*")/y;
const blank = /[ \t\r\n\f]*/y;

/** Reads literals one after another; `at` is where it stopped, which is where a problem is when nothing was read. */
export class LiteralReader {
  readonly #text: string;
  at: number;
  #depth = 0;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.at = at;
  }

  space(): void {
    this.#match(blank);
  }

  /** Steps over `mark` and says whether it was there. */
  take(mark: string): boolean {
    this.space();
    if (!this.#text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  value(): Value | undefined {
    this.space();
    if (this.#depth > deepest) return undefined;
    const character = this.#text[this.at];
    switch (character) {
      case "[": {
        const items = this.#items("[", "]");
        return items && list(items.values);
      }
      case "(": {
        const items = this.#items("(", ")");
        if (items === undefined) return undefined;
        const [only] = items.values;
        return only !== undefined && !items.comma ? only : tuple(items.values);
      }
      case "{":
        return this.#dict();
      case "-":
      case "+": {
        this.at++;
        const value = this.value();
        if (typeof value !== "bigint") return undefined;
        return character === "-" ? -value : value;
      }
    }
    const digits = this.#match(number);
    if (digits !== undefined) return this.#text[this.at] === "." ? undefined : parseInteger(digits);
    const name = this.#match(word);
    if (name !== undefined) return name === "None" ? null : name === "True";
    const literal = this.#match(string);
    return literal === undefined ? undefined : this.#string(literal);
  }

  #string(literal: string): string | undefined {
    const parts = splitString(literal);
    if (parts === undefined) return undefined;
    return parts.prefix === "r" ? parts.body : resolveEscapes(parts.body);
  }

  /** The values between two brackets, and whether a comma stood among or after them. */
  #items(open: string, close: string): { readonly values: Value[]; readonly comma: boolean } | undefined {
    this.take(open);
    this.#depth++;
    const values: Value[] = [];
    let comma = false;
    while (!this.take(close)) {
      if (values.length > 0 && !comma) return undefined;
      const value = this.value();
      if (value === undefined) return undefined;
      values.push(value);
      const separated = this.take(",");
      if (separated) comma = true;
      else if (this.take(close)) break;
      else return undefined;
    }
    this.#depth--;
    return { values, comma };
  }

  #dict(): Value | undefined {
    this.take("{");
    this.#depth++;
    const pairs: [Value, Value][] = [];
    while (!this.take("}")) {
      const key = this.value();
      if (key === undefined || dictKey(key) === undefined || !this.take(":")) return undefined;
      const value = this.value();
      if (value === undefined) return undefined;
      pairs.push([key, value]);
      if (this.take(",")) continue;
      if (this.take("}")) break;
      return undefined;
    }
    this.#depth--;
    return dict(pairs);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.at += match[0].length;
    return match[0];
  }
}
