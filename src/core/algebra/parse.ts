/**
 * @file Reads formulas: numbers, single letters, + - * / ^, brackets, log, exp, sin, cos. First to a tree of what is written, which the
 * numeric check evaluates as it stands, and from there to a simplified expression.
 */

import { add, call, exp, multiply, negate, power } from "./build.ts";
import { type Expr, number, symbol, whole } from "./expression.ts";
import { rational } from "./rational.ts";

export type Operator = "+" | "-" | "*" | "/" | "^";
export type WrittenFunction = "log" | "exp" | "sin" | "cos";
const functions: readonly WrittenFunction[] = ["log", "exp", "sin", "cos"];

/** A formula as it is written, unsimplified. */
export type Formula =
  | { readonly kind: "number"; readonly digits: string }
  | { readonly kind: "letter"; readonly name: string }
  | { readonly kind: "minus"; readonly of: Formula }
  | { readonly kind: "binary"; readonly operator: Operator; readonly left: Formula; readonly right: Formula }
  | { readonly kind: "call"; readonly name: WrittenFunction; readonly argument: Formula };

/** Longer ones are refused, so that reading needs no care for depth. */
export const longestFormula = 200;

/** Undefined when the text is no formula. */
export function parseFormula(text: string): Formula | undefined {
  if (text.length > longestFormula) return undefined;
  const reader = new Reader(text);
  const read = reader.sum();
  return reader.atEnd ? read : undefined;
}

/** The simplified expression; undefined where it divides by zero. */
export function expressionOf(formula: Formula): Expr | undefined {
  try {
    return simplify(formula);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Undefined when the text is no formula, or one that divides by zero. */
export function parseExpression(text: string): Expr | undefined {
  const formula = parseFormula(text);
  return formula && expressionOf(formula);
}

function simplify(formula: Formula): Expr {
  switch (formula.kind) {
    case "number":
      return number(rational(BigInt(formula.digits)));
    case "letter":
      return symbol(formula.name);
    case "minus":
      return multiply(...factorsOf(formula));
    case "call": {
      const argument = simplify(formula.argument);
      return formula.name === "exp" ? exp(argument) : call(formula.name, argument);
    }
    case "binary": {
      const { operator, left, right } = formula;
      if (operator === "*" || operator === "/") return multiply(...factorsOf(formula));
      if (operator === "^") return power(simplify(left), simplify(right));
      return add(simplify(left), operator === "+" ? simplify(right) : negate(simplify(right)));
    }
  }
}

/** All factors of a written product at once: taken one by one, the 2 of 2*(x+y)*z would go into the sum. */
function factorsOf(formula: Formula): Expr[] {
  if (formula.kind === "minus") return [whole(-1), ...factorsOf(formula.of)];
  if (formula.kind !== "binary" || (formula.operator !== "*" && formula.operator !== "/")) return [simplify(formula)];
  const right = factorsOf(formula.right);
  const below = (factor: Expr): Expr => power(factor, whole(-1));
  return [...factorsOf(formula.left), ...(formula.operator === "*" ? right : right.map(below))];
}

/** Recursive descent; each method gives undefined where its part cannot be read. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.replaceAll(/\s+/g, "");
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  sum(): Formula | undefined {
    return this.#chain(["+", "-"], () => this.#product());
  }

  #product(): Formula | undefined {
    return this.#chain(["*", "/"], () => this.#signed());
  }

  #signed(): Formula | undefined {
    if (!this.#take("-")) return this.#power();
    const of = this.#signed();
    return of && { kind: "minus", of };
  }

  /** To the right: x^y^z = x^(y^z). */
  #power(): Formula | undefined {
    const base = this.#primary();
    if (base === undefined || !this.#take("^")) return base;
    const right = this.#signed();
    return right && { kind: "binary", operator: "^", left: base, right };
  }

  #primary(): Formula | undefined {
    if (this.#take("(")) {
      const inner = this.sum();
      return inner && this.#take(")") ? inner : undefined;
    }
    const [word = ""] = /^(?:[0-9]+|[a-z]+)/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += word.length;
    if (/^[0-9]/.test(word)) return { kind: "number", digits: word };
    if (word.length === 1) return { kind: "letter", name: word };
    const name = functions.find((each) => each === word);
    if (name === undefined || !this.#take("(")) return undefined;
    const argument = this.sum();
    return argument && this.#take(")") ? { kind: "call", name, argument } : undefined;
  }

  #chain(operators: readonly Operator[], operand: () => Formula | undefined): Formula | undefined {
    let left = operand();
    while (left !== undefined) {
      const operator = operators.find((each) => this.#take(each));
      if (operator === undefined) return left;
      const right = operand();
      left = right && { kind: "binary", operator, left, right };
    }
    return undefined;
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }
}
