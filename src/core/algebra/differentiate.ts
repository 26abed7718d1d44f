/** @file The derivative of an expression. */

import { add, call, divide, multiply, negate, power, subtract } from "./build.ts";
import { contains, type Expr, number, whole } from "./expression.ts";

export function differentiate(expr: Expr, variable: string): Expr {
  if (!contains(expr, variable)) return whole(0);
  const inside = (it: Expr): Expr => differentiate(it, variable);
  switch (expr.kind) {
    case "number":
    case "euler":
      return whole(0);
    case "symbol":
      return whole(1);
    case "sum":
      return add(...expr.terms.map(inside));
    case "product":
      return add(
        ...expr.factors.map((factor, at) =>
          multiply(
            number(expr.coefficient),
            ...expr.factors.map((other, index) => (index === at ? inside(factor) : other)),
          ),
        ),
      );
    case "power": {
      const { base, exponent } = expr;
      if (!contains(exponent, variable)) {
        return multiply(exponent, power(base, subtract(exponent, whole(1))), inside(base));
      }
      if (!contains(base, variable)) return multiply(expr, call("log", base), inside(exponent));
      const growth = add(multiply(inside(exponent), call("log", base)), divide(multiply(exponent, inside(base)), base));
      return multiply(expr, growth);
    }
    case "call": {
      const slope = inside(expr.argument);
      switch (expr.name) {
        case "log":
          return divide(slope, expr.argument);
        case "sin":
          return multiply(call("cos", expr.argument), slope);
        case "cos":
          return negate(multiply(call("sin", expr.argument), slope));
      }
    }
  }
}
