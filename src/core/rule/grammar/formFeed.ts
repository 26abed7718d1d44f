/** @file Form feeds, which Python reads as blanks that begin an indentation again, for a parser that does not know them. */
import { tokenize } from "./tokens.ts";

/**
 * The text with every form feed outside strings replaced by another blank, offsets unchanged: by a line end where it stands in an
 * indentation, so that what follows it is counted from there. The text is Python.
 */
export function withoutFormFeeds(text: string): string {
  if (!text.includes("\f")) return text;
  let result = "";
  let at = 0;
  const blank = (to: number): void => {
    result += text
      .slice(at, to)
      .replace(/(?<=\n[ \t\f]*)\f/g, "\n")
      .replaceAll("\f", " ");
    at = to;
  };
  for (const { kind, from, to } of tokenize(text)) {
    if (kind !== "string") continue;
    blank(from);
    result += text.slice(from, to);
    at = to;
  }
  blank(text.length);
  return result.replace(/^\f+/, (feeds) => "\n".repeat(feeds.length));
}
