/** @file The type `float`, and what floats and ints have as numbers: parts, ratios, hexadecimal texts. */
import type { Implementation, Method } from "../machine/builtin.ts";
import { asInt } from "../operation/arithmetic.ts";
import { parts, readFloat } from "../operation/floatText.ts";
import { toFloat } from "../operation/number.ts";
import { raise } from "../operation/raised.ts";
import { trimSpace } from "../operation/text.ts";
import { repr, tuple, typeName, type Value } from "../value.ts";
import { between, plainMethod } from "./arguments.ts";

/** `float()`, `float(number)`, `float(text)`. */
export const toFloatType: Implementation = (args, keywords, meter) => {
  between("float", 0, 1, args, keywords);
  const [value] = args;
  if (value === undefined) return 0;
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    meter.spend(value.length >> 2);
    return readFloat(trimSpace(value)) ?? raise("ValueError", `could not convert string to float: ${repr(value)}`);
  }
  const int = asInt(value);
  if (int !== undefined) return toFloat(int);
  return raise("TypeError", `float() argument must be a string or a real number, not '${typeName(value)}'`);
};

const floatOf = (self: Value): number => (typeof self === "number" ? self : 0);

/** The fraction in lowest terms. */
export function ratioOf(value: number): readonly [bigint, bigint] {
  if (Number.isNaN(value)) raise("ValueError", "cannot convert NaN to integer ratio");
  if (!Number.isFinite(value)) raise("OverflowError", "cannot convert Infinity to integer ratio");
  const { negative, mantissa, exponent } = parts(value);
  let [top, power] = [negative ? -mantissa : mantissa, exponent];
  if (top === 0n) return [0n, 1n];
  while (power < 0 && top % 2n === 0n) {
    top /= 2n;
    power++;
  }
  return power >= 0 ? [top << BigInt(power), 1n] : [top, 1n << BigInt(-power)];
}

function hexText(value: number): string {
  if (!Number.isFinite(value)) return repr(value);
  const { negative, mantissa, exponent } = parts(value);
  const sign = negative ? "-" : "";
  if (mantissa === 0n) return `${sign}0x0.0p+0`;
  const digits = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  const power = exponent + 52;
  return `${sign}0x${mantissa >> 52n}.${digits}p${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

export const floatMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["is_integer", plainMethod("float.is_integer", (self) => Number.isInteger(self))],
  ["as_integer_ratio", plainMethod("float.as_integer_ratio", (self) => tuple([...ratioOf(floatOf(self))]))],
  ["conjugate", plainMethod("float.conjugate", (self) => self)],
  ["hex", plainMethod("float.hex", (self) => hexText(floatOf(self)))],
]);

/** Attributes of numbers that are values, not methods. */
export function numberAttribute(self: Value, name: string): Value | undefined {
  const int = asInt(self);
  if (int === undefined && typeof self !== "number") return undefined;
  if (name === "real") return int ?? self;
  if (name === "imag") return int === undefined ? 0 : 0n;
  if (int === undefined) return undefined;
  return name === "numerator" ? int : name === "denominator" ? 1n : undefined;
}
