/** @file The six operators of mathematical derivation: what each makes of an expression and a variable. */

import { add, divide, multiply, subtract } from "../../algebra/build.ts";
import { differentiate } from "../../algebra/differentiate.ts";
import { expand } from "../../algebra/expand.ts";
import { type Expr, symbol } from "../../algebra/expression.ts";
import { integrate } from "../../algebra/integrate.ts";
import { print } from "../../algebra/print.ts";

export interface MathOperator {
  readonly name: string;
  readonly about: string;
  /** Undefined where there is no result in closed form. Throws a RangeError for a division by zero. */
  apply(expr: Expr, variable: string): Expr | undefined;
}

export const operators: readonly MathOperator[] = [
  { name: "add", about: "the variable is added", apply: (expr, v) => add(expr, symbol(v)) },
  { name: "subtract", about: "the variable is subtracted", apply: (expr, v) => subtract(expr, symbol(v)) },
  {
    name: "multiply",
    about: "the expression is multiplied by the variable",
    apply: (expr, v) => multiply(expr, symbol(v)),
  },
  { name: "divide", about: "the expression is divided by the variable", apply: (expr, v) => divide(expr, symbol(v)) },
  { name: "differentiate", about: "the derivative by the variable", apply: differentiate },
  { name: "integrate", about: "an antiderivative by the variable", apply: integrate },
];

/** The operator's result as it is written: multiplied out where that is shorter. Undefined where there is none. */
export function resultText(operator: MathOperator, expr: Expr, variable: string): string | undefined {
  try {
    const result = operator.apply(expr, variable);
    if (result === undefined) return undefined;
    const [plain, expanded] = [print(result), print(expand(result))];
    return expanded.length < plain.length ? expanded : plain;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
