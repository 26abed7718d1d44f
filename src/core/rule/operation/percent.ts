/** @file `text % values`, the old way of formatting. */
import { typeName, type Value } from "../value.ts";
import { asInt } from "./arithmetic.ts";
import { payForWhole } from "./cost.ts";
import { percentFloat } from "./formatFloat.ts";
import { formatInteger } from "./formatSpec.ts";
import { asciiOf, reprOf, strOf } from "./formatValue.ts";
import { asFloat, floatToInt } from "./number.ts";
import { checkSize, type Meter, raise } from "./raised.ts";
import { entryOf } from "./subscript.ts";
import { characters, textLength } from "./text.ts";

const field = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|[0-9]+)?(?:\.(\*|[0-9]*))?[hlL]?([\s\S]?)/g;

export function formatPercent(text: string, values: Value, meter: Meter): string {
  const tupled = typeof values === "object" && values !== null && values.kind === "tuple";
  const args = tupled ? values.items : [values];
  const mapping = typeof values === "object" && values !== null && values.kind === "dict" ? values : undefined;
  let used = 0;
  const take = (): Value => {
    const value = args[used++];
    return value === undefined ? raise("TypeError", "not enough arguments for format string") : value;
  };
  let total = text.length;
  meter.spend(text.length >> 3);
  const result = text.replace(
    field,
    (
      _all,
      key: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      code: string,
    ) => {
      if (code === "%") return "%";
      if (code === "") return raise("ValueError", "incomplete format");
      const size = width === "*" ? take() : BigInt(width ?? "0");
      const limit =
        precision === "*" ? take() : precision === undefined ? undefined : BigInt(precision === "" ? "0" : precision);
      if (typeof size !== "bigint" || (limit !== undefined && typeof limit !== "bigint"))
        return raise("TypeError", "* wants int");
      checkSize(Number(size < 0n ? -size : size) / 8, "a string");
      checkSize(Number(limit ?? 0n) / 8, "a string");
      let value: Value;
      if (key === undefined) value = take();
      else if (mapping === undefined) value = raise("TypeError", "format requires a mapping");
      else
        value = entryOf(mapping, key)?.[1] ?? (mapping.entries.has(key) ? null : raise("KeyError", reprOf(key), [key]));
      const left = flags.includes("-") || size < 0n;
      payForWhole(meter, value);
      const written = pad(
        write(value, code, flags, limit),
        left,
        flags.includes("0"),
        Number(size < 0n ? -size : size),
        code,
      );
      total += written.length;
      checkSize(total / 8, "a string");
      meter.spend(written.length >> 3);
      return written;
    },
  );
  if (mapping === undefined && used < args.length) {
    raise("TypeError", "not all arguments converted during string formatting");
  }
  return result;
}

function write(value: Value, code: string, flags: string, precision: bigint | undefined): string {
  if (code === "s" || code === "r" || code === "a") {
    const text = code === "s" ? strOf(value) : code === "r" ? reprOf(value) : asciiOf(value);
    return precision === undefined ? text : characters(text).slice(0, Number(precision)).join("");
  }
  if ("eEfFgG".includes(code)) {
    const float = asFloat(value);
    if (float === undefined) return raise("TypeError", `must be real number, not ${typeName(value)}`);
    return percentFloat(float, code, flags, precision === undefined ? undefined : Number(precision));
  }
  if (code === "c") {
    if (typeof value === "string" && textLength(value) === 1) return value;
    const int = asInt(value);
    return int === undefined ? raise("TypeError", "%c requires int or char") : String.fromCodePoint(Number(int));
  }
  if (!"diuxXo".includes(code)) {
    raise("ValueError", `unsupported format character '${code}' (0x${code.charCodeAt(0).toString(16)}) at index 1`);
  }
  const int = typeof value === "number" && "diu".includes(code) ? floatToInt(value) : asInt(value);
  if (int === undefined) {
    const wants = "diu".includes(code) ? "a real number is required" : "an integer is required";
    return raise("TypeError", `%${code} format: ${wants}, not ${typeName(value)}`);
  }
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const base = "diu".includes(code) ? "d" : code;
  const text = formatInteger(int, `${sign}${flags.includes("#") ? "#" : ""}${base}`);
  if (precision === undefined) return text;
  const digits = /[0-9a-fA-F]+$/.exec(text)?.[0] ?? "";
  return text.slice(0, text.length - digits.length) + digits.padStart(Number(precision), "0");
}

function pad(text: string, left: boolean, zeros: boolean, width: number, code: string): string {
  const missing = width - textLength(text);
  if (missing <= 0) return text;
  if (left) return text + " ".repeat(missing);
  if (!zeros || "srac".includes(code)) return " ".repeat(missing) + text;
  const lead = /^[-+ ]?(?:0[xXo])?/.exec(text)?.[0] ?? "";
  return lead + "0".repeat(missing) + text.slice(lead.length);
}
