/**
 * @file The operations that build expressions, each of which gives the simplified form at once. What holds only for positive numbers
 * ((x^y)^z = x^(y*z)) is used only where the base is sure to be positive.
 */

import {
  type CallExpr,
  type Expr,
  euler,
  type FunctionName,
  hasMinus,
  isNumber,
  isPositive,
  number,
  whole,
} from "./expression.ts";
import { inFactorOrder, inTermOrder } from "./order.ts";
import { isOne, isWhole, one, plus, type Rational, raised, rationalText, times, zero } from "./rational.ts";

export function add(...terms: readonly Expr[]): Expr {
  let constant = zero;
  const parts = new Map<string, { readonly part: Expr; readonly coefficient: Rational }>();
  for (const term of terms.flatMap((it) => (it.kind === "sum" ? it.terms : [it]))) {
    if (term.kind === "number") {
      constant = plus(constant, term.value);
      continue;
    }
    const { coefficient, part } = split(term);
    const before = parts.get(part.key)?.coefficient ?? zero;
    parts.set(part.key, { part, coefficient: plus(before, coefficient) });
  }
  const collected = [...parts.values()].filter(({ coefficient }) => coefficient.num !== 0n);
  const made = collected.map(({ part, coefficient }) => scale(part, coefficient));
  if (constant.num !== 0n) made.push(number(constant));
  const [only] = made;
  if (only === undefined) return whole(0);
  if (made.length === 1) return only;
  const sorted = made.sort(inTermOrder);
  return { kind: "sum", terms: sorted, key: `(+ ${sorted.map(({ key }) => key).join(" ")})` };
}

export function multiply(...factors: readonly Expr[]): Expr {
  let coefficient = one;
  const bases = new Map<string, { readonly base: Expr; readonly exponents: Expr[] }>();
  const take = (factor: Expr): void => {
    if (factor.kind === "number") coefficient = times(coefficient, factor.value);
    else if (factor.kind === "product") {
      coefficient = times(coefficient, factor.coefficient);
      factor.factors.forEach(take);
    } else {
      const [base, exponent] = factor.kind === "power" ? [factor.base, factor.exponent] : [factor, whole(1)];
      const known = bases.get(base.key);
      if (known) known.exponents.push(exponent);
      else bases.set(base.key, { base, exponents: [exponent] });
    }
  };
  factors.forEach(take);
  if (coefficient.num === 0n) return whole(0);
  const made = [...bases.values()].map(({ base, exponents }) => power(base, add(...exponents)));
  // A power may have come out as something that has to be collected again: x^0, (x*y)^(1/2) squared.
  if (made.some(({ kind }) => kind === "number" || kind === "product")) return multiply(number(coefficient), ...made);
  const sharing = new Set(made.map((it) => (it.kind === "power" ? it.base : it).key)).size < made.length;
  if (sharing) return multiply(number(coefficient), ...made);
  return product(coefficient, made);
}

/** Throws a RangeError for 0 to a power that is not positive. */
export function power(base: Expr, exponent: Expr): Expr {
  if (isNumber(base, 0)) {
    if (exponent.kind === "number" ? exponent.value.num > 0n : isPositive(exponent)) return whole(0);
    throw new RangeError("Zero to a power that is not positive.");
  }
  if (isNumber(exponent, 0) || isNumber(base, 1)) return whole(1);
  if (isNumber(exponent, 1)) return base;
  const wholeExponent = exponent.kind === "number" && isWhole(exponent.value) ? exponent.value.num : undefined;
  if (base.kind === "number" && wholeExponent !== undefined && isSmall(base.value, wholeExponent)) {
    return number(raised(base.value, wholeExponent));
  }
  if (base.kind === "euler") {
    const found = powerOfLog(exponent);
    if (found) return found;
  }
  if (base.kind === "power" && (wholeExponent !== undefined || isPositive(base.base))) {
    return power(base.base, multiply(base.exponent, exponent));
  }
  if (base.kind === "product" && wholeExponent !== undefined) {
    return multiply(...[number(base.coefficient), ...base.factors].map((factor) => power(factor, exponent)));
  }
  return { kind: "power", base, exponent, key: `(^ ${base.key} ${exponent.key})` };
}

