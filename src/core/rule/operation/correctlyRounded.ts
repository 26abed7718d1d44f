/**
 * @file Powers, exponentials, logarithms and the circular functions of floats, correctly rounded: the float nearest to the true value. The C
 * library that CPython uses is within a few thousandths of an ulp of that, JavaScript's `Math` is not and differs between engines.
 * Numbers are computed as ints over 2 ** 192, and once more with more bits where the rounding is still open.
 */
import { parts } from "./floatText.ts";

/** `value * 2 ** precision`, as an int. */
export type Fixed = bigint;

function shiftBy(value: bigint, bits: number): bigint {
  return bits >= 0 ? value << BigInt(bits) : value >> BigInt(-bits);
}

export function fixedOf(value: number, precision: number): Fixed {
  const { negative, mantissa, exponent } = parts(value);
  const size = shiftBy(mantissa, exponent + precision);
  return negative ? -size : size;
}

function bitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

/** The float nearest to `value * 2 ** -precision`; undefined where an error of 2 ** 12 units could change it. */
function nearest(value: Fixed, precision: number): number | undefined {
  if (value === 0n) return undefined;
  const size = value < 0n ? -value : value;
  const low = floatOf(size - 4096n, precision);
  const high = floatOf(size + 4096n, precision);
  return low === high ? (value < 0n ? -low : low) : undefined;
}

function floatOf(size: bigint, precision: number): number {
  if (size <= 0n) return 0;
  const drop = Math.max(bitsOf(size) - 53, precision - 1074, 0);
  const unit = 1n << BigInt(drop);
  const floor = size >> BigInt(drop);
  const twice = (size - floor * unit) * 2n;
  const kept = twice > unit || (twice === unit && floor % 2n === 1n) ? floor + 1n : floor;
  const power = drop - precision;
  return power > 900 ? Number(kept) * 2 ** 900 * 2 ** (power - 900) : Number(kept) * 2 ** power;
}

/** Tries with more and more bits until the rounding is certain. */
export function decided(compute: (precision: number) => { readonly value: Fixed; readonly precision: number }): number {
  for (let precision = 192; ; precision *= 2) {
    const { value, precision: scale } = compute(precision);
    const result = nearest(value, scale);
    // A value this close to the middle of two floats lies on it: exact cases are for the callers.
    if (result !== undefined || precision > 1600) return result ?? Number(value) * 2 ** -scale;
  }
}

/** atanh(1 / n), the piece that logarithms of small numbers are made of. */
function inverseTanh(n: bigint, precision: number): Fixed {
  let power = (1n << BigInt(precision)) / n;
  let sum = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= n * n;
    sum += power / k;
  }
  return sum;
}

function logOfTwo(precision: number): Fixed {
  return 18n * inverseTanh(26n, precision) - 2n * inverseTanh(4801n, precision) + 8n * inverseTanh(8749n, precision);
}

/** ln(mantissa * 2 ** exponent). */
function logFixed(mantissa: bigint, exponent: number, precision: number): Fixed {
  const one = 1n << BigInt(precision);
  const size = bitsOf(mantissa);
  let scale = exponent + size;
  let m = shiftBy(mantissa, precision - size);
  // Between 0.7 and 1.4, where the series is short.
  if (m * 10n < one * 7n) {
    m *= 2n;
    scale--;
  }
  let term = ((m - one) << BigInt(precision)) / (m + one);
  const square = (term * term) >> BigInt(precision);
  let sum = 0n;
  for (let k = 1n; term !== 0n && term !== -1n; k += 2n) {
    sum += term / k;
    term = (term * square) >> BigInt(precision);
  }
  return 2n * sum + BigInt(scale) * logOfTwo(precision);
}

/** e ** value, as `result * 2 ** exponent`. */
function expFixed(value: Fixed, precision: number): { readonly value: Fixed; readonly exponent: number } {
  const half = logOfTwo(precision);
  const exponent = value / half;
  // A sixteenth power of two smaller, so that few terms do.
  const rest = (value - exponent * half) >> 16n;
  let term = 1n << BigInt(precision);
  let sum = term;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = ((term * rest) >> BigInt(precision)) / k;
    sum += term;
  }
  for (let i = 0; i < 16; i++) sum = (sum * sum) >> BigInt(precision);
  return { value: sum, exponent: Number(exponent) };
}

/** e ** x; infinite where it overflows. */
export function correctExp(x: number): number {
  if (x === 0) return 1;
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  if (Math.abs(x) < 2 ** -54) return 1;
  return decided((precision) => {
    const work = precision + 64;
    const { value, exponent } = expFixed(fixedOf(x, work), work);
    return { value: value >> 40n, precision: work - 40 - exponent };
  });
}

/** The natural logarithm of an int or float above 0, given as `mantissa * 2 ** exponent`. */
export function correctLog(mantissa: bigint, exponent: number, base: "e" | 2 | 10 = "e"): number {
  return decided((precision) => {
    const work = precision + 64;
    const log = logFixed(mantissa, exponent, work);
    if (base === "e") return { value: log >> 32n, precision: work - 32 };
    const divisor = base === 2 ? logOfTwo(work) : logFixed(10n, 0, work);
    return { value: ((log << BigInt(work)) / divisor) >> 32n, precision: work - 32 };
  });
}

/** a ** b of finite floats, `a` not zero; `b` whole where `a` is negative. */
export function correctPower(a: number, b: number): number {
  const { mantissa, exponent } = parts(a);
  const negative = a < 0 && Math.abs(b) % 2 === 1;
  const size = Math.abs(a) === 1 ? 1 : powerOf(mantissa, exponent, Math.abs(a), b);
  return negative ? -size : size;
}

function powerOf(mantissa: bigint, exponent: number, a: number, b: number): number {
  if (b === 0.5) return Math.sqrt(a);
  const estimate = Math.log2(a) * b;
  if (estimate > 1025) return Number.POSITIVE_INFINITY;
  if (estimate < -1080) return 0;
  if (Number.isInteger(b) && b > 0 && b <= 64) return floatOf(mantissa ** BigInt(b), -exponent * b);
  if (a === 2 ** Math.round(Math.log2(a)) && Number.isInteger(Math.log2(a) * b)) return 2 ** (Math.log2(a) * b);
  return decided((precision) => {
    const work = precision + 96;
    const log = logFixed(mantissa, exponent, work);
    const { mantissa: factor, exponent: scale, negative } = parts(b);
    const product = shiftBy(log * factor, scale);
    const { value, exponent: power } = expFixed(negative ? -product : product, work);
    return { value: value >> 64n, precision: work - 64 - power };
  });
}

/** log10 as the C library computes it: not correctly rounded, but from a correctly rounded logarithm. */
export function libraryLog10(x: number): number {
  const exponent = Math.floor(Math.log2(x));
  const power = x / 2 ** exponent >= 2 ? exponent + 1 : x / 2 ** exponent < 1 ? exponent - 1 : exponent;
  const shift = power < 0 ? 1 : 0;
  const scale = power + shift;
  const rest = x / 2 ** power / 2 ** shift;
  const { mantissa, exponent: low } = parts(rest);
  const log = rest === 1 ? 0 : correctLog(mantissa, low);
  const z = scale * 3.694239077158931e-13 + Math.LOG10E * log;
  return z + scale * 0.30102999566361177;
}
