/** @file Draws expressions over what a scope has: numbers, sums, comparisons and conditions that mean something. */
import type { Rng } from "../../base/rng.ts";
import type { BinaryOperator } from "../../rule/operation/arithmetic.ts";
import type { Expression } from "../../rule/syntax/ast.ts";
import { choose, type Scope } from "./scope.ts";
import { binary, call, compare, conditional, item, logic, method, name, not, number } from "./syntax.ts";

export class ExpressionDraw {
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  chance(share: number): boolean {
    return this.#rng.next() < share;
  }

  /** A constant as rules hold them: mostly small, sometimes a base or a limit. */
  constant(): number {
    const rng = this.#rng;
    return choose(rng, [
      [6, rng.integer(0, 3)],
      [5, rng.integer(2, 10)],
      [1, rng.integer(10, 30)],
      [0.3, -rng.integer(1, 5)],
    ]);
  }

  /** A variable, an item or the length of a list, or a constant. */
  atom(scope: Scope): Expression {
    const { numbers, lists } = scope;
    const rng = this.#rng;
    if (numbers.length > 0 && this.chance(0.7)) return name(rng.pick(numbers));
    if (lists.length > 0 && this.chance(0.4)) {
      return this.chance(0.4) ? call("len", name(rng.pick(lists))) : this.item(scope);
    }
    return number(this.constant());
  }

  item(scope: Scope): Expression {
    const rng = this.#rng;
    const list = rng.pick(scope.lists);
    const variable = scope.numbers.length > 0 ? name(rng.pick(scope.numbers)) : undefined;
    if (variable !== undefined && this.chance(0.55)) {
      if (this.chance(0.75)) return item(list, variable);
      return item(list, binary(variable, this.chance(0.6) ? "+" : "-", number(1)));
    }
    return item(list, number(this.chance(0.85) ? rng.integer(0, 3) : -1));
  }

  /** A number; `depth` says how many operations are around it. */
  sum(scope: Scope, depth = 0): Expression {
    if (this.chance(depth === 0 ? 0.15 : 0.6)) return this.atom(scope);
    for (;;) {
      const drawn = this.#operation(scope, depth);
      if (meaningful(drawn) || this.chance(0.02)) return drawn;
    }
  }

  #operation(scope: Scope, depth: number): Expression {
    const rng = this.#rng;
    const operator = choose<BinaryOperator>(rng, [
      [8, "+"],
      [5, "-"],
      [2, "*"],
      [3, "//"],
      [4, "%"],
    ]);
    if (depth < 2 && this.chance(0.04)) {
      return call(this.chance(0.5) ? "min" : "max", this.sum(scope, 2), this.sum(scope, 2));
    }
    const left = depth < 1 && this.chance(0.25) ? this.sum(scope, depth + 1) : this.atom(scope);
    if (operator === "//" || operator === "%") {
      const by = number(
        choose(rng, [
          [3, rng.integer(2, 3)],
          [4, rng.integer(2, 10)],
        ]),
      );
      return binary(left, operator, this.chance(0.95) ? by : this.atom(scope));
    }
    if (operator === "*")
      return binary(left, operator, this.chance(0.7) ? number(rng.integer(2, 10)) : this.atom(scope));
    const right = depth < 1 && this.chance(0.15) ? this.sum(scope, depth + 1) : this.atom(scope);
    const two = binary(left, operator, right);
    return operator === "+" && depth < 1 && this.chance(0.2) ? binary(two, "+", this.atom(scope)) : two;
  }

  comparison(scope: Scope): Expression {
    for (;;) {
      const drawn = this.#comparison(scope);
      if (meaningful(drawn) || this.chance(0.02)) return drawn;
    }
  }

  #comparison(scope: Scope): Expression {
    const rng = this.#rng;
    const { numbers, lists } = scope;
    if (numbers.length > 0 && this.chance(0.2)) {
      const by = rng.integer(2, 4);
      const left = this.chance(0.8) ? name(rng.pick(numbers)) : this.sum(scope, 1);
      return compare(
        binary(left, "%", number(by)),
        this.chance(0.8) ? "==" : "!=",
        number(rng.integer(0, Math.min(1, by - 1))),
      );
    }
    if (lists.length > 0 && this.chance(0.05)) {
      return compare(this.atom(scope), this.chance(0.8) ? "in" : "not in", name(rng.pick(lists)));
    }
    const operator = rng.pick(["==", "!=", "<", "<=", ">", ">="] as const);
    return compare(this.atom(scope), operator, this.chance(0.2) ? this.sum(scope, 1) : this.atom(scope));
  }

  condition(scope: Scope): Expression {
    const { numbers, lists } = scope;
    const rng = this.#rng;
    return choose<() => Expression>(rng, [
      [lists.length > 0 ? 0.7 : 0, () => name(rng.pick(lists))],
      [numbers.length > 0 ? 0.6 : 0, () => name(rng.pick(numbers))],
      [lists.length > 0 ? 0.4 : 0, () => not(name(rng.pick(lists)))],
      [1.2, () => logic(this.chance(0.5) ? "and" : "or", this.comparison(scope), this.comparison(scope))],
      [0.2, () => not(this.comparison(scope))],
      [8, () => this.comparison(scope)],
    ])();
  }

  /** The first or the last item of a list, taken out of it; with a guard where the list may be empty. */
  pop(scope: Scope, list: string, guarded = this.chance(0.4)): Expression {
    const popped = this.chance(0.6) ? method(list, "pop") : method(list, "pop", number(0));
    if (!guarded) return popped;
    const test = this.chance(0.8) ? name(list) : this.condition(scope);
    return conditional(popped, test, this.chance(0.7) ? number(0) : this.atom(scope));
  }

  ternary(scope: Scope): Expression {
    return conditional(this.sum(scope, 1), this.condition(scope), this.sum(scope, 1));
  }
}

/** Neither `x < x`, nor two constants, nor anything that says nothing. */
function meaningful(expression: Expression): boolean {
  const [left, right] =
    expression.kind === "binary"
      ? [expression.left, expression.right]
      : expression.kind === "compare"
        ? [expression.first, expression.rest[0]?.operand]
        : [undefined, undefined];
  if (left === undefined || right === undefined) return true;
  if (isConstant(left) && isConstant(right)) return false;
  return !(left.kind === "name" && right.kind === "name" && left.name === right.name);
}

function isConstant({ kind }: Expression): boolean {
  return kind === "constant" || kind === "unary";
}
