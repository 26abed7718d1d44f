/** @file Exact fractions: a numerator and a positive denominator without a common factor. */

export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

/** Throws a RangeError when the denominator is 0. */
export function rational(num: bigint | number, den: bigint | number = 1n): Rational {
  const [n, d] = [BigInt(num), BigInt(den)];
  if (d === 0n) throw new RangeError("Division by zero.");
  const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d);
  const sign = d < 0n ? -1n : 1n;
  return divisor === 0n ? zero : { num: (sign * n) / divisor, den: (sign * d) / divisor };
}

export const zero: Rational = { num: 0n, den: 1n };
export const one: Rational = { num: 1n, den: 1n };

export function plus(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function times(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den);
}

export function negated(a: Rational): Rational {
  return { num: -a.num, den: a.den };
}

/** To a whole power. Throws a RangeError for 0 to a negative one. */
export function raised(a: Rational, exponent: bigint): Rational {
  if (exponent >= 0n) return rational(a.num ** exponent, a.den ** exponent);
  return rational(a.den ** -exponent, a.num ** -exponent);
}

export function isWhole({ den }: Rational): boolean {
  return den === 1n;
}

export function isOne({ num, den }: Rational): boolean {
  return num === 1n && den === 1n;
}

export function isNegative({ num }: Rational): boolean {
  return num < 0n;
}

/** `3`, `-1/2`. */
export function rationalText({ num, den }: Rational): string {
  return den === 1n ? String(num) : `${num}/${den}`;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
