/**
 * @file Python values inside a model's text, read from a position on: `[5,9] rest` gives the list and where it ended. Spaces between
 * elements are allowed, so both dialects use it. Values without a literal (`<function f>`, `[...]` for a list inside itself) are read as
 * what they are written as. Never throws and never recurses deep: unreadable text is `undefined`.
 */

import { LiteralReader } from "../rule/literal.ts";
import { readFloat } from "../rule/operation/floatText.ts";
import { bytes, dictKey, isSet, repr, set, type Value } from "../rule/value.ts";

export interface ReadLiteral {
  readonly value: Value;
  /** Offset of the first character after the literal. */
  readonly end: number;
}

export function readLiteral(text: string, from: number): ReadLiteral | undefined {
  const reader = new ReprReader(text, from);
  if (text.charAt(from) === " ") return undefined;
  const value = reader.value();
  return value === undefined ? undefined : { value, end: reader.at };
}

/** `compactRepr([1, 'a b'])` is `[1,'a b']`: Python's repr without the spaces between elements. */
export function compactRepr(value: Value): string {
  return typeof value === "bigint" ? value.toString() : writeCompact(value, []);
}

/** `above` are the containers around the value: one inside itself is written as Python does, `[...]`. */
function writeCompact(value: Value, above: Value[]): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return repr(value);
  if (value.kind === "range") return repr(value).replaceAll(" ", "");
  if (value.kind === "opaque") return value.text;
  if (value.kind === "bytes") return repr(value);
  if (above.includes(value)) return value.kind === "list" ? "[...]" : value.kind === "tuple" ? "(...)" : "{...}";
  above.push(value);
  const parts: string[] = [];
  if (value.kind === "dict") {
    for (const [key, item] of value.entries.values())
      parts.push(`${writeCompact(key, above)}:${writeCompact(item, above)}`);
  } else for (const item of isSet(value) ? value.table.values() : value.items) parts.push(writeCompact(item, above));
  above.pop();
  const inside = parts.join(",");
  if (value.kind === "list") return `[${inside}]`;
  if (isSet(value))
    return value.kind === "set" && inside !== "" ? `{${inside}}` : `${value.kind}(${inside && `{${inside}}`})`;
  return value.kind === "dict" ? `{${inside}}` : `(${inside}${parts.length === 1 ? "," : ""})`;
}

const words: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["None", null],
  ["True", true],
  ["False", false],
]);

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", "'": "'", '"': '"' };

/** What `repr` writes, and nothing else that Python would read. */
class ReprReader extends LiteralReader {
  override space(): void {
    while (this.text.charAt(this.at) === " ") this.at++;
  }

  override value(): Value | undefined {
    this.space();
    return this.#itself() ?? super.value();
  }

  protected override parenthesized(): undefined {
    return undefined;
  }

  protected override display(items: readonly Value[]): Value | undefined {
    return items.every((item) => dictKey(item) !== undefined) ? set("set", items) : undefined;
  }

  protected override scalar(first: string): Value | undefined {
    switch (first) {
      case "f":
        return this.#frozenset();
      case "b":
        return this.#bytes();
      case "'":
      case '"':
        return this.#string(first);
      case "<":
        return this.#opaque();
      default:
        return this.#plain();
    }
  }

  /** `frozenset({1, 2})` */
  #frozenset(): Value | undefined {
    if (!this.text.startsWith("frozenset({", this.at)) return this.#plain();
    this.at += "frozenset(".length;
    const items = this.value();
    return items !== undefined && isSet(items) && this.take(")") ? { ...items, kind: "frozenset" } : undefined;
  }

  /** `b'ab'` */
  #bytes(): Value | undefined {
    const mark = this.text.charAt(this.at + 1);
    if (mark !== "'" && mark !== '"') return undefined;
    this.at++;
    const text = this.#string(mark);
    const codes = [...(text ?? "")].map((character) => character.codePointAt(0) ?? 0);
    return text === undefined || codes.some((code) => code > 0xff) ? undefined : bytes(codes);
  }

  #string(mark: string): string | undefined {
    const text = this.text;
    let value = "";
    let from = ++this.at;
    for (;;) {
      const code = text.charAt(this.at);
      if (code === "" || code === "\n") return undefined;
      if (code === mark) {
        value += text.slice(from, this.at++);
        return value;
      }
      if (code !== "\\") {
        this.at++;
        continue;
      }
      value += text.slice(from, this.at);
      const character = this.#escape();
      if (character === undefined) return undefined;
      value += character;
      from = this.at;
    }
  }

  /** One escape, from its backslash on. */
  #escape(): string | undefined {
    const kind = this.text.charAt(this.at + 1);
    const simple = Object.hasOwn(escapes, kind) ? escapes[kind] : undefined;
    if (simple !== undefined) {
      this.at += 2;
      return simple;
    }
    const width = kind === "x" ? 2 : kind === "u" ? 4 : kind === "U" ? 8 : 0;
    const digits = this.text.slice(this.at + 2, this.at + 2 + width);
    const code = Number.parseInt(digits, 16);
    if (width === 0 || digits.length < width || !/^[0-9a-fA-F]+$/.test(digits) || code > 0x10ffff) return undefined;
    this.at += 2 + width;
    return String.fromCodePoint(code);
  }

  /** `[...]`: a container inside itself. */
  #itself(): Value | undefined {
    const text = this.text.slice(this.at, this.at + 5);
    if (!/^(\[\.\.\.\]|\(\.\.\.\)|\{\.\.\.\})$/.test(text)) return undefined;
    this.at += text.length;
    return { kind: "opaque", type: "object", text };
  }

  /** `<class 'int'>`, up to the bracket that closes it. */
  #opaque(): Value | undefined {
    const from = this.at;
    let open = 0;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text.charAt(this.at);
      if (character === "\n") return undefined;
      if (character === "<") open++;
      else if (character === ">" && --open === 0) {
        this.at++;
        return { kind: "opaque", type: "object", text: this.text.slice(from, this.at) };
      }
    }
    return undefined;
  }

  #plain(): Value | undefined {
    const pattern =
      /(-?(?:[0-9]+\.[0-9]+(?:e[-+]?[0-9]+)?|[0-9]+e[-+]?[0-9]+|inf\b)|nan\b)|-?[0-9]+|None|True|False|set\(\)|frozenset\(\)|range\((-?[0-9]+), ?(-?[0-9]+)(?:, ?(-?[0-9]+))?\)/y;
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.at = pattern.lastIndex;
    const [text, float, start, stop, step] = match;
    if (float !== undefined) return readFloat(float);
    if (text.endsWith("set()")) return set(text === "set()" ? "set" : "frozenset", []);
    const word = words.get(text);
    if (word !== undefined) return word;
    if (start === undefined) return BigInt(text);
    return { kind: "range", start: BigInt(start), stop: BigInt(stop ?? "0"), step: BigInt(step ?? "1") };
  }
}
