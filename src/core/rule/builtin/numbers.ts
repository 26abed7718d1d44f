/** @file The built-in functions of ints and characters. */
import type { Implementation } from "../machine/builtin.ts";
import { asInt, binaryOperators, floorDivide, modulo } from "../operation/arithmetic.ts";
import { isSmall, payForInts, roughBits } from "../operation/cost.ts";
import { scaled } from "../operation/floatText.ts";
import { mostDigits } from "../operation/formatValue.ts";
import { asFloat, floatDivmod, floatToInt } from "../operation/number.ts";
import { checkSize, type Meter, raise } from "../operation/raised.ts";
import { textLength, trimSpace } from "../operation/text.ts";
import { repr, tuple, typeName, type Value } from "../value.ts";
import { argument, between, integerOf, keywordsFor, unary } from "./arguments.ts";

/** `int()`, `int(text)`, `int(text, base)`. */
export const toInt: Implementation = (args, keywords, meter) => {
  const named = keywordsFor(keywords, ["base"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for int()`),
  );
  if (args.length > 2) raise("TypeError", `int() takes at most 2 arguments (${args.length} given)`);
  const [value] = args;
  const given = args[1] ?? named("base");
  if (value === undefined) return given === undefined ? 0n : raise("TypeError", "int() missing string argument");
  if (given !== undefined) {
    const base = Number(integerOf(given));
    if (typeof value !== "string") raise("TypeError", "int() can't convert non-string with explicit base");
    if (base !== 0 && (base < 2 || base > 36)) raise("ValueError", "int() base must be >= 2 and <= 36, or 0");
    return readInt(value, base, meter);
  }
  if (typeof value === "string") return readInt(value, 10, meter);
  if (typeof value === "number") return floatToInt(value);
  const int = asInt(value);
  if (int !== undefined) return int;
  const wants = "a string, a bytes-like object or a real number";
  return raise("TypeError", `int() argument must be ${wants}, not '${typeName(value)}'`);
};

function readInt(text: string, given: number, meter: Meter): bigint {
  meter.spend(text.length >> 2);
  const refuse = (): never => raise("ValueError", `invalid literal for int() with base ${given}: ${repr(text)}`);
  const ascii = /^[\0-\x7f]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)));
  const plain = trimSpace(ascii);
  const match = /^([+-]?)(?:0([xXoObB])_?(?=[0-9a-zA-Z]))?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(plain);
  if (match === null) return refuse();
  const [, sign = "", mark = "", digits = ""] = match;
  const marked = { x: 16, o: 8, b: 2 }[mark.toLowerCase()];
  let base = given;
  let body = digits.replaceAll("_", "");
  if (marked !== undefined && (given === marked || given === 0)) base = marked;
  else if (marked !== undefined) body = `0${mark}${body}`;
  else if (given === 0) {
    base = 10;
    if (/^0/.test(body) && /[^0]/.test(body)) refuse();
  }
  if ((base & (base - 1)) !== 0 && body.length > mostDigits) {
    const remedy = "use sys.set_int_max_str_digits() to increase the limit";
    raise(
      "ValueError",
      `Exceeds the limit (${mostDigits} digits) for integer string conversion: value has ${body.length} digits; ${remedy}`,
    );
  }
  checkSize(body.length * Math.log2(base), "an int");
  const value = digitsToInt(body, base);
  if (value === undefined) return refuse();
  return sign === "-" ? -value : value;
}

function digitsToInt(digits: string, base: number): bigint | undefined {
  if (base === 10) return /^[0-9]+$/.test(digits) ? BigInt(digits) : undefined;
  if (digits.length > 64) {
    // Halves are read apart, so that long texts of digits do not cost the square of their length.
    const middle = digits.length >> 1;
    const [high, low] = [digitsToInt(digits.slice(0, -middle), base), digitsToInt(digits.slice(-middle), base)];
    return high === undefined || low === undefined ? undefined : high * BigInt(base) ** BigInt(middle) + low;
  }
  let value = 0n;
  for (const character of digits.toLowerCase()) {
    const digit = Number.parseInt(character, 36);
    if (Number.isNaN(digit) || digit >= base) return undefined;
    value = value * BigInt(base) + BigInt(digit);
  }
  return value;
}

/** Decimal digits of all scripts stand in runs of ten, from zero up. */
function digitOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return code - 0x30;
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}

const abs = unary("abs", (value) => {
  if (typeof value === "number") return Math.abs(value);
  const int = asInt(value);
  if (int === undefined) return raise("TypeError", `bad operand type for abs(): '${typeName(value)}'`);
  return int < 0n ? -int : int;
});

const divmod: Implementation = (args, keywords, meter) => {
  between("divmod", 2, 2, args, keywords);
  const [a, b] = [argument(args, 0), argument(args, 1)];
  const [x, y] = [asInt(a), asInt(b)];
  if (typeof a === "number" || typeof b === "number") {
    const [left, right] = [asFloat(a), asFloat(b)];
    if (left !== undefined && right !== undefined) return tuple([...floatDivmod(left, right, "float divmod()")]);
  }
  if (x === undefined || y === undefined) {
    const types = `'${typeName(a)}' and '${typeName(b)}'`;
    return raise("TypeError", `unsupported operand type(s) for divmod(): ${types}`);
  }
  return tuple([floorDivide(x, y, meter), modulo(x, y, meter)]);
};

const pow: Implementation = (args, keywords, meter) => {
  const named = keywordsFor(keywords, ["base", "exp", "mod"], (name) =>
    raise("TypeError", `pow() got an unexpected keyword argument '${name}'`),
  );
  const [base = named("base"), exponent = named("exp"), mod = named("mod") ?? null] = args;
  if (args.length > 3) raise("TypeError", `pow() takes at most 3 arguments (${args.length} given)`);
  if (base === undefined) return raise("TypeError", "pow() missing required argument 'base' (pos 1)");
  if (exponent === undefined) return raise("TypeError", "pow() missing required argument 'exp' (pos 2)");
  if (mod === null) return binaryOperators["**"](base, exponent, meter);
  const ints = [base, exponent, mod].map(asInt);
  const [b, e, m] = ints;
  if (b === undefined || e === undefined || m === undefined) {
    if ([base, exponent, mod].some((value) => typeof value === "number")) {
      raise("TypeError", "pow() 3rd argument not allowed unless all arguments are integers");
    }
    const types = [base, exponent, mod].map((value) => `'${typeName(value)}'`).join(", ");
    return raise("TypeError", `unsupported operand type(s) for ** or pow(): ${types}`);
  }
  if (m === 0n) raise("ValueError", "pow() 3rd argument cannot be 0");
  return powerModulo(b, e, m, meter);
};

function powerModulo(base: bigint, exponent: bigint, mod: bigint, meter: Meter): bigint {
  const size = mod < 0n ? -mod : mod;
  let factor = modulo(exponent < 0n ? inverse(base, size, meter) : base, size, meter);
  const words = roughBits(size) >> 6;
  let result = 1n % size;
  payForInts(meter, exponent);
  const bits = (exponent < 0n ? -exponent : exponent).toString(2);
  for (let i = bits.length - 1; i >= 0; i--) {
    if (bits[i] === "1") result = (result * factor) % size;
    factor = (factor * factor) % size;
    meter.spend(2 + ((words * words) >> 2));
  }
  return modulo(result, mod, meter);
}

/** The number that gives 1 when multiplied with `value` modulo `mod` (extended Euclid). */
function inverse(value: bigint, mod: bigint, meter: Meter): bigint {
  let [low, high] = [modulo(value, mod, meter), mod];
  let [x, y] = [1n, 0n];
  while (low > 1n) {
    meter.spend(1 + (isSmall(high) ? 0 : roughBits(high) >> 5));
    const quotient = high / low;
    [low, high] = [high % low, low];
    [x, y] = [y - quotient * x, x];
  }
  if (low !== 1n && mod !== 1n) raise("ValueError", "base is not invertible for the given modulus");
  return x;
}

const round: Implementation = (args, keywords, meter) => {
  const named = keywordsFor(keywords, ["number", "ndigits"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for round()`),
  );
  const value = args[0] ?? named("number");
  if (value === undefined) return raise("TypeError", "round() missing required argument 'number' (pos 1)");
  const digits = args[1] ?? named("ndigits") ?? null;
  if (typeof value === "number") return roundFloat(value, digits === null ? undefined : integerOf(digits));
  const int = asInt(value);
  if (int === undefined) return raise("TypeError", `type ${typeName(value)} doesn't define __round__ method`);
  const places = digits === null ? 0n : integerOf(digits);
  if (places >= 0n) return int;
  if (-places > BigInt(mostDigits)) return 0n;
  const unit = 10n ** -places;
  const down = floorDivide(int, unit, meter) * unit;
  const twice = (int - down) * 2n;
  // Halves go to the even neighbor.
  const up = twice > unit || (twice === unit && (down / unit) % 2n !== 0n);
  return up ? down + unit : down;
};

