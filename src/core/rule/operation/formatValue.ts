/** @file `repr`, `str` and `format` of values while a rule runs: as `value.ts` writes them, with Python's own limits. */
import { isSet, repr, typeName, type Value } from "../value.ts";
import { asInt } from "./arithmetic.ts";
import { formatFloat } from "./formatFloat.ts";
import { formatInteger, formatText } from "./formatSpec.ts";
import { toFloat } from "./number.ts";
import { raise } from "./raised.ts";
import { special } from "./special.ts";

/** CPython refuses to write or read ints with more decimal digits (`sys.set_int_max_str_digits`). */
export const mostDigits = 4300;
const tooLong = 10n ** BigInt(mostDigits);

export function checkDigits(value: bigint): void {
  if (value < tooLong && value > -tooLong) return;
  const remedy = "use sys.set_int_max_str_digits() to increase the limit";
  raise("ValueError", `Exceeds the limit (${mostDigits} digits) for integer string conversion; ${remedy}`);
}

function checkParts(value: Value, depth: number): void {
  if (typeof value === "bigint") checkDigits(value);
  if (typeof value !== "object" || value === null || depth > 100) return;
  if (value.kind === "list" || value.kind === "tuple") for (const item of value.items) checkParts(item, depth + 1);
  if (isSet(value)) for (const item of value.table.values()) checkParts(item, depth + 1);
  if (value.kind === "dict") {
    for (const [key, item] of value.entries.values()) {
      checkParts(key, depth + 1);
      checkParts(item, depth + 1);
    }
  }
}

export function reprOf(value: Value): string {
  checkParts(value, 0);
  return repr(value);
}

export function strOf(value: Value): string {
  if (typeof value === "string") return value;
  // An exception's text is its message. Asked once: the class of an object may have rule code for it.
  const message = typeof value === "object" && value !== null && "message" in value ? value.message : undefined;
  return typeof message === "string" ? message : reprOf(value);
}

/** `ascii(value)`: the repr with everything outside ASCII escaped. */
export function asciiOf(value: Value): string {
  return reprOf(value).replace(/[^\p{ASCII}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code <= 0xff) return `\\x${hex}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  });
}

/** One replacement field of an f-string. */
export function formatValue(value: Value, conversion: "r" | "s" | "a" | undefined, spec: string): string {
  switch (conversion) {
    case "r":
      return formatText(reprOf(value), spec);
    case "s":
      return formatText(strOf(value), spec);
    case "a":
      return formatText(asciiOf(value), spec);
    default:
      return formatPlain(value, spec);
  }
}

function formatPlain(value: Value, spec: string): string {
  const own = special(value, "__format__", spec);
  if (typeof own === "string") return own;
  if (spec === "") return strOf(value);
  if (typeof value === "string") return formatText(value, spec);
  if (typeof value === "number") return formatFloat(value, spec);
  const int = asInt(value);
  if (int === undefined) return raise("TypeError", `unsupported format string passed to ${typeName(value)}.__format__`);
  if (/[eEfFgG%]$/.test(spec)) return formatFloat(toFloat(int), spec);
  checkDigits(int);
  return formatInteger(int, spec, typeName(value));
}
