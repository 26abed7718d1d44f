/** @file Multiplies sums out, and tells by that whether two expressions are the same. */

import { add, multiply, power, subtract } from "./build.ts";
import { type Expr, isNumber, number, whole } from "./expression.ts";
import { isWhole } from "./rational.ts";

/** Higher powers of sums, and products with more terms, stay as they are. */
const limits = { power: 6, terms: 400 } as const;

/** With products and small whole powers of sums multiplied out, inside and out. */
export function expand(expr: Expr): Expr {
  switch (expr.kind) {
    case "sum":
      return add(...expr.terms.map(expand));
    case "product":
      return expr.factors.map(expand).reduce(distribute, number(expr.coefficient));
    case "power": {
      const base = expand(expr.base);
      const exponent = expand(expr.exponent);
      const times = exponent.kind === "number" && isWhole(exponent.value) ? Number(exponent.value.num) : 0;
      if (base.kind !== "sum" || times < 2 || times > limits.power) return power(base, exponent);
      return Array.from({ length: times }, () => base).reduce<Expr>(distribute, whole(1));
    }
    default:
      return expr;
  }
}

/**
 * Whether the difference of two expressions comes to zero by multiplying out and clearing denominators. True is a proof; false is none:
 * identities between functions are not known.
 */
export function provablyEqual(left: Expr, right: Expr): boolean {
  try {
    let difference = expand(subtract(left, right));
    // Each round clears the sums below the line of one term; few formulas need more than one.
    for (let round = 0; round < 4 && !isNumber(difference, 0); round++) {
      const divisors = denominators(difference);
      if (divisors.length === 0) return false;
      const terms = difference.kind === "sum" ? difference.terms : [difference];
      difference = expand(add(...terms.map((term) => multiply(term, ...divisors))));
    }
    return isNumber(difference, 0);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function distribute(left: Expr, right: Expr): Expr {
  const [ones, others] = [left, right].map((it) => (it.kind === "sum" ? it.terms : [it]));
  if (!ones || !others || ones.length * others.length > limits.terms) return multiply(left, right);
  return add(...ones.flatMap((one) => others.map((other) => multiply(one, other))));
}

/** Sums below the line, each with the highest power in which it occurs there. */
function denominators(expr: Expr): Expr[] {
  const found = new Map<string, { readonly base: Expr; readonly times: bigint }>();
  for (const term of expr.kind === "sum" ? expr.terms : [expr]) {
    for (const factor of term.kind === "product" ? term.factors : [term]) {
      if (factor.kind !== "power" || factor.base.kind !== "sum" || factor.exponent.kind !== "number") continue;
      const { num, den } = factor.exponent.value;
      const known = found.get(factor.base.key)?.times ?? 0n;
      if (den === 1n && -num > known) found.set(factor.base.key, { base: factor.base, times: -num });
    }
  }
  return [...found.values()].map(({ base, times }) => power(base, number({ num: times, den: 1n })));
}
