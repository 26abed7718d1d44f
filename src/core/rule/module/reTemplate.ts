/** @file What `re.sub` puts in place of a match: text, and groups by number or name. */
import { outside } from "../operation/raised.ts";
import type { Pattern } from "./rePattern.ts";

/** Text as it is, and the numbers of groups. */
export type Template = readonly (string | number)[];

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const piece = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9][0-9]?)|([\s\S]))|[^\\]+|\\/g;

export function pieces(text: string, { groups, names }: Pattern): Template {
  const parts: (string | number)[] = [];
  for (const [whole, name, octal, number, letter] of text.matchAll(piece)) {
    if (name !== undefined || number !== undefined) {
      const written = name ?? number ?? "";
      const index = /^[0-9]+$/.test(written) ? Number(written) : names.get(written);
      if (index === undefined || index > groups) return wrong(`invalid group reference ${written}`);
      parts.push(index);
    } else if (octal !== undefined) parts.push(String.fromCharCode(Number.parseInt(octal, 8)));
    else if (letter !== undefined) {
      const control = escapes[letter];
      if (control === undefined && /[a-zA-Z]/.test(letter)) return wrong(`bad escape \\${letter}`);
      parts.push(control ?? whole);
    } else if (whole === "\\") return wrong("bad escape at the end");
    else parts.push(whole);
  }
  return parts;
}

function wrong(what: string): never {
  return outside(`This replacement cannot be read (${what}), and \`re.error\``);
}
