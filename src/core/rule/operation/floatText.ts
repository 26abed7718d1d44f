/**
 * @file Floats as text, exactly as CPython writes them: the shortest digits that read back (`repr`), and rounded decimals of any
 * precision. Decimals are made from the float's exact binary value with halves to even, which JavaScript's `toFixed` does not do.
 */

/** `sign * mantissa * 2 ** exponent`, exactly. Only for finite floats. */
export function parts(value: number): {
  readonly negative: boolean;
  readonly mantissa: bigint;
  readonly exponent: number;
} {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const stored = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return {
    negative: bits >> 63n === 1n,
    mantissa: stored === 0 ? fraction : fraction | (1n << 52n),
    exponent: Math.max(stored, 1) - 1075,
  };
}

/** The quotient rounded to the nearest int, halves to even. Both are at least 0. */
export function divideToEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = (dividend - quotient * divisor) * 2n;
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** `|value| * 10 ** places` as the nearest int. */
export function scaled(value: number, places: number): bigint {
  const { mantissa, exponent } = parts(value);
  const dividend = mantissa * 2n ** BigInt(Math.max(0, exponent)) * 10n ** BigInt(Math.max(0, places));
  return divideToEven(dividend, 2n ** BigInt(Math.max(0, -exponent)) * 10n ** BigInt(Math.max(0, -places)));
}

/** `|value|` with so many digits after the point, as `%.{places}f` writes it. */
export function fixedText(value: number, places: number): string {
  const digits = scaled(value, places)
    .toString()
    .padStart(places + 1, "0");
  if (places === 0) return digits;
  return `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
}

/** The `count` leading digits of `|value|`, rounded, and the decimal exponent of the first. */
export function leadingDigits(value: number, count: number): { readonly digits: string; readonly exponent: number } {
  if (value === 0) return { digits: "0".repeat(count), exponent: 0 };
  let exponent = Number(value.toExponential().split("e")[1]);
  let digits = scaled(value, count - 1 - exponent).toString();
  // Rounding up may have made one digit more: 9.99 with two digits is 1.0e1.
  if (digits.length > count) {
    exponent++;
    digits = scaled(value, count - 1 - exponent).toString();
  }
  return { digits: digits.padEnd(count, "0"), exponent };
}

export function exponentText(exponent: number): string {
  const size = Math.abs(exponent).toString().padStart(2, "0");
  return `e${exponent < 0 ? "-" : "+"}${size}`;
}

/** Digits with the point put after `whole` of them, zeros where there are none. */
export function withPoint(digits: string, whole: number): string {
  if (whole <= 0) return `0.${"0".repeat(-whole)}${digits}`;
  if (whole >= digits.length) return digits.padEnd(whole, "0");
  return `${digits.slice(0, whole)}.${digits.slice(whole)}`;
}

/** Python's `repr` of a float: `1.0`, `1e+16`, `1e-05`, `inf`, `-0.0`. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!Number.isFinite(value)) return `${sign}inf`;
  const [mantissa = "0", power = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) return `${sign}${withPoint(digits, 1)}${exponentText(exponent)}`;
  const text = withPoint(digits, exponent + 1);
  return `${sign}${text.includes(".") ? text : `${text}.0`}`;
}

const decimal =
  /^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$/;

/** The float a text writes, as `float(text)` and literals read it; undefined where it writes none. Blanks are not trimmed. */
export function readFloat(text: string): number | undefined {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special !== null) {
    const size = /^n/i.test(special[2] ?? "") ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === "-" ? -size : size;
  }
  return decimal.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}
