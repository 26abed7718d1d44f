/**
 * @file The number that a formula and its derivative have at a point, by dual numbers: a + b*d with d*d = 0 (Clifford, 1873). It reads the
 * formula as it is written and knows nothing of simplification or of the rules of symbolic differentiation, so it can judge both.
 */

import type { Formula } from "./parse.ts";

export interface Dual {
  readonly value: number;
  readonly slope: number;
}

/** Values of letters. */
export type Point = ReadonlyMap<string, number>;

/** NaN or infinite where the formula is undefined over the reals; a letter without a value is NaN. */
export function evaluate(formula: Formula, point: Point, variable: string): Dual {
  switch (formula.kind) {
    case "number":
      return { value: Number(formula.digits), slope: 0 };
    case "letter":
      return { value: point.get(formula.name) ?? Number.NaN, slope: formula.name === variable ? 1 : 0 };
    case "minus": {
      const { value, slope } = evaluate(formula.of, point, variable);
      return { value: -value, slope: -slope };
    }
    case "call":
      return apply(formula.name, evaluate(formula.argument, point, variable));
    case "binary": {
      const left = evaluate(formula.left, point, variable);
      const right = evaluate(formula.right, point, variable);
      return combine(formula.operator, left, right);
    }
  }
}

function apply(name: Extract<Formula, { readonly kind: "call" }>["name"], { value, slope }: Dual): Dual {
  switch (name) {
    // Also left of zero, where the slope is that of log |x|: an integral may be written with either.
    case "log":
      return { value: Math.log(value), slope: slope / value };
    case "exp":
      return { value: Math.exp(value), slope: slope * Math.exp(value) };
    case "sin":
      return { value: Math.sin(value), slope: slope * Math.cos(value) };
    case "cos":
      return { value: Math.cos(value), slope: -slope * Math.sin(value) };
  }
}

function combine(operator: Extract<Formula, { readonly kind: "binary" }>["operator"], a: Dual, b: Dual): Dual {
  switch (operator) {
    case "+":
      return { value: a.value + b.value, slope: a.slope + b.slope };
    case "-":
      return { value: a.value - b.value, slope: a.slope - b.slope };
    case "*":
      return { value: a.value * b.value, slope: scaled(a.slope, b.value) + scaled(b.slope, a.value) };
    case "/":
      return { value: a.value / b.value, slope: (a.slope * b.value - a.value * b.slope) / (b.value * b.value) };
    case "^": {
      const value = a.value ** b.value;
      const byBase = a.slope === 0 ? 0 : b.value * a.value ** (b.value - 1) * a.slope;
      const byExponent = b.slope === 0 ? 0 : value * Math.log(a.value) * b.slope;
      return { value, slope: byBase + byExponent };
    }
  }
}

/** A slope of 0 stays 0, also beside what has a slope but no real value, such as the logarithm of a negative number. */
function scaled(slope: number, factor: number): number {
  return slope === 0 ? 0 : slope * factor;
}