/** An int without digits, halves to even; else the float nearest to the exact decimal. */
function roundFloat(value: number, digits: bigint | undefined): Value {
  if (digits === undefined) {
    const whole = floatToInt(value);
    const rest = Math.abs(value - Math.trunc(value));
    const up = rest > 0.5 || (rest === 0.5 && whole % 2n !== 0n);
    return up ? whole + (value < 0 ? -1n : 1n) : whole;
  }
  if (!Number.isFinite(value) || digits > 330n) return value;
  if (digits < -330n) return value * 0;
  const places = Number(digits);
  const size = Number(`${scaled(value, places)}e${-places}`);
  if (!Number.isFinite(size)) raise("OverflowError", "rounded value too large to represent");
  return value < 0 || Object.is(value, -0) ? -size : size;
}

const chr = unary("chr", (value) => {
  const code = integerOf(value);
  if (code >= 1n << 31n || code < -(1n << 31n)) raise("OverflowError", "Python int too large to convert to C int");
  if (code < 0n || code > 0x10ffffn) raise("ValueError", "chr() arg not in range(0x110000)");
  return String.fromCodePoint(Number(code));
});

const ord = unary("ord", (value) => {
  if (typeof value !== "string")
    return raise("TypeError", `ord() expected string of length 1, but ${typeName(value)} found`);
  const size = textLength(value);
  if (size !== 1) raise("TypeError", `ord() expected a character, but string of length ${size} found`);
  return BigInt(value.codePointAt(0) ?? 0);
});

function inBase(name: string, base: number, prefix: string): [string, Implementation] {
  const write = (value: Value, meter: Meter): Value => {
    const int = integerOf(value);
    const digits = (int < 0n ? -int : int).toString(base);
    meter.spend(digits.length >> 3);
    return `${int < 0n ? "-" : ""}${prefix}${digits}`;
  };
  return [name, unary(name, write)];
}

export const numberFunctions: readonly [string, Implementation][] = [
  ["abs", abs],
  ["divmod", divmod],
  ["pow", pow],
  ["round", round],
  ["chr", chr],
  ["ord", ord],
  inBase("bin", 2, "0b"),
  inBase("oct", 8, "0o"),
  inBase("hex", 16, "0x"),
];
