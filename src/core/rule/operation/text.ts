/** @file Strings as Python sees them: sequences of code points, where JavaScript has UTF-16 units. */

/** Python's whitespace, as the inside of a character class: JavaScript's without the byte order mark, and ASCII's separators. */
export const spaceClass = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const space = new RegExp(`^[${spaceClass}]$`);

export function isSpace(character: string): boolean {
  return space.test(character);
}

/** How much whitespace a text begins with. Whitespace is never beyond 16 bits. */
export function spaceBefore(text: string): number {
  let at = 0;
  while (at < text.length && isSpace(text[at] as string)) at++;
  return at;
}

export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text[end - 1] as string)) end--;
  return text.slice(Math.min(spaceBefore(text), end), end);
}

const surrogate = /[\ud800-\udfff]/;

/** Whether every code point of the text is one UTF-16 unit, so that positions agree. */
export function isFlat(text: string): boolean {
  return !surrogate.test(text);
}

export function textLength(text: string): number {
  return isFlat(text) ? text.length : [...text].length;
}

/** The characters (code points) of a text, each a string. */
export function characters(text: string): string[] {
  return isFlat(text) ? text.split("") : [...text];
}

/** The character at a position counted in code points, or undefined. */
export function characterAt(text: string, index: number): string | undefined {
  return isFlat(text) ? text[index] : [...text][index];
}

/** From `start` to before `end`, both in code points and in range. */
export function textBetween(text: string, start: number, end: number): string {
  return isFlat(text) ? text.slice(start, end) : [...text].slice(start, end).join("");
}

/** Negative, zero or positive as `a` comes before, is, or comes after `b` in code point order. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (isFlat(a) && isFlat(b)) return a < b ? -1 : 1;
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Converts an offset in UTF-16 units to one in code points. */
export function codePointOffset(text: string, units: number): number {
  return isFlat(text) ? units : [...text.slice(0, units)].length;
}
