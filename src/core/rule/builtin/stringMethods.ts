/** @file The methods of strings that look, change case, trim and fill. Searching and splitting are in `stringSearch.ts`. */
import type { Method } from "../machine/builtin.ts";
import { collectHinted } from "../machine/iterate.ts";
import { checkSize, largestSize, raise } from "../operation/raised.ts";
import { characters, isSpace, textLength } from "../operation/text.ts";
import { typeName, type Value } from "../value.ts";
import { argument, between, countOf, exactlyOne, none } from "./arguments.ts";
import { formatFields } from "./formatFields.ts";
import { searchMethods } from "./stringSearch.ts";
import { translate } from "./translate.ts";

const textOf = (self: Value): string => (typeof self === "string" ? self : "");

/** What looks each character up costs more than what an engine does at once. */
const perCharacter = 32;

/** A method without arguments, which costs so much for each 16 characters. */
function plain(name: string, compute: (text: string) => Value, cost = 1): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) => {
      none(`str.${name}`, args, keywords);
      const text = textOf(self);
      meter.spend(Math.ceil(text.length / 16) * cost);
      return compute(text);
    },
  ];
}

const every =
  (pattern: RegExp) =>
  (text: string): boolean =>
    pattern.test(text);

const cased = /[\p{Lu}\p{Ll}\p{Lt}]/u;

/** Words begin after anything that has no case. */
function title(text: string): string {
  let inside = false;
  let result = "";
  for (const character of text) {
    result += inside ? character.toLowerCase() : capital(character);
    inside = cased.test(character);
  }
  return result;
}

/** A letter at the start of a word; a digraph keeps its second part small. */
function capital(character: string): string {
  const upper = character.toUpperCase();
  return upper.length > 1 && character.length === 1 ? upper[0] + upper.slice(1).toLowerCase() : upper;
}

function isTitle(text: string): boolean {
  let inside = false;
  let any = false;
  for (const character of text) {
    if (/[\p{Lu}\p{Lt}]/u.test(character)) {
      if (inside) return false;
      inside = any = true;
    } else if (/\p{Ll}/u.test(character)) {
      if (!inside) return false;
      any = true;
    } else inside = false;
  }
  return any;
}

function swapCase(text: string): string {
  let result = "";
  for (const character of text) {
    result += /\p{Lu}/u.test(character) ? character.toLowerCase() : character.toUpperCase();
  }
  return result;
}

function fill(name: "ljust" | "rjust" | "center"): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) => {
      between(name, 1, 2, args, keywords, `str.${name}`);
      const width = countOf(argument(args, 0));
      const filler = args[1] ?? " ";
      if (typeof filler !== "string") {
        return raise("TypeError", `The fill character must be a unicode character, not ${typeName(filler)}`);
      }
      if (textLength(filler) !== 1) raise("TypeError", "The fill character must be exactly one character long");
      const text = textOf(self);
      const missing = Math.max(0, width - textLength(text));
      checkSize(missing / 8, "a string");
      meter.spend(missing >> 3);
      // CPython puts the odd one on the left when both the gap and the width are odd.
      const left = name === "ljust" ? 0 : name === "rjust" ? missing : (missing >> 1) + (missing & width & 1);
      return filler.repeat(left) + text + filler.repeat(missing - left);
    },
  ];
}

function strip(name: "strip" | "lstrip" | "rstrip"): [string, Method] {
  return [
    name,
    (self, args, keywords) => {
      between(name, 0, 1, args, keywords, `str.${name}`);
      const given = args[0] ?? null;
      if (given !== null && typeof given !== "string") return raise("TypeError", `${name} arg must be None or str`);
      const unwanted = given === null ? undefined : new Set(characters(given));
      const gone = (character: string): boolean => unwanted?.has(character) ?? isSpace(character);
      const all = characters(textOf(self));
      let start = 0;
      let end = all.length;
      if (name !== "rstrip") while (start < end && gone(all[start] as string)) start++;
      if (name !== "lstrip") while (end > start && gone(all[end - 1] as string)) end--;
      return all.slice(start, end).join("");
    },
  ];
}

export const stringMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...searchMethods,
  plain("upper", (text) => text.toUpperCase()),
  plain("lower", (text) => text.toLowerCase()),
  plain("casefold", (text) => text.toUpperCase().toLowerCase()),
  plain("title", title, perCharacter),
  plain("capitalize", (text) => {
    const [first = "", ...rest] = text;
    return capital(first) + rest.join("").toLowerCase();
  }),
  plain("swapcase", swapCase, perCharacter),
  plain("isdigit", every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u)),
  plain("isdecimal", every(/^\p{Nd}+$/u)),
  plain("isnumeric", every(/^\p{N}+$/u)),
  plain("isalpha", every(/^\p{L}+$/u)),
  plain("isalnum", every(/^[\p{L}\p{N}]+$/u)),
  plain("isspace", (text) => text !== "" && characters(text).every(isSpace)),
  plain("isupper", (text) => /\p{Lu}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text)),
  plain("islower", (text) => /\p{Ll}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text)),
  plain("istitle", isTitle, perCharacter),
  plain("isascii", (text) => !/[^\p{ASCII}]/u.test(text)),
  plain("isidentifier", every(/^[\p{XID_Start}_]\p{XID_Continue}*$/u)),
  plain("isprintable", (text) => !/[\p{C}\p{Z}]/u.test(text.replaceAll(" ", ""))),
  fill("ljust"),
  fill("rjust"),
  fill("center"),
  strip("strip"),
  strip("lstrip"),
  strip("rstrip"),
  [
    "zfill",
    (self, args, keywords, meter) => {
      const width = countOf(exactlyOne("str.zfill", args, keywords));
      const text = textOf(self);
      const missing = Math.max(0, width - textLength(text));
      checkSize(missing / 8, "a string");
      meter.spend(missing >> 3);
      const sign = /^[+-]/.exec(text)?.[0] ?? "";
      return sign + "0".repeat(missing) + text.slice(sign.length);
    },
  ],
  [
    "expandtabs",
    (self, args, _keywords, meter) => {
      const size = args[0] === undefined ? 8 : countOf(args[0]);
      let column = 0;
      let result = "";
      for (const character of textOf(self)) {
        const width = character !== "\t" ? 1 : size > 0 ? size - (column % size) : 0;
        if (width > 1) meter.spend(width >> 3);
        if (result.length + width > largestSize * 8) checkSize(largestSize + 1, "a string");
        result += character === "\t" ? " ".repeat(width) : character;
        column = character === "\n" || character === "\r" ? 0 : column + width;
      }
      return result;
    },
  ],
  [
    "join",
    (self, args, keywords, meter) => {
      const source = exactlyOne("str.join", args, keywords);
      const refuse = (): never => raise("TypeError", "can only join an iterable");
      const join = (items: readonly Value[]): string => {
        items.forEach((item, index) => {
          if (typeof item === "string") return;
          raise("TypeError", `sequence item ${index}: expected str instance, ${typeName(item)} found`);
        });
        const length = items.reduce((sum: number, item) => sum + (typeof item === "string" ? item.length : 0), 0);
        const size = length + textOf(self).length * items.length;
        checkSize(size / 8, "a string");
        meter.spend(size >> 3);
        return items.join(textOf(self));
      };
      return collectHinted(source, meter, join, refuse);
    },
  ],
  ["translate", translate],
  ["format", (self, args, keywords, meter) => formatFields(textOf(self), args, keywords, meter)],
]);
