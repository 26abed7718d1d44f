/**
 * @file `math`: what is exact, and what is correctly rounded where the C library nearly always is as well. Functions that are neither
 * (`gamma`, `erf`, `sinh`) are not there.
 */
import { argument, between, exactlyOne, integerOf, keywordsFor } from "../builtin/arguments.ts";
import { ratioOf } from "../builtin/floatMethods.ts";
import type { Implementation } from "../machine/builtin.ts";
import { collect, consume, iterate } from "../machine/iterate.ts";
import { asInt, binaryOperators } from "../operation/arithmetic.ts";
import { correctAngle, correctArc, correctCosine, correctSine, correctTangent, root } from "../operation/circular.ts";
import { correctExp, correctLog, libraryLog10 } from "../operation/correctlyRounded.ts";
import { parts } from "../operation/floatText.ts";
import { asFloat, divideInts, floatPower, floatToInt } from "../operation/number.ts";
import { checkSize, type Meter, Raised, raise } from "../operation/raised.ts";
import { tuple, typeName, type Value } from "../value.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

function real(value: Value): number {
  return asFloat(value) ?? raise("TypeError", `must be real number, not ${typeName(value)}`);
}

function domain(): never {
  return raise("ValueError", "math domain error");
}

/** What the slow, exact functions cost. */
const effort = 200;

/** A function of one float. NaN stays NaN; `compute` gets everything else. */
function one(name: string, compute: (x: number) => Value, cost = 0): [string, Implementation] {
  return [
    name,
    (args, keywords, meter) => {
      const x = real(exactlyOne(`math.${name}`, args, keywords));
      meter.spend(cost);
      return Number.isNaN(x) && cost > 0 ? x : compute(x);
    },
  ];
}

function two(name: string, compute: (x: number, y: number, meter: Meter) => Value): [string, Implementation] {
  return [
    name,
    (args, keywords, meter) => {
      between(name, 2, 2, args, keywords, `math.${name}`);
      return compute(real(argument(args, 0)), real(argument(args, 1)), meter);
    },
  ];
}

/** `floor`, `ceil` and `trunc` give ints. */
function whole(name: "floor" | "ceil" | "trunc"): [string, Implementation] {
  return [
    name,
    (args, keywords) => {
      const value = exactlyOne(`math.${name}`, args, keywords);
      const int = asInt(value);
      if (int !== undefined) return int;
      if (name === "trunc" && typeof value !== "number") {
        return raise("TypeError", `type ${typeName(value)} doesn't define __trunc__ method`);
      }
      const x = real(value);
      return floatToInt(Number.isFinite(x) ? Math[name](x) : x);
    },
  ];
}

function circular(name: string, compute: (x: number) => number): [string, Implementation] {
  return one(name, (x) => (Number.isFinite(x) ? compute(x) : domain()), effort);
}

function gcd(a: bigint, b: bigint, meter: Meter): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) {
    meter.spend(1 + (x >> 64n === 0n ? 0 : x.toString(16).length >> 1));
    [x, y] = [y, x % y];
  }
  return x;
}

function lcm(a: bigint, b: bigint, meter: Meter): bigint {
  if (a === 0n || b === 0n) return 0n;
  const product = (a / gcd(a, b, meter)) * b;
  return product < 0n ? -product : product;
}

function folded(start: bigint, step: (a: bigint, b: bigint, meter: Meter) => bigint): Implementation {
  return (args, _keywords, meter) => args.map(integerOf).reduce((a, b) => step(a, b, meter), start);
}

/** The product of the ints from `low` to `high`, halves first so that factors stay of one size. */
function product(low: bigint, high: bigint, meter: Meter): bigint {
  if (low > high) return 1n;
  if (high - low < 8n) {
    let result = low;
    for (let factor = low + 1n; factor <= high; factor++) result *= factor;
    meter.spend(8);
    return result;
  }
  const middle = (low + high) >> 1n;
  const result = product(low, middle, meter) * product(middle + 1n, high, meter);
  meter.spend(result.toString(16).length >> 3);
  return result;
}

const factorial: Implementation = (args, keywords, meter) => {
  const n = integerOf(exactlyOne("math.factorial", args, keywords));
  if (n < 0n) raise("ValueError", "factorial() not defined for negative values");
  checkSize(Number(n) * Math.log2(Number(n) + 1), "an int");
  return product(1n, n, meter);
};

function selection(name: "comb" | "perm"): Implementation {
  return (args, keywords, meter) => {
    between(name, name === "comb" ? 2 : 1, 2, args, keywords, `math.${name}`);
    const n = integerOf(argument(args, 0));
    const k = args[1] === undefined || args[1] === null ? n : integerOf(args[1]);
    if (n < 0n) raise("ValueError", "n must be a non-negative integer");
    if (k < 0n) raise("ValueError", "k must be a non-negative integer");
    if (k > n) return 0n;
    const count = name === "comb" && k > n - k ? n - k : k;
    checkSize(Number(count) * Math.log2(Number(n) + 1), "an int");
    const top = product(n - count + 1n, n, meter);
    return name === "perm" ? top : top / product(1n, count, meter);
  };
}

