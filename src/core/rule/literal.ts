/**
 * @file Reads Python literals: numbers, strings, bytes, True, False, None, and lists, tuples, dicts and sets of them. What brackets hold is read in one way;
 * what else there is, and which blanks may stand between, is a matter of who writes: a person here, `repr` in `method/literal.ts`.
 */
import { readFloat } from "./operation/floatText.ts";
import { readBytes as bytesOf, parseInteger, resolveEscapes, splitString } from "./syntax/string.ts";
import { bytes, dict, dictKey, isSet, list, set, tuple, type Value } from "./value.ts";

/** Literals nested deeper are not read. */
const deepest = 100;

/** The value a literal writes, or `undefined` when the whole text is not one literal. */
export function parseLiteral(text: string): Value | undefined {
  const reader = new LiteralReader(text);
  const value = reader.value();
  reader.space();
  return value !== undefined && reader.at === text.length ? value : undefined;
}

const number = /(?:[0-9][0-9a-zA-Z_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:(?<=[eE])[+-][0-9_]+|[eE][+-]?[0-9_]+)?/y;
const word = /(?:None|True|False|inf|nan)(?![\p{L}\p{N}_])/uy;
const special = /float\(\s*(['"])\s*([+-]?(?:inf|infinity|nan))\s*\1\s*\)/iy;
const setCall = /(set|frozenset)\(/y;
const string =
  /(?:[rRuUbB]|[bB][rR]|[rR][bB])?(?:'''(?:[^\\]|\\[\s\S])*?'''|"""(?:[^\\]|\\[\s\S])*?"""|'(?!'')(?:[^'\\\n]|\\[\s\S])*'|"(?!"")(?:[^"\\\n]|\\[\s\S])*")/y;
const blank = /[ \t\r\n\f]*/y;

/** Reads literals one after another; `at` is where it stopped, which is where a problem is when nothing was read. */
export class LiteralReader {
  protected readonly text: string;
  at: number;
  #depth = 0;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  space(): void {
    this.match(blank);
  }

  /** Steps over `mark` and says whether it was there. */
  take(mark: string): boolean {
    this.space();
    if (!this.text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  value(): Value | undefined {
    this.space();
    if (this.#depth > deepest) return undefined;
    this.#depth++;
    const value = this.#bracketed(this.text[this.at]);
    this.#depth--;
    return value;
  }

  #bracketed(first: string | undefined): Value | undefined {
    switch (first) {
      case "[": {
        const items = this.#items("[", "]");
        return items && list(items.values);
      }
      case "(": {
        const items = this.#items("(", ")");
        if (items === undefined) return undefined;
        const [only] = items.values;
        return only !== undefined && !items.comma ? this.parenthesized(only) : tuple(items.values);
      }
      case "{":
        return this.#dict();
      default:
        return this.scalar(first ?? "");
    }
  }

  /** `(1)`: one value in brackets that make no tuple. */
  protected parenthesized(value: Value): Value | undefined {
    return value;
  }

  /** A set of what stood between `{` and `}`. */
  protected display(items: readonly Value[]): Value | undefined {
    return display(items);
  }

  /** What begins with no bracket. */
  protected scalar(first: string): Value | undefined {
    if (first === "-" || first === "+") {
      this.at++;
      const value = this.value();
      if (typeof value !== "bigint" && typeof value !== "number") return undefined;
      return first === "-" ? -value : value;
    }
    const digits = this.match(number);
    if (digits !== undefined) return parseInteger(digits) ?? decimal(digits);
    const name = this.match(word);
    if (name !== undefined)
      return name === "None" ? null : name === "True" ? true : name !== "False" && readFloat(name);
    const written = this.match(special);
    if (written !== undefined) return readFloat(/[+-]?(?:inf|nan)/i.exec(written)?.[0] ?? "");
    const kind = this.match(setCall);
    if (kind !== undefined) return this.#setCall(kind === "set(" ? "set" : "frozenset");
    const literal = this.match(string);
    return literal === undefined ? undefined : this.#string(literal);
  }

  #string(literal: string): Value | undefined {
    const parts = splitString(literal);
    if (parts === undefined) return undefined;
    if (parts.prefix.includes("b")) return readBytes(parts.body, parts.prefix.includes("r"));
    return parts.prefix === "r" ? parts.body : resolveEscapes(parts.body);
  }

  /** `set()`, `set([1])`, `frozenset({1, 2})`, from the bracket on. */
  #setCall(kind: "set" | "frozenset"): Value | undefined {
    if (this.take(")")) return set(kind, []);
    const inside = this.value();
    if (inside === undefined || inside === null || typeof inside !== "object" || !this.take(")")) return undefined;
    if (isSet(inside)) return { kind, table: inside.table };
    return inside.kind === "list" || inside.kind === "tuple" ? setOf(kind, inside.items) : undefined;
  }

  /** The values between two brackets, and whether a comma stood among or after them. */
  #items(open: string, close: string): { readonly values: Value[]; readonly comma: boolean } | undefined {
    this.take(open);
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
    return { values, comma };
  }

  /** A dict, or a set where no colon follows the first item. */
  #dict(): Value | undefined {
    const start = this.at;
    this.take("{");
    const pairs: [Value, Value][] = [];
    while (!this.take("}")) {
      const key = this.value();
      if (key === undefined || dictKey(key) === undefined) return undefined;
      if (!this.take(":")) {
        if (pairs.length > 0) return undefined;
        this.at = start;
        const items = this.#items("{", "}");
        return items && this.display(items.values);
      }
      const value = this.value();
      if (value === undefined) return undefined;
      pairs.push([key, value]);
      if (this.take(",")) continue;
      if (this.take("}")) break;
      return undefined;
    }
    return dict(pairs);
  }

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at += match[0].length;
    return match[0];
  }
}

/** A float literal; undefined for an int with a zero in front and for what is no number. */
function decimal(digits: string): number | undefined {
  return /^[0-9_]+$/.test(digits) ? undefined : readFloat(digits);
}

function readBytes(body: string, raw: boolean): Value | undefined {
  const data = bytesOf(body, raw);
  return data === undefined ? undefined : bytes(data);
}

function setOf(kind: "set" | "frozenset", items: readonly Value[]): Value | undefined {
  return items.every((item) => dictKey(item) !== undefined) ? set(kind, items) : undefined;
}

/** CPython makes a display of three elements or more of a constant, which it has filed: the order of such a set is another. */
function display(items: readonly Value[]): Value | undefined {
  const plain = items.length < 3 ? undefined : setOf("frozenset", items);
  if (plain === undefined || !isSet(plain)) return setOf("set", items);
  const made = set("set", []);
  made.table.merge(set("frozenset", plain.table.values()).table);
  return made;
}
