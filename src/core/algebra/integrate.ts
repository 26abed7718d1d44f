/**
 * @file An antiderivative of an expression, where one of a few textbook ways finds it: the table for functions of a linear argument,
 * powers over linear divisors, parts for polynomials times exp, sin, cos and log, and substitution where the inner derivative stands
 * beside. Exponents with symbols in them are taken to be in general position (not -1). Undefined where no way is found.
 */

import { add, call, divide, multiply, negate, power, substitute, subtract } from "./build.ts";
import { differentiate } from "./differentiate.ts";
import { expand } from "./expand.ts";
import { contains, type Expr, isNumber, number, partsOf, symbol, whole } from "./expression.ts";

/** How far the search goes: integrals within integrals, and integrals in all, so that a long formula takes no long time. */
const limits = { depth: 4, integrals: 150 } as const;

interface Search {
  readonly depth: number;
  /** Shared by all of one search. */
  readonly left: { integrals: number };
}

/** Without a constant of integration: terms that the variable is not in are left out. */
export function integrate(expr: Expr, variable: string): Expr | undefined {
  try {
    const found = antiderivative(expr, variable, { depth: limits.depth, left: { integrals: limits.integrals } });
    return found && withoutConstants(found, variable);
  } catch (error) {
    // An integral that has no value in a special case, such as a division by a slope of 0.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function antiderivative(expr: Expr, variable: string, search: Search): Expr | undefined {
  const v = symbol(variable);
  if (!contains(expr, variable)) return multiply(expr, v);
  if (search.depth === 0 || search.left.integrals-- <= 0) return undefined;
  if (expr.kind === "sum") return termByTerm(expr.terms, variable, search);
  const { constant, rest } = separate(expr, variable);
  const found =
    ofLinear(rest, variable) ??
    overLinear(rest, variable, search) ??
    byParts(rest, variable, search) ??
    bySubstitution(rest, variable, search) ??
    multipliedOut(rest, variable, search);
  return found && multiply(constant, found);
}

function termByTerm(terms: readonly Expr[], variable: string, search: Search): Expr | undefined {
  const found: Expr[] = [];
  for (const term of terms) {
    const one = antiderivative(term, variable, search);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return add(...found);
}

/** A function or a power whose argument is a*v + b: that of the argument, divided by a. */
function ofLinear(expr: Expr, variable: string): Expr | undefined {
  if (expr.kind === "symbol") return divide(power(expr, whole(2)), whole(2));
  if (expr.kind === "power") {
    const { base, exponent } = expr;
    const slope = slopeOf(base, variable);
    if (slope && !contains(exponent, variable)) {
      if (isNumber(exponent, -1)) return divide(call("log", base), slope);
      const next = add(exponent, whole(1));
      return divide(power(base, next), multiply(next, slope));
    }
    const growth = slopeOf(exponent, variable);
    return growth && !contains(base, variable) ? divide(expr, multiply(growth, call("log", base))) : undefined;
  }
  if (expr.kind !== "call") return undefined;
  const { name, argument } = expr;
  const slope = slopeOf(argument, variable);
  if (slope === undefined) return undefined;
  switch (name) {
    case "sin":
      return negate(divide(call("cos", argument), slope));
    case "cos":
      return divide(call("sin", argument), slope);
    case "log":
      return subtract(divide(multiply(argument, expr), slope), divide(argument, slope));
  }
}

/** v^n * (a*v + b)^m with a whole n > 0: in u = a*v + b, where v = (u - b)/a. */
function overLinear(expr: Expr, variable: string, search: Search): Expr | undefined {
  if (expr.kind !== "product") return undefined;
  const linear = expr.factors.find(
    (it) =>
      it.kind === "power" && it.base.kind === "sum" && slopeOf(it.base, variable) && !contains(it.exponent, variable),
  );
  const rest = expr.factors.filter((it) => it !== linear);
  if (linear?.kind !== "power" || !rest.every((it) => degreeIn(it, variable) !== undefined)) return undefined;
  const slope = slopeOf(linear.base, variable);
  if (slope === undefined) return undefined;
  const u = symbol(`$u${search.depth}`);
  const v = divide(subtract(u, substitute(linear.base, variable, whole(0))), slope);
  const inU = expand(multiply(...rest.map((it) => substitute(it, variable, v)), power(u, linear.exponent)));
  const found = antiderivative(inU, u.name, deeper(search));
  return found && divide(substitute(found, u.name, linear.base), slope);
}

/** A polynomial times exp, sin or cos of a linear argument; a polynomial times a logarithm; a logarithm alone. */
function byParts(expr: Expr, variable: string, search: Search): Expr | undefined {
  const factors = expr.kind === "product" ? expr.factors : [expr];
  const log = factors.find((it) => it.kind === "call" && it.name === "log");
  const polynomial = factors.filter((it) => degreeIn(it, variable) !== undefined);
  if (factors.length - polynomial.length !== 1) return undefined;
  const [other] = factors.filter((it) => !polynomial.includes(it));
  if (other === undefined) return undefined;
  const [fading, grown] = log
    ? [log, antiderivative(multiply(...polynomial), variable, deeper(search))]
    : [multiply(...polynomial), polynomial.length > 0 ? ofLinear(other, variable) : undefined];
  if (grown === undefined) return undefined;
  const left = antiderivative(multiply(grown, differentiate(fading, variable)), variable, deeper(search));
  return left && subtract(multiply(fading, grown), left);
}

/** Where an inner expression u has its derivative beside it: the integral in u. */
function bySubstitution(expr: Expr, variable: string, search: Search): Expr | undefined {
  const u = symbol(`$w${search.depth}`);
  for (const inner of innerOf(expr, variable)) {
    const ratio = divide(expr, differentiate(inner, variable));
    const inU = replace(ratio, inner, u);
    if (contains(inU, variable)) continue;
    const found = antiderivative(inU, u.name, deeper(search));
    if (found) return substitute(found, u.name, inner);
  }
  return undefined;
}

function multipliedOut(expr: Expr, variable: string, search: Search): Expr | undefined {
  const expanded = expand(expr);
  return expanded.kind === "sum" ? termByTerm(expanded.terms, variable, deeper(search)) : undefined;
}

function deeper({ depth, left }: Search): Search {
  return { depth: depth - 1, left };
}

/** The factors without the variable, and those with it. */
function separate(expr: Expr, variable: string): { readonly constant: Expr; readonly rest: Expr } {
  if (expr.kind !== "product") return { constant: whole(1), rest: expr };
  const free = expr.factors.filter((factor) => !contains(factor, variable));
  const bound = expr.factors.filter((factor) => contains(factor, variable));
  return { constant: multiply(number(expr.coefficient), ...free), rest: multiply(...bound) };
}

/** The factor a of a*v + b; undefined when the expression is not linear in the variable. */
function slopeOf(expr: Expr, variable: string): Expr | undefined {
  if (!contains(expr, variable)) return undefined;
  const slope = differentiate(expr, variable);
  return contains(slope, variable) ? undefined : slope;
}

/** n of v^n, n whole and positive. */
function degreeIn(expr: Expr, variable: string): number | undefined {
  if (expr.kind === "symbol" && expr.name === variable) return 1;
  if (expr.kind !== "power" || expr.base.kind !== "symbol" || expr.base.name !== variable) return undefined;
  if (expr.exponent.kind !== "number" || expr.exponent.value.den !== 1n) return undefined;
  const degree = Number(expr.exponent.value.num);
  return degree > 0 && degree <= 6 ? degree : undefined;
}

/** What stands inside functions and powers, and these themselves, if the variable is in it and it is more than the variable. */
function innerOf(expr: Expr, variable: string): Expr[] {
  const found = new Map<string, Expr>();
  const visit = (it: Expr): void => {
    for (const part of partsOf(it)) {
      if (part.kind !== "symbol" && contains(part, variable)) found.set(part.key, part);
      visit(part);
    }
  };
  visit(expr);
  return [...found.values()];
}

function replace(expr: Expr, inner: Expr, by: Expr): Expr {
  if (expr.key === inner.key) return by;
  switch (expr.kind) {
    case "number":
    case "symbol":
    case "euler":
      return expr;
    case "sum":
      return add(...expr.terms.map((it) => replace(it, inner, by)));
    case "product":
      return multiply(number(expr.coefficient), ...expr.factors.map((it) => replace(it, inner, by)));
    case "power":
      return power(replace(expr.base, inner, by), replace(expr.exponent, inner, by));
    case "call":
      return call(expr.name, replace(expr.argument, inner, by));
  }
}

function withoutConstants(expr: Expr, variable: string): Expr {
  if (expr.kind !== "sum") return expr;
  return add(...expr.terms.filter((term) => contains(term, variable)));
}
