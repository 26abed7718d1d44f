/**
 * @file The circular functions and their inverses, correctly rounded: with ints over a power of two, as in `correctlyRounded.ts`. The C
 * library that CPython uses differs from that in about one of a thousand results, by the last digit.
 */
import { decided, type Fixed, fixedOf } from "./correctlyRounded.ts";

/** atan(1 / n) */
function inverseTangent(n: bigint, precision: number): Fixed {
  let power = (1n << BigInt(precision)) / n;
  let sum = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power = -power / (n * n);
    sum += power / k;
  }
  return sum;
}

/** Machin's formula. */
function piFixed(precision: number): Fixed {
  return 16n * inverseTangent(5n, precision) - 4n * inverseTangent(239n, precision);
}

/** Sine and cosine. */
function turned(x: number, precision: number): readonly [Fixed, Fixed] {
  const value = fixedOf(x, precision);
  const quarter = piFixed(precision) >> 1n;
  // To the nearest quarter turn, so that what is left is small.
  const quarters = (2n * value + quarter) / (2n * quarter) - ((2n * value + quarter) % (2n * quarter) < 0n ? 1n : 0n);
  const rest = value - quarters * quarter;
  const square = (rest * rest) >> BigInt(precision);
  const series = (first: Fixed, from: bigint): Fixed => {
    let term = first;
    let sum = first;
    for (let k = from; term !== 0n && term !== -1n; k += 2n) {
      term = -((term * square) >> BigInt(precision)) / (k * (k + 1n));
      sum += term;
    }
    return sum;
  };
  const [sine, cosine] = [series(rest, 2n), series(1n << BigInt(precision), 1n)];
  switch (((quarters % 4n) + 4n) % 4n) {
    case 0n:
      return [sine, cosine];
    case 1n:
      return [cosine, -sine];
    case 2n:
      return [-sine, -cosine];
    default:
      return [-cosine, sine];
  }
}

/** Bits for an argument of any size, and for results near zero. */
function bitsFor(x: number, precision: number): number {
  return precision + 160 + Math.max(0, Math.ceil(Math.abs(Math.log2(Math.abs(x)))));
}

export function correctSine(x: number): number {
  if (Math.abs(x) < 2 ** -27) return x;
  return decided((precision) => {
    const work = bitsFor(x, precision);
    return { value: turned(x, work)[0] >> 32n, precision: work - 32 };
  });
}

export function correctCosine(x: number): number {
  if (Math.abs(x) < 2 ** -27) return 1;
  return decided((precision) => {
    const work = bitsFor(x, precision);
    return { value: turned(x, work)[1] >> 32n, precision: work - 32 };
  });
}

export function correctTangent(x: number): number {
  if (Math.abs(x) < 2 ** -27) return x;
  return decided((precision) => {
    const work = bitsFor(x, precision);
    const [sine, cosine] = turned(x, work);
    return { value: ((sine << BigInt(work)) / cosine) >> 32n, precision: work - 32 };
  });
}

/** The angle of a point whose coordinates are at least 0 and not both 0. */
function angleFixed(y: Fixed, x: Fixed, precision: number): Fixed {
  if (y > x) return (piFixed(precision) >> 1n) - angleFixed(x, y, precision);
  const one = 1n << BigInt(precision);
  let tangent = (y << BigInt(precision)) / x;
  // Halving the angle a few times makes the series short.
  const halvings = 8;
  for (let i = 0; i < halvings; i++) {
    tangent = (tangent << BigInt(precision)) / (one + root((one << BigInt(precision)) + tangent * tangent));
  }
  const square = (tangent * tangent) >> BigInt(precision);
  let sum = 0n;
  for (let k = 1n, power = tangent; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = -((power * square) >> BigInt(precision));
  }
  return sum << BigInt(halvings);
}

/** The largest int whose square is at most `value`. */
export function root(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(16).length * 4) / 2 + 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** atan2 of finite coordinates, not both 0. */
export function correctAngle(y: number, x: number): number {
  if (y === 0) return x > 0 ? y : Object.is(y, -0) ? -Math.PI : Math.PI;
  if (x === 0) return y > 0 ? Math.PI / 2 : -Math.PI / 2;
  if (x > 0 && Math.abs(y / x) < 2 ** -27 && Math.abs(x) === 1) return y / x;
  const size = decided((precision) => {
    const work = precision + 160 + Math.ceil(Math.abs(Math.log2(Math.abs(x))) + Math.abs(Math.log2(Math.abs(y))));
    const acute = angleFixed(fixedOf(Math.abs(y), work), fixedOf(Math.abs(x), work), work);
    return { value: (x > 0 ? acute : piFixed(work) - acute) >> 32n, precision: work - 32 };
  });
  return y < 0 ? -size : size;
}

/** asin and acos of a number between -1 and 1: the angle of the point above it on the circle. */
export function correctArc(x: number, kind: "sine" | "cosine"): number {
  if (kind === "sine" && Math.abs(x) < 2 ** -27) return x;
  if (kind === "cosine" && x === 1) return 0;
  const size = decided((precision) => {
    const work = precision + 192;
    const one = 1n << BigInt(work);
    const side = fixedOf(Math.abs(x), work);
    const other = root((one << BigInt(work)) - side * side);
    const [y, z] = kind === "sine" ? [side, other] : [other, side];
    const acute = angleFixed(y, z, work);
    return { value: (kind === "cosine" && x < 0 ? piFixed(work) - acute : acute) >> 32n, precision: work - 32 };
  });
  return kind === "sine" && x < 0 ? -size : size;
}
