/** @file Formats of f-strings that begin with `=`, for a parser that takes `:=` for an assignment. */
import { tokenize } from "./tokens.ts";

const formatted = /^[a-zA-Z]*[fF][a-zA-Z]*('''|"""|'|")/;

/** The text with the `=` of each `{value:=…}` replaced by another sign of alignment, offsets unchanged. The text is Python. */
export function withoutSpecEquals(text: string): string {
  if (!/\{[^}]*:=/.test(text)) return text;
  let result = text;
  for (const { kind, from, to } of tokenize(text)) {
    const [head, quote] = kind === "string" ? (formatted.exec(text.slice(from, from + 6)) ?? []) : [];
    if (head === undefined || quote === undefined) continue;
    for (const at of specs(text, from + head.length, to - quote.length)) {
      if (text[at + 1] === "=") result = `${result.slice(0, at + 1)}<${result.slice(at + 2)}`;
    }
  }
  return result;
}

/** Where the formats of the fields between two offsets begin: at their `:`. */
function* specs(text: string, from: number, to: number): Generator<number> {
  for (let at = from; at < to; at++) {
    if (text[at] !== "{") continue;
    if (text[at + 1] === "{") {
      at++;
      continue;
    }
    at = endOfField(text, at + 1, to);
    if (text[at] === ":") yield at;
  }
}

/** The `:` or the `}` after the expression of a field: outside its brackets and strings. */
function endOfField(text: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const character = text[at] as string;
    if (character === "'" || character === '"') {
      const quote = text.startsWith(character.repeat(3), at) ? character.repeat(3) : character;
      const end = text.indexOf(quote, at + quote.length);
      at = (end < 0 ? to : end) + quote.length - 1;
    } else if ("([{".includes(character)) depth++;
    else if (depth === 0 && (character === ":" || character === "}")) return at;
    else if (")]}".includes(character)) depth--;
  }
  return to;
}
