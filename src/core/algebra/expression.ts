/**
 * @file Symbolic expressions over positive real symbols, in a form that simplifies as it is built: sums and products are flat, sorted and
 * collected, numbers are exact, `exp(x)` is a power of Euler's number. So equal forms have equal keys. Sums are not multiplied out; see
 * `expand.ts`.
 */

import { isNegative, type Rational, rationalText } from "./rational.ts";

export type FunctionName = "log" | "sin" | "cos";

interface Keyed {
  /** The same for the same expression, and for no other. */
  readonly key: string;
}
export interface NumberExpr extends Keyed {
  readonly kind: "number";
  readonly value: Rational;
}
export interface SymbolExpr extends Keyed {
  readonly kind: "symbol";
  readonly name: string;
}
/** Euler's number. */
export interface EulerExpr extends Keyed {
  readonly kind: "euler";
}
/** Two terms or more, none a sum, no two alike but for a coefficient. */
export interface SumExpr extends Keyed {
  readonly kind: "sum";
  readonly terms: readonly Expr[];
}
/** A coefficient and factors, none a number or a product, no two with the same base. */
export interface ProductExpr extends Keyed {
  readonly kind: "product";
  readonly coefficient: Rational;
  readonly factors: readonly Expr[];
}
export interface PowerExpr extends Keyed {
  readonly kind: "power";
  readonly base: Expr;
  readonly exponent: Expr;
}
export interface CallExpr extends Keyed {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly argument: Expr;
}
export type Expr = NumberExpr | SymbolExpr | EulerExpr | SumExpr | ProductExpr | PowerExpr | CallExpr;

export function number(value: Rational): NumberExpr {
  return { kind: "number", value, key: rationalText(value) };
}

export function whole(value: number): NumberExpr {
  return number({ num: BigInt(value), den: 1n });
}

export function symbol(name: string): SymbolExpr {
  return { kind: "symbol", name, key: name };
}

export const euler: EulerExpr = { kind: "euler", key: "E" };

/** The parts of an expression, one level down. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "number":
    case "symbol":
    case "euler":
      return [];
    case "sum":
      return expr.terms;
    case "product":
      return expr.factors;
    case "power":
      return [expr.base, expr.exponent];
    case "call":
      return [expr.argument];
  }
}

/** Sorted. */
export function symbolsOf(expr: Expr): string[] {
  const found = new Set<string>();
  const visit = (it: Expr): void => {
    if (it.kind === "symbol") found.add(it.name);
    for (const part of partsOf(it)) visit(part);
  };
  visit(expr);
  return [...found].sort();
}

export function contains(expr: Expr, name: string): boolean {
  return expr.kind === "symbol" ? expr.name === name : partsOf(expr).some((part) => contains(part, name));
}

export function isNumber(expr: Expr, value: number): boolean {
  return expr.kind === "number" && expr.value.den === 1n && expr.value.num === BigInt(value);
}

/** Whether it is sure to be positive, since every symbol is. */
export function isPositive(expr: Expr): boolean {
  switch (expr.kind) {
    case "number":
      return expr.value.num > 0n;
    case "symbol":
    case "euler":
      return true;
    case "sum":
      return expr.terms.every(isPositive);
    case "product":
      return expr.coefficient.num > 0n && expr.factors.every(isPositive);
    case "power":
      return isPositive(expr.base);
    case "call":
      return false;
  }
}

/** Whether it is written with a minus sign in front: a negative coefficient, or a sum of such terms alone. */
export function hasMinus(expr: Expr): boolean {
  if (expr.kind === "number") return isNegative(expr.value);
  if (expr.kind === "product") return isNegative(expr.coefficient);
  return expr.kind === "sum" && expr.terms.every(hasMinus);
}
