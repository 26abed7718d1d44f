/** @file The methods of strings that search, replace and split. */
import type { Keywords } from "../machine/bind.ts";
import type { Method } from "../machine/builtin.ts";
import { asInt } from "../operation/arithmetic.ts";
import { checkSize, raise } from "../operation/raised.ts";
import { Slice, spanOf } from "../operation/subscript.ts";
import {
  characters,
  codePointOffset,
  spaceBefore,
  spaceClass,
  textBetween,
  textLength,
  trimSpace,
} from "../operation/text.ts";
import { list, tuple, typeName, type Value } from "../value.ts";
import { argument, between, countOf, exactlyOne, takesBetween } from "./arguments.ts";

const textOf = (self: Value): string => (typeof self === "string" ? self : "");

function mustBeText(value: Value): string {
  return typeof value === "string" ? value : raise("TypeError", `must be str, not ${typeName(value)}`);
}

/** The part of a text between two optional bounds, and where it starts; undefined when it starts past the end. */
function window(text: string, args: readonly Value[]): { readonly part: string; readonly start: number } | undefined {
  for (const bound of args) {
    if (bound !== null && asInt(bound) === undefined) {
      raise("TypeError", "slice indices must be integers or None or have an __index__ method");
    }
  }
  if (args.length === 0) return { part: text, start: 0 };
  const length = textLength(text);
  const from = args[0] ?? null;
  if (typeof from === "bigint" && from > BigInt(length)) return undefined;
  const span = spanOf(new Slice(from, args[1] ?? null, null), length);
  if (span.stop < span.start) return undefined;
  return { part: textBetween(text, span.start, span.start + span.count), start: span.start };
}

function find(name: "find" | "rfind" | "index" | "rindex"): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) => {
      takesBetween(name, 1, 3, args, keywords);
      const wanted = mustBeText(argument(args, 0));
      meter.spend(textOf(self).length >> 4);
      const place = window(textOf(self), args.slice(1));
      const found =
        place === undefined ? -1 : name.startsWith("r") ? place.part.lastIndexOf(wanted) : place.part.indexOf(wanted);
      if (found >= 0 && place !== undefined) return BigInt(place.start + codePointOffset(place.part, found));
      return name.endsWith("find") ? -1n : raise("ValueError", "substring not found");
    },
  ];
}

function occurrences(text: string, wanted: string): number {
  if (wanted === "") return textLength(text) + 1;
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count++;
  return count;
}

function affix(name: "startswith" | "endswith"): [string, Method] {
  return [
    name,
    (self, args, keywords) => {
      takesBetween(name, 1, 3, args, keywords);
      const wanted = argument(args, 0);
      const place = window(textOf(self), args.slice(1));
      const matches = (affix: string): boolean =>
        place !== undefined && (name === "startswith" ? place.part.startsWith(affix) : place.part.endsWith(affix));
      if (typeof wanted === "string") return matches(wanted);
      if (typeof wanted !== "object" || wanted === null || wanted.kind !== "tuple") {
        return raise("TypeError", `${name} first arg must be str or a tuple of str, not ${typeName(wanted)}`);
      }
      return wanted.items.some((item) => {
        if (typeof item === "string") return matches(item);
        return raise("TypeError", `tuple for ${name} must only contain str, not ${typeName(item)}`);
      });
    },
  ];
}

/** Splits at a separator, at most `most` times, from the left or the right. */
function splitAt(text: string, separator: string, most: number, fromRight: boolean): string[] {
  const parts = text.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  if (fromRight) return [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)];
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
}

const runsOfSpace = new RegExp(`[${spaceClass}]+`, "g");

/** Splits at runs of whitespace. */
function splitAtSpace(text: string, most: number, fromRight: boolean): string[] {
  const trimmed = text.slice(spaceBefore(text));
  const whole = trimSpace(trimmed);
  if (whole === "") return [];
  const words = whole.split(runsOfSpace);
  if (most < 0 || words.length <= most + 1) return words;
  // What is left unsplit keeps its inner spaces and those at its far end.
  const gaps = [...whole.matchAll(runsOfSpace)];
  if (fromRight) {
    const gap = gaps[gaps.length - most];
    const head = text.slice(0, text.length - trimmed.length);
    const at = gap === undefined ? whole.length : gap.index;
    return [head + whole.slice(0, at), ...(most === 0 ? [] : words.slice(words.length - most))];
  }
  if (most === 0) return [trimmed];
  const gap = gaps[most - 1];
  return [...words.slice(0, most), trimmed.slice(gap === undefined ? 0 : gap.index + gap[0].length)];
}

function split(name: "split" | "rsplit"): [string, Method] {
  return [
    name,
    (self, args, keywords, meter) => {
      const [separator, most] = separatorOf(name, args, keywords);
      const text = textOf(self);
      meter.spend(text.length >> 2);
      const fromRight = name === "rsplit";
      const parts =
        separator === null
          ? splitAtSpace(text, most, fromRight)
          : separator === ""
            ? raise("ValueError", "empty separator")
            : splitAt(text, separator, most, fromRight);
      checkSize(parts.length, "a list");
      meter.spend(parts.length * 2);
      return list(parts);
    },
  ];
}

