/** @file The order in which factors and terms are kept and written: alphabetical by symbol, functions last, higher powers first, minus signs late. */

import { type Expr, hasMinus } from "./expression.ts";

export function inFactorOrder(a: Expr, b: Expr): number {
  return rank(a) - rank(b) || byKey(baseOf(a), baseOf(b)) || byKey(a, b);
}

export function inTermOrder(a: Expr, b: Expr): number {
  return (
    Number(hasMinus(a)) - Number(hasMinus(b)) ||
    Number(a.kind === "number") - Number(b.kind === "number") ||
    degree(b) - degree(a) ||
    byKey(unsigned(a), unsigned(b)) ||
    byKey(a, b)
  );
}

function baseOf(expr: Expr): Expr {
  return expr.kind === "power" && expr.base.kind !== "euler" ? expr.base : expr;
}

/** Numbers, symbols, sums, functions, exponentials. */
function rank(expr: Expr): number {
  const base = baseOf(expr);
  switch (base.kind) {
    case "number":
      return 0;
    case "symbol":
      return 1;
    case "sum":
    case "product":
      return 2;
    case "call":
      return 3;
    case "euler":
    case "power":
      return 4;
  }
}

/** Of a polynomial's term; 1 for what is no power. */
function degree(expr: Expr): number {
  if (expr.kind === "number") return 0;
  if (expr.kind === "product") return expr.factors.reduce((sum, factor) => sum + degree(factor), 0);
  if (expr.kind !== "power") return 1;
  if (expr.exponent.kind !== "number") return 1;
  return Number(expr.exponent.value.num) / Number(expr.exponent.value.den);
}

/** Without the coefficient, so that x and -x have the same place. */
function unsigned(expr: Expr): Pick<Expr, "key"> {
  return expr.kind === "product" ? { key: expr.factors.map(({ key }) => key).join(" ") } : expr;
}

function byKey(a: Pick<Expr, "key">, b: Pick<Expr, "key">): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
