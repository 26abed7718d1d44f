/** @file String and bytes literals, as Python writes them. */

const needsEscape = /[\\'\p{C}\p{Z}]/u;
const escaped: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** A Python string literal for the text: single quotes unless it holds only single ones, escapes for what does not print. */
export function quote(text: string): string {
  if (!needsEscape.test(text)) return `'${text}'`;
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = mark;
  for (const character of text) {
    if (character === mark) result += `\\${mark}`;
    else if (escaped[character] !== undefined) result += escaped[character];
    else if (character !== " " && /[\p{C}\p{Z}]/u.test(character)) result += escapeOf(character.codePointAt(0) ?? 0);
    else result += character;
  }
  return result + mark;
}

function escapeOf(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** The bytes between quotes, escaped where they are no printable ASCII. */
export function quoteBytes(data: Uint8Array): string {
  const text = String.fromCharCode(...data);
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let result = mark;
  for (const character of text) {
    if (character === mark) result += `\\${mark}`;
    else if (escaped[character] !== undefined) result += escaped[character];
    else if (character < " " || character > "~") result += escapeOf(character.charCodeAt(0));
    else result += character;
  }
  return result + mark;
}
