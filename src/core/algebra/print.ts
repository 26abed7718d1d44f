/** @file Writes expressions: `x*(y+1)/2`, `-exp(-x)`, `x^(y-1)/z^2`. What is written reads back as the same expression. */

import { negate, power } from "./build.ts";
import { type Expr, hasMinus, number } from "./expression.ts";
import { isNegative, isOne, negated, type Rational, rationalText } from "./rational.ts";

/** How tightly the place binds that an expression is written into. */
const place = { sum: 0, product: 1, divisor: 2, power: 3 } as const;
type Place = (typeof place)[keyof typeof place];

export function print(expr: Expr): string {
  return write(expr, place.sum);
}

function write(expr: Expr, at: Place): string {
  switch (expr.kind) {
    case "number": {
      const tight = expr.value.den !== 1n ? place.divisor : isNegative(expr.value) ? place.product : undefined;
      return enclose(rationalText(expr.value), tight !== undefined && at >= tight);
    }
    case "symbol":
      return expr.name;
    case "euler":
      return "exp(1)";
    case "sum":
      return enclose(writeSum(expr.terms), at >= place.product);
    case "product":
      return enclose(
        writeProduct(expr.coefficient, expr.factors),
        at >= (hasMinus(expr) ? place.product : place.divisor),
      );
    case "power":
      if (expr.base.kind === "euler") return `exp(${write(expr.exponent, place.sum)})`;
      if (hasMinus(expr.exponent)) {
        return enclose(writeProduct({ num: 1n, den: 1n }, [expr]), at >= place.divisor);
      }
      return enclose(`${write(expr.base, place.power)}^${write(expr.exponent, place.power)}`, at >= place.power);
    case "call":
      return `${expr.name}(${write(expr.argument, place.sum)})`;
  }
}

function writeSum(terms: readonly Expr[]): string {
  return terms
    .map((term, index) => {
      if (!hasMinus(term)) return `${index > 0 ? "+" : ""}${write(term, place.sum)}`;
      return `-${write(negate(term), place.product)}`;
    })
    .join("");
}

function writeProduct(coefficient: Rational, factors: readonly Expr[]): string {
  const below = factors.filter(isBelow);
  const above = factors.filter((factor) => !isBelow(factor));
  const size = isNegative(coefficient) ? negated(coefficient) : coefficient;
  const sign = isNegative(coefficient) ? "-" : "";
  const top = above.map((factor) => write(factor, place.product));
  if (size.num !== 1n || top.length === 0) top.unshift(String(size.num));
  const bottom = below.map((factor) =>
    factor.kind === "power" ? power(factor.base, negate(factor.exponent)) : factor,
  );
  const under = isOne({ num: size.den, den: 1n }) ? bottom : [number({ num: size.den, den: 1n }), ...bottom];
  if (under.length === 0) return sign + top.join("*");
  const [only] = under;
  const divisor =
    under.length === 1 && only
      ? write(only, place.divisor)
      : `(${under.map((factor) => write(factor, place.product)).join("*")})`;
  return `${sign}${top.join("*")}/${divisor}`;
}

/** Whether a factor is written below the line. */
function isBelow(factor: Expr): boolean {
  return factor.kind === "power" && factor.base.kind !== "euler" && hasMinus(factor.exponent);
}

function enclose(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}
