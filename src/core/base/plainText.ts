/**
 * @file Text of models, files and records on its way to people: it never becomes markup, a link, a request or a terminal's command. Whatever could be
 * taken for a part of what surrounds it is shown as a sign of its own. One function for each place that text is put into.
 */

/** Characters that are not seen, or that move what is: controls, separators, direction marks, zero widths, tags and halves of pairs. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}]|[\u115f\u1160\u3164\uffa0]/gu;

/** In one line, with a sign instead of each character that is not seen: `⏎`, `⇥`, `␛`, `⟨U+202E⟩`. */
export function visibleText(text: string): string {
  return text.replace(unseen, signOf);
}

/** The same in several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(unseen, (character) => (character === "\n" || character === "\t" ? character : signOf(character)));
}

/** As Markdown that shows the text as it is. Every punctuation mark is escaped, so that no address becomes a link either. */
export function escapeMarkdown(text: string): string {
  const shown = visibleText(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");
  // Four blanks at the start would make a block of code.
  return shown.replace(/^ +/, (blanks) => "\u00a0".repeat(blanks.length));
}

/**
 * As Markdown's inline code, fenced by more back-ticks than the text contains. A bar would end a cell of a table, whether it is escaped or not
 * depends on the back-slashes before it; a line of the same look takes its place.
 */
export function markdownCode(text: string): string {
  const shown = visibleText(text).replaceAll("|", "│");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^[`\s]|[`\s]$/.test(shown) || shown === "" ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** As Markdown's block of code, whose fence is longer than any in the text. */
export function markdownBlock(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${visibleLines(text).replace(/\n$/, "")}\n${fence}`;
}

/** For notifications, which make links of `[words](address)`, and of commands as well. */
export function messageText(text: string): string {
  return visibleLines(text).replaceAll("](", "] (");
}

/** For labels, which make pictures of `$(name)`. */
export function labelText(text: string): string {
  return visibleText(text).replace(/\$(?=\()/g, "\\$");
}

/** For a terminal: nothing in it moves the cursor or changes the window. Colors that this program has painted stay. */
export function terminalText(text: string): string {
  return text.replace(
    painted,
    (part, color?: string) => color ?? (part === "\n" || part === "\t" ? part : signOf(part)),
  );
}

const escapeCode = String.fromCharCode(27);
const painted = new RegExp(
  `(${escapeCode}\\[\\d{1,2}m)|[\\p{Cc}\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]`,
  "gu",
);

/** For XML, which cannot hold most controls in any form. */
export function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

function signOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === "\n") return "⏎";
  if (character === "\t") return "⇥";
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
