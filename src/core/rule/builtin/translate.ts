/** @file `str.maketrans` and `str.translate`. */
import type { Implementation, Method } from "../machine/builtin.ts";
import { asInt } from "../operation/arithmetic.ts";
import { raise } from "../operation/raised.ts";
import { setEntry } from "../operation/subscript.ts";
import { characters } from "../operation/text.ts";
import { dict, typeName, type Value } from "../value.ts";

const codeOf = (character: string): bigint => BigInt(character.codePointAt(0) ?? 0);

/** A table from a dict, or from two texts of one length and one of what is deleted. */
export const makeTable: Implementation = (args, _keywords, meter) => {
  const [from, to, gone] = args;
  const table = dict([]);
  if (to === undefined) {
    if (typeof from !== "object" || from === null || from.kind !== "dict") {
      return raise("TypeError", "if you give only one argument to maketrans it must be a dict");
    }
    meter.spend(from.entries.size * 6);
    for (const [key, value] of from.entries.values()) {
      if (typeof key === "string" && characters(key).length !== 1) {
        raise("ValueError", "string keys in translate table must be of length 1");
      }
      if (typeof key !== "string" && asInt(key) === undefined) {
        raise("TypeError", "keys in translate table must be strings or integers");
      }
      setEntry(table, typeof key === "string" ? codeOf(key) : key, value);
    }
    return table;
  }
  if (typeof from !== "string")
    return raise("TypeError", "first maketrans argument must be a string if there is a second argument");
  if (typeof to !== "string") return raise("TypeError", `maketrans() argument 2 must be str, not ${typeName(to)}`);
  const [old, fresh] = [characters(from), characters(to)];
  if (old.length !== fresh.length) raise("ValueError", "the first two maketrans arguments must have equal length");
  meter.spend(old.length * 6);
  old.forEach((character, at) => {
    setEntry(table, codeOf(character), codeOf(fresh[at] ?? ""));
  });
  if (typeof gone === "string") for (const character of characters(gone)) setEntry(table, codeOf(character), null);
  return table;
};

export const translate: Method = (self, args, _keywords, meter) => {
  const table = args[0] ?? null;
  if (typeof self !== "string" || typeof table !== "object" || table === null || table.kind !== "dict") {
    return raise("TypeError", `'${typeName(table)}' object is not subscriptable`);
  }
  meter.spend(self.length * 2);
  let result = "";
  for (const character of self) {
    const entry = table.entries.get(codeOf(character));
    result += entry === undefined ? character : written(entry[1]);
  }
  return result;
};

function written(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  const code = asInt(value);
  if (code === undefined) return raise("TypeError", "character mapping must return integer, None or str");
  if (code < 0n || code > 0x10ffffn) return raise("ValueError", "character mapping must be in range(0x110000)");
  return String.fromCodePoint(Number(code));
}
