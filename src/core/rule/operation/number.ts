/** @file Arithmetic of floats, and of ints where the result is one: IEEE 754 with CPython 3.11's exceptions and their texts. */
import type { Value } from "../value.ts";
import { correctPower } from "./correctlyRounded.ts";
import { divideToEven } from "./floatText.ts";
import { type Meter, outside, raise } from "./raised.ts";

/** A number as a float, ints rounded to the nearest one; undefined for what is no number. Raises OverflowError. */
export function asFloat(value: Value): number | undefined {
  switch (typeof value) {
    case "number":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return toFloat(value);
    case "object":
      return value?.kind === "opaque" && value.int !== undefined ? toFloat(value.int) : undefined;
    default:
      return undefined;
  }
}

export function toFloat(value: bigint): number {
  const float = Number(value);
  return Number.isFinite(float) ? float : raise("OverflowError", "int too large to convert to float");
}

/** The int nearest to zero. Raises OverflowError or ValueError for what is none. */
export function floatToInt(value: number): bigint {
  if (Number.isNaN(value)) return raise("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(value)) return raise("OverflowError", "cannot convert float infinity to integer");
  return BigInt(Math.trunc(value));
}

/** `a / b` of ints, rounded once however large they are. */
export function divideInts(a: bigint, b: bigint, meter: Meter): number {
  if (b === 0n) return raise("ZeroDivisionError", "division by zero");
  const exact = 1n << 53n;
  if (a < exact && a > -exact && b < exact && b > -exact) return Number(a) / Number(b);
  const [top, bottom] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const [wide, narrow] = [top.toString(16).length, bottom.toString(16).length];
  meter.spend((wide + narrow) >> 2);
  // 64 bits and one that says whether anything follows them round as the whole would, also where the result is subnormal.
  const shift = BigInt(68 - (wide - narrow) * 4);
  const scaled = shift > 0n ? top << shift : top;
  const divisor = shift > 0n ? bottom : bottom << -shift;
  const quotient = scaled / divisor;
  const sticky = quotient * divisor === scaled ? quotient << 1n : (quotient << 1n) | 1n;
  const size = fromBits(sticky, -Number(shift) - 1);
  if (!Number.isFinite(size)) raise("OverflowError", "integer division result too large for a float");
  return a < 0n === b < 0n ? size : -size;
}

/** `mantissa * 2 ** exponent` rounded once, halves to even. */
export function fromBits(mantissa: bigint, exponent: number): number {
  const surplus = mantissa.toString(2).length - 53;
  const drop = Math.max(surplus, -1074 - exponent, 0);
  const kept = drop === 0 ? mantissa : divideToEven(mantissa, 1n << BigInt(drop));
  const power = exponent + drop;
  // Two steps: 2 ** 1000 is the largest safe single factor.
  return power > 900 ? Number(kept) * 2 ** 900 * 2 ** (power - 900) : Number(kept) * 2 ** power;
}

export function divideFloats(a: number, b: number): number {
  return b === 0 ? raise("ZeroDivisionError", "float division by zero") : a / b;
}

/** Quotient and rest as CPython's `float_divmod`; `complaint` is what a zero divisor is refused with. */
export function floatDivmod(a: number, b: number, complaint: string): readonly [number, number] {
  if (b === 0) raise("ZeroDivisionError", complaint);
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0) {
    if (b < 0 !== rest < 0) {
      rest += b;
      quotient -= 1;
    }
  } else rest = b < 0 ? -0 : 0;
  if (quotient === 0) return [a / b < 0 || Object.is(a / b, -0) ? -0 : 0, rest];
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, rest];
}

export function floatPower(a: number, b: number): number {
  if (b === 0 || a === 1) return 1;
  if (a === 0 && b < 0) raise("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1;
  if (Number.isFinite(a) && a < 0 && Number.isFinite(b) && !Number.isInteger(b)) {
    outside("A negative number to a fractional power is a complex number, and those are");
  }
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a ** b;
  // Engines take a root of minus zero for minus zero.
  if (a === 0) return Math.abs(b) % 2 === 1 ? a : 0;
  const result = correctPower(a, b);
  return Number.isFinite(result) ? result : raise("OverflowError", "(34, 'Numerical result out of range')");
}