function logarithm(value: Value, base: "e" | 2 | 10): number {
  if (typeof value === "bigint" && value > 0n && !Number.isFinite(Number(value))) {
    // A mantissa from a half up to one, and the power of two beside it, as CPython takes large ints apart.
    const size = value.toString(2).length;
    const mantissa = Number(value >> BigInt(size - 64)) / 2 ** 64;
    return logOf(mantissa, base) + logOf(2, base) * size;
  }
  const x = typeof value === "bigint" && value <= 0n ? domain() : real(value);
  return logOf(x, base);
}

function logOf(x: number, base: "e" | 2 | 10): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x <= 0) return domain();
  if (x === 1) return 0;
  if (base === 10) return libraryLog10(x);
  const { mantissa, exponent } = parts(x);
  if (base === 2 && (mantissa & (mantissa - 1n)) === 0n) return mantissa.toString(2).length - 1 + exponent;
  return correctLog(mantissa, exponent, base);
}

const log: Implementation = (args, keywords, meter) => {
  between("log", 1, 2, args, keywords, "math.log");
  meter.spend(effort);
  const top = logarithm(argument(args, 0), "e");
  if (args.length === 1) return top;
  const bottom = logarithm(argument(args, 1), "e");
  return bottom === 0 ? raise("ZeroDivisionError", "float division by zero") : top / bottom;
};

function logTo(name: string, base: 2 | 10): [string, Implementation] {
  return [
    name,
    (args, keywords, meter) => {
      meter.spend(effort);
      return logarithm(exactlyOne(`math.${name}`, args, keywords), base);
    },
  ];
}

function exp(x: number): number {
  const result = Number.isFinite(x) ? correctExp(x) : Math.exp(x);
  return Number.isFinite(result) || !Number.isFinite(x) ? result : raise("OverflowError", "math range error");
}

function power(x: number, y: number): number {
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) return domain();
  if (x === 0 && y < 0 && Number.isFinite(y)) return domain();
  try {
    return floatPower(x, y);
  } catch (error) {
    if (error instanceof Raised && error.type === "OverflowError") return raise("OverflowError", "math range error");
    throw error;
  }
}

/** The exact sum of floats as a fraction, rounded once. */
function exactSum(items: readonly Value[], meter: Meter): Value {
  const floats = items.map(real);
  const special = floats.filter((x) => !Number.isFinite(x));
  meter.spend(items.length * 16);
  if (special.length > 0) return special.reduce((a, b) => a + b, 0);
  const unit = 1n << 1074n;
  let total = 0n;
  for (const x of floats) {
    const { negative, mantissa, exponent } = parts(x);
    const size = mantissa << BigInt(exponent + 1074);
    total += negative ? -size : size;
  }
  return divideInts(total, unit, meter);
}

