/** @file Where a number ends, by CPython 3.11's tokenizer, and what it refuses about it. */
import { refuse } from "./problem.ts";

const based: Readonly<Record<string, readonly [kind: string, pattern: RegExp]>> = {
  x: ["hexadecimal", /0[xX](?:_?[0-9a-fA-F])+/y],
  o: ["octal", /0[oO](?:_?[0-7])+/y],
  b: ["binary", /0[bB](?:_?[01])+/y],
};
const decimal = /(?:[0-9](?:_?[0-9])*)?/y;
const exponent = /(?:[eE][-+]?[0-9](?:_?[0-9])*)?/y;
/** Python still reads `1if x else 2`: a keyword may follow a number at once. */
const keyword = /(?:and|else|for|if|in|is|not|or)/y;
const word = /[A-Za-z0-9_\u0080-\uffff]/y;

/** CPython reads no longer decimal ints. */
const mostDigits = 4300;

export function endOfNumber(text: string, from: number): number {
  const mark = text[from] === "0" ? (text[from + 1] ?? "").toLowerCase() : "";
  const base = Object.hasOwn(based, mark) ? based[mark] : undefined;
  if (base !== undefined) {
    const [kind, pattern] = base;
    const end = matchEnd(pattern, text, from);
    if (end === from || text[end] === "_")
      refuse(`This is not ${article(kind)} ${kind} number.`, { from, to: end + 1 });
    return verified(text, from, end, kind);
  }
  return decimalEnd(text, from);
}

function decimalEnd(text: string, from: number): number {
  let end = matchEnd(decimal, text, from);
  const digits = text.slice(from, end);
  if (text[end] === "_") refuse("This is not a decimal number.", { from, to: end + 1 });
  let whole = true;
  if (text[end] === ".") {
    whole = false;
    end = matchEnd(decimal, text, end + 1);
  }
  const after = matchEnd(exponent, text, end);
  if (after > end) whole = false;
  end = after;
  if (text[end] === "j" || text[end] === "J") {
    return verified(text, from, end + 1, "imaginary");
  }
  if (whole && /^0[0_]*[1-9]/.test(digits)) {
    refuse("An int cannot start with 0. Write 0o for octal numbers.", { from, to: end });
  }
  if (whole && digits.replaceAll("_", "").length > mostDigits) {
    refuse(`This int has more than ${mostDigits} digits, which is the most that Python reads.`, { from, to: end });
  }
  return verified(text, from, end, "decimal");
}

function verified(text: string, from: number, end: number, kind: string): number {
  if (matchEnd(keyword, text, end) === end && matchEnd(word, text, end) > end) {
    refuse(`This is not ${article(kind)} ${kind} number.`, { from, to: end + 1 });
  }
  return end;
}

function matchEnd(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null ? from : from + match[0].length;
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? "an" : "a";
}