function separatorOf(name: string, args: readonly Value[], keywords: Keywords | undefined): [string | null, number] {
  if (args.length > 2) raise("TypeError", `${name}() takes at most 2 arguments (${args.length} given)`);
  for (const given of keywords?.keys() ?? []) {
    if (given !== "sep" && given !== "maxsplit") {
      raise("TypeError", `'${given}' is an invalid keyword argument for ${name}()`);
    }
  }
  const separator = args[0] ?? keywords?.get("sep") ?? null;
  const most = args[1] ?? keywords?.get("maxsplit") ?? -1n;
  if (separator !== null && typeof separator !== "string") {
    return raise("TypeError", `must be str or None, not ${typeName(separator)}`);
  }
  return [separator, countOf(most)];
}

function partition(name: "partition" | "rpartition"): [string, Method] {
  return [
    name,
    (self, args, keywords) => {
      const separator = mustBeText(exactlyOne(`str.${name}`, args, keywords));
      if (separator === "") raise("ValueError", "empty separator");
      const text = textOf(self);
      const at = name === "partition" ? text.indexOf(separator) : text.lastIndexOf(separator);
      if (at < 0) return tuple(name === "partition" ? [text, "", ""] : ["", "", text]);
      return tuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
    },
  ];
}

function removeAffix(name: "removeprefix" | "removesuffix"): [string, Method] {
  return [
    name,
    (self, args, keywords) => {
      const given = exactlyOne(`str.${name}`, args, keywords);
      if (typeof given !== "string")
        return raise("TypeError", `${name}() argument must be str, not ${typeName(given)}`);
      const text = textOf(self);
      if (given === "") return text;
      if (name === "removeprefix") return text.startsWith(given) ? text.slice(given.length) : text;
      return text.endsWith(given) ? text.slice(0, text.length - given.length) : text;
    },
  ];
}

function replace(text: string, old: string, fresh: string, most: number): string {
  if (most === 0) return text;
  if (old === "") {
    const all = characters(text);
    const count = most < 0 ? all.length + 1 : Math.min(most, all.length + 1);
    const head = all.slice(0, count).map((character) => fresh + character);
    return head.join("") + (count > all.length ? fresh : "") + all.slice(count).join("");
  }
  return splitAt(text, old, most, false).join(fresh);
}

/** ASCII's file, group and record separators end lines as well. */
const separators = "\\x1c-\\x1e";
const lineEnds = new RegExp(`\\r\\n|[\\n\\r\\v\\f${separators}\\x85\\u2028\\u2029]`, "g");

export const searchMethods: readonly [string, Method][] = [
  find("find"),
  find("rfind"),
  find("index"),
  find("rindex"),
  affix("startswith"),
  affix("endswith"),
  split("split"),
  split("rsplit"),
  partition("partition"),
  partition("rpartition"),
  removeAffix("removeprefix"),
  removeAffix("removesuffix"),
  [
    "count",
    (self, args, keywords, meter) => {
      takesBetween("count", 1, 3, args, keywords);
      const wanted = mustBeText(argument(args, 0));
      meter.spend(textOf(self).length >> 3);
      const place = window(textOf(self), args.slice(1));
      return place === undefined ? 0n : BigInt(occurrences(place.part, wanted));
    },
  ],
  [
    "replace",
    (self, args, keywords, meter) => {
      between("replace", 2, 3, args, keywords, "str.replace");
      const [old, fresh] = args;
      if (typeof old !== "string")
        return raise("TypeError", `replace() argument 1 must be str, not ${typeName(old ?? null)}`);
      if (typeof fresh !== "string") {
        return raise("TypeError", `replace() argument 2 must be str, not ${typeName(fresh ?? null)}`);
      }
      const text = textOf(self);
      const most = args[2] === undefined ? -1 : countOf(args[2]);
      const count = occurrences(text, old);
      const size = text.length + count * fresh.length;
      checkSize(size / 8, "a string");
      meter.spend((size >> 3) + count);
      return replace(text, old, fresh, most);
    },
  ],
  [
    "splitlines",
    (self, args, keywords, meter) => {
      const keep = args[0] ?? keywords?.get("keepends") ?? false;
      const lines: Value[] = [];
      let from = 0;
      const text = textOf(self);
      for (const match of text.matchAll(lineEnds)) {
        const end = match.index + match[0].length;
        meter.spend(4);
        lines.push(text.slice(from, keep === false || keep === 0n ? match.index : end));
        from = end;
      }
      if (from < text.length) lines.push(text.slice(from));
      checkSize(lines.length, "a list");
      return list(lines);
    },
  ],
];