export function call(name: FunctionName, argument: Expr): Expr {
  const made: CallExpr = { kind: "call", name, argument, key: `(${name} ${argument.key})` };
  switch (name) {
    case "log":
      if (isNumber(argument, 1)) return whole(0);
      if (argument.kind === "euler") return whole(1);
      if (argument.kind !== "power" || !isPositive(argument.base)) return made;
      return multiply(argument.exponent, call("log", argument.base));
    case "sin":
      if (isNumber(argument, 0)) return whole(0);
      return hasMinus(argument) ? negate(call("sin", negate(argument))) : made;
    case "cos":
      if (isNumber(argument, 0)) return whole(1);
      return hasMinus(argument) ? call("cos", negate(argument)) : made;
  }
}

export function exp(argument: Expr): Expr {
  return power(euler, argument);
}

export function negate(expr: Expr): Expr {
  return multiply(whole(-1), expr);
}

export function subtract(left: Expr, right: Expr): Expr {
  return add(left, negate(right));
}

/** Throws a RangeError when the divisor is 0. */
export function divide(left: Expr, right: Expr): Expr {
  return multiply(left, power(right, whole(-1)));
}

/** With every occurrence of a symbol replaced. */
export function substitute(expr: Expr, name: string, by: Expr): Expr {
  const inside = (it: Expr): Expr => substitute(it, name, by);
  switch (expr.kind) {
    case "number":
    case "euler":
      return expr;
    case "symbol":
      return expr.name === name ? by : expr;
    case "sum":
      return add(...expr.terms.map(inside));
    case "product":
      return multiply(number(expr.coefficient), ...expr.factors.map(inside));
    case "power":
      return power(inside(expr.base), inside(expr.exponent));
    case "call":
      return call(expr.name, inside(expr.argument));
  }
}

function split(term: Expr): { readonly coefficient: Rational; readonly part: Expr } {
  if (term.kind !== "product") return { coefficient: one, part: term };
  return { coefficient: term.coefficient, part: product(one, term.factors) };
}

function scale(part: Expr, coefficient: Rational): Expr {
  if (isOne(coefficient)) return part;
  return product(coefficient, part.kind === "product" ? part.factors : [part]);
}

/** Of factors that are collected already. A number times a sum is the sum of its multiples. */
function product(coefficient: Rational, factors: readonly Expr[]): Expr {
  const [first] = factors;
  if (first === undefined) return number(coefficient);
  if (factors.length === 1 && isOne(coefficient)) return first;
  if (factors.length === 1 && first.kind === "sum")
    return add(...first.terms.map((term) => multiply(number(coefficient), term)));
  const sorted = [...factors].sort(inFactorOrder);
  return {
    kind: "product",
    coefficient,
    factors: sorted,
    key: `(* ${[rationalText(coefficient), ...sorted.map(({ key }) => key)].join(" ")})`,
  };
}

/** exp(log(x)) = x and exp(y*log(x)) = x^y. */
function powerOfLog(exponent: Expr): Expr | undefined {
  if (exponent.kind === "call" && exponent.name === "log") return exponent.argument;
  if (exponent.kind !== "product") return undefined;
  const logs = exponent.factors.filter((it) => it.kind === "call" && it.name === "log");
  const [log] = logs;
  if (logs.length !== 1 || log?.kind !== "call") return undefined;
  const rest = exponent.factors.filter((it) => it !== log);
  return power(log.argument, multiply(number(exponent.coefficient), ...rest));
}

/** Whether a power of numbers is worth writing out: 2^10 is, 9^999 is not. */
function isSmall({ num, den }: Rational, exponent: bigint): boolean {
  const size = exponent < 0n ? -exponent : exponent;
  const digits = Math.max(String(num).length, String(den).length);
  return size <= 64n && digits * Number(size) <= 256;
}