/** The square root of a sum of squares, rounded once. */
function length(xs: readonly number[], meter: Meter): number {
  meter.spend(effort + 64 * xs.length);
  if (xs.some((x) => Math.abs(x) === Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  if (xs.some(Number.isNaN)) return Number.NaN;
  let total = 0n;
  for (const x of xs) {
    const { mantissa, exponent } = parts(x);
    const size = mantissa << BigInt(exponent + 1074);
    total += size * size;
  }
  // A sticky bit below the root says whether it is exact.
  const floor = root(total << 128n);
  const sticky = floor * floor === total << 128n ? floor << 1n : (floor << 1n) | 1n;
  return divideInts(sticky, 1n << 1139n, meter);
}

const isClose: Implementation = (args, keywords) => {
  const named = keywordsFor(keywords, ["a", "b", "rel_tol", "abs_tol"], (name) =>
    raise("TypeError", `'${name}' is an invalid keyword argument for isclose()`),
  );
  const [a, b] = [real(args[0] ?? named("a") ?? null), real(args[1] ?? named("b") ?? null)];
  const [relative, absolute] = [real(named("rel_tol") ?? 1e-9), real(named("abs_tol") ?? 0)];
  if (relative < 0 || absolute < 0) raise("ValueError", "tolerances must be non-negative");
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const difference = Math.abs(b - a);
  return difference <= Math.abs(relative * b) || difference <= Math.abs(relative * a) || difference <= absolute;
};

const prod: Implementation = (args, keywords, meter) => {
  between("prod", 1, 1, args, undefined, "math.prod");
  let total: Value = keywords?.get("start") ?? 1n;
  const take = (item: Value): boolean => {
    total = binaryOperators["*"](total, item, meter);
    return true;
  };
  return consume(iterate(argument(args, 0)), meter, take, () => total);
};

function fraction(x: number): Value {
  if (Number.isNaN(x) || x === 0) return tuple([x, 0n]);
  if (!Number.isFinite(x)) return tuple([x, 0n]);
  const { mantissa, exponent } = parts(x);
  const power = mantissa.toString(2).length + exponent;
  const size = Number(mantissa) / 2 ** mantissa.toString(2).length;
  return tuple([x < 0 ? -size : size, BigInt(power)]);
}

const ldexp: Implementation = (args, keywords) => {
  between("ldexp", 2, 2, args, keywords, "math.ldexp");
  const x = real(argument(args, 0));
  const power = Number(integerOf(argument(args, 1)));
  const clipped = Math.max(-2200, Math.min(2200, power));
  const half = Math.trunc(clipped / 2);
  const result = x * 2 ** half * 2 ** (clipped - half);
  return Number.isFinite(x) && !Number.isFinite(result) ? raise("OverflowError", "math range error") : result;
};

/** The difference to the nearest multiple, halves to the even one. */
function remainder(x: number, y: number, meter: Meter): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (!Number.isFinite(x) || y === 0) return domain();
  if (!Number.isFinite(y)) return x;
  const [a, b] = ratioOf(x);
  const [c, d] = ratioOf(Math.abs(y));
  const [top, unit] = [a * d, c * b];
  let rest = top % unit;
  if (rest < 0n) rest += unit;
  const odd = ((top - rest) / unit) % 2n !== 0n;
  if (2n * rest > unit || (2n * rest === unit && odd)) rest -= unit;
  return rest === 0n ? (x < 0 || Object.is(x, -0) ? -0 : 0) : divideInts(rest, b * d, meter);
}

const isqrt: Implementation = (args, keywords, meter) => {
  const n = integerOf(exactlyOne("math.isqrt", args, keywords));
  if (n < 0n) raise("ValueError", "isqrt() argument must be nonnegative");
  const digits = n.toString(16).length;
  meter.spend(10 + (digits >> 1) + Math.floor(digits ** 2 / 2000));
  return root(n);
};

const functions: readonly [string, Implementation][] = [
  one("sqrt", (x) => (x < 0 ? domain() : Math.sqrt(x))),
  one("fabs", Math.abs),
  one("isnan", Number.isNaN),
  one("isinf", (x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  one("isfinite", Number.isFinite),
  one("exp", exp, effort),
  one("degrees", (x) => x * (180 / Math.PI)),
  one("radians", (x) => x * (Math.PI / 180)),
  one("modf", (x) => tuple([Number.isFinite(x) ? x % 1 : x / Number.POSITIVE_INFINITY || 0, Math.trunc(x)])),
  one("frexp", fraction),
  circular("sin", correctSine),
  circular("cos", correctCosine),
  circular("tan", correctTangent),
  one("atan", (x) => (Number.isFinite(x) ? correctAngle(x, 1) : (Math.sign(x) * Math.PI) / 2), effort),
  circular("asin", (x) => (Math.abs(x) > 1 ? domain() : correctArc(x, "sine"))),
  circular("acos", (x) => (Math.abs(x) > 1 ? domain() : correctArc(x, "cosine"))),
  two("atan2", (y, x, meter) => {
    meter.spend(effort);
    const plain = !Number.isFinite(x) || !Number.isFinite(y) || (x === 0 && y === 0);
    return plain ? Math.atan2(y, x) : correctAngle(y, x);
  }),
  two("pow", (x, y, meter) => {
    meter.spend(effort);
    return power(x, y);
  }),
  two("fmod", (x, y) => ((!Number.isFinite(x) && !Number.isNaN(x) && !Number.isNaN(y)) || y === 0 ? domain() : x % y)),
  two("copysign", (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
  two("remainder", remainder),
  whole("floor"),
  whole("ceil"),
  whole("trunc"),
  ["gcd", folded(0n, gcd)],
  ["lcm", folded(1n, lcm)],
  ["factorial", factorial],
  ["comb", selection("comb")],
  ["perm", selection("perm")],
  ["isqrt", isqrt],
  ["log", log],
  logTo("log2", 2),
  logTo("log10", 10),
  ["isclose", isClose],
  ["prod", prod],
  ["ldexp", ldexp],
  [
    "fsum",
    (args, keywords, meter) =>
      collect(exactlyOne("math.fsum", args, keywords), meter, (items) => exactSum(items, meter)),
  ],
  ["hypot", (args, _keywords, meter) => length(args.map(real), meter)],
  [
    "dist",
    (args, keywords, meter) => {
      between("dist", 2, 2, args, keywords, "math.dist");
      return distance(args, meter);
    },
  ],
];

function distance(args: readonly Value[], meter: Meter): Value {
  const [p, q] = args.map((point) => {
    if (typeof point !== "object" || point === null || (point.kind !== "tuple" && point.kind !== "list")) {
      return raise("TypeError", "must be a sequence of numbers");
    }
    return point.items.map(real);
  });
  if (p?.length !== q?.length) raise("ValueError", "both points must have the same number of dimensions");
  return length(
    (p ?? []).map((x, i) => x - (q?.[i] ?? 0)),
    meter,
  );
}

export const mathModule: RuleModule = {
  name: "math",
  members: new Map<string, Value>([
    ["pi", Math.PI],
    ["e", Math.E],
    ["tau", 2 * Math.PI],
    ["inf", Number.POSITIVE_INFINITY],
    ["nan", Number.NaN],
    ...functionsOf(functions),
  ]),
};
