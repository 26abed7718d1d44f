/** @file Constant folding, where CPython does it: a folded expression over several lines is one constant on its first line. */
import { binaryOperators, invert, negate, plus, truth } from "../operation/arithmetic.ts";
import { LimitReached, type Meter, Raised } from "../operation/raised.ts";
import { Slice, subscript } from "../operation/subscript.ts";
import type { Expression } from "../syntax/ast.ts";
import { tuple, type Value } from "../value.ts";

/** The value of an expression of constants; undefined where it has to be computed when the rule runs. */
export function fold(expression: Expression): Value | undefined {
  if (expression.kind === "constant") return expression.value;
  try {
    const value = foldParts(expression);
    return value !== undefined && isSmall(value) ? value : undefined;
  } catch (error) {
    // What raises, raises when it runs.
    if (error instanceof Raised || error instanceof LimitReached) return undefined;
    throw error;
  }
}

/** Folding must not cost more than running would: only small results are kept. */
const meter: Meter = {
  spend(operations) {
    if (operations > 4096) throw new LimitReached("");
  },
};

function foldParts(expression: Expression): Value | undefined {
  switch (expression.kind) {
    case "tuple":
      return foldAll(expression.items);
    case "unary": {
      const operand = fold(expression.operand);
      if (operand === undefined) return undefined;
      const { operator } = expression;
      if (operator === "not") return !truth(operand);
      return operator === "-" ? negate(operand) : operator === "+" ? plus(operand) : invert(operand);
    }
    case "binary": {
      const left = fold(expression.left);
      const right = left === undefined ? undefined : fold(expression.right);
      if (left === undefined || right === undefined) return undefined;
      return binaryOperators[expression.operator](left, right, meter);
    }
    case "subscript": {
      const container = fold(expression.container);
      const index = container === undefined ? undefined : fold(expression.index);
      if (container === undefined || index === undefined || index instanceof Slice) return undefined;
      return subscript(container, index, meter);
    }
    default:
      return undefined;
  }
}

/** A tuple of constants. */
export function foldAll(items: readonly Expression[]): Value | undefined {
  const values: Value[] = [];
  for (const item of items) {
    const value = fold(item);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return tuple(values);
}

function isSmall(value: Value): boolean {
  if (typeof value === "bigint") return value < 1n << 128n && value > -(1n << 128n);
  if (typeof value === "string") return value.length <= 4096;
  return typeof value !== "object" || value === null || value.kind !== "tuple" || value.items.length <= 256;
}
