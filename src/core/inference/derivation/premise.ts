/** @file Random premises of mathematical derivation: two letters and an operation, at times inside a function or with a third letter. */

import { add, call, divide, exp, multiply, power, substitute, subtract } from "../../algebra/build.ts";
import { type Expr, symbol, symbolsOf } from "../../algebra/expression.ts";
import { print } from "../../algebra/print.ts";
import type { Rng } from "../../base/rng.ts";

/** Without those that are read as numbers or as constants: e, i, j, l, o. */
export const letters = "abcdfghkmnpqrstuvwxyz";

/** Characters of a premise at most, the variable not counted. */
const longestPremise = 16;

const binary: readonly ((left: Expr, right: Expr) => Expr)[] = [
  (left, right) => add(left, right),
  subtract,
  (left, right) => multiply(left, right),
  divide,
  power,
];

const unary: readonly ((inner: Expr) => Expr)[] = [
  exp,
  (inner) => call("log", inner),
  (inner) => call("sin", inner),
  (inner) => call("cos", inner),
];

/** At least one letter is left in it. */
export function drawPremise(rng: Rng): Expr {
  for (;;) {
    const [a, b, c] = rng
      .shuffle([...letters])
      .slice(0, 3)
      .map(symbol);
    if (!a || !b || !c) throw new RangeError("Too few letters.");
    const steps: ((inner: Expr) => Expr)[] = [];
    if (rng.next() < 0.3) steps.push(rng.pick(unary));
    if (rng.next() < 0.3) {
      const join = rng.pick(binary);
      steps.push(rng.next() < 0.5 ? (inner) => join(inner, c) : (inner) => join(c, inner));
    }
    const made = rng.shuffle(steps).reduce((inner, step) => step(inner), rng.pick(binary)(a, b));
    if (symbolsOf(made).length > 1 && print(made).length <= longestPremise) return made;
  }
}

/** The form of a premise: its letters by their roles, the variable `x` and the others `a`, `b` in the order of their names. */
export function shapeOf(expr: Expr, variable: string): string {
  const others = symbolsOf(expr).filter((name) => name !== variable);
  const named = others.reduce(
    (it, name, at) => substitute(it, name, symbol(`$${at}`)),
    substitute(expr, variable, symbol("$x")),
  );
  const roles = [...others.map((_, at) => [`$${at}`, "abc".charAt(at)] as const), ["$x", "x"] as const];
  return print(roles.reduce((it, [from, to]) => substitute(it, from, symbol(to)), named));
}
