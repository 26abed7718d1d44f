/**
 * @file `or`, `and`, `not` and the comparisons. The parser's tree gives `not` the wrong reach (`not a or b` comes as
 * `not (a or b)`), so these are read again from their operands and operators in the order they stand, by Python's precedence.
 */
import type { CompareOperator, Expression } from "./ast.ts";
import { incomplete, lowerExpression } from "./lowerExpression.ts";
import { errorNode, type Lowering } from "./lowering.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

const operators = new Set(["and", "or", "not", "in", "is", "CompareOp"]);

/** Whether an operator's node belongs here, and not to arithmetic. */
export function isLogical(mark: SyntaxNode): boolean {
  return operators.has(mark.name);
}

export function lowerLogic(lowering: Lowering, node: SyntaxNode): Expression {
  const tokens: SyntaxNode[] = [];
  flatten(node, tokens);
  const reader = new LogicReader(lowering, tokens, node);
  const expression = reader.or();
  return reader.done ? expression : incomplete(lowering, reader.rest);
}

/** The operands and operators in the order they stand; what is in brackets is one operand. */
function flatten(node: SyntaxNode, tokens: SyntaxNode[]): void {
  const children = childrenOf(node);
  const operation = node.name === "BinaryExpression" || node.name === "UnaryExpression";
  if (!operation || !children.some(isLogical)) tokens.push(node);
  else for (const child of children) flatten(child, tokens);
}

const comparisons: Readonly<Record<string, CompareOperator>> = Object.fromEntries(
  (["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"] as const).map((operator) => [operator, operator]),
);

class LogicReader {
  readonly #lowering: Lowering;
  readonly #tokens: readonly SyntaxNode[];
  readonly #around: SyntaxNode;
  #at = 0;

  constructor(lowering: Lowering, tokens: readonly SyntaxNode[], around: SyntaxNode) {
    this.#lowering = lowering;
    this.#tokens = tokens;
    this.#around = around;
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  get rest(): SyntaxNode {
    return this.#tokens[this.#at] ?? this.#around;
  }

  or(): Expression {
    return this.#several("or", () => this.#several("and", () => this.#not()));
  }

  #several(kind: "or" | "and", read: () => Expression): Expression {
    const line = this.#lowering.line(this.rest);
    const operands = [read()];
    while (this.#take(kind)) operands.push(read());
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { kind, line, operands };
  }

  #not(): Expression {
    const line = this.#lowering.line(this.rest);
    let count = 0;
    const lines: number[] = [];
    for (let at = line; this.#take("not"); at = this.#lowering.line(this.rest)) {
      lines.push(at);
      count++;
    }
    let expression = this.#comparison();
    while (count-- > 0)
      expression = { kind: "unary", line: lines[count] ?? line, operator: "not", operand: expression };
    return expression;
  }

  #comparison(): Expression {
    const line = this.#lowering.line(this.rest);
    const first = this.#operand();
    const rest: { readonly operator: CompareOperator; readonly operand: Expression }[] = [];
    for (let operator = this.#operator(); operator !== undefined; operator = this.#operator()) {
      rest.push({ operator, operand: this.#operand() });
    }
    return rest.length === 0 ? first : { kind: "compare", line, first, rest };
  }

  #operator(): CompareOperator | undefined {
    const mark = this.rest;
    const text = this.#lowering.text(mark);
    if (this.done || !isLogical(mark) || text === "and" || text === "or") return undefined;
    if (text === "<>") {
      this.#lowering.refuse(mark, "Python writes `!=` for `<>`.");
      this.#at++;
      return "!=";
    }
    if (text === "not") {
      this.#at++;
      return this.#take("in") ? "not in" : undefined;
    }
    this.#at++;
    return text === "is" && this.#take("not") ? "is not" : comparisons[text];
  }

  #operand(): Expression {
    const node = this.rest;
    if (this.done || isLogical(node) || node.name === errorNode) return incomplete(this.#lowering, node);
    this.#at++;
    return lowerExpression(this.#lowering, node);
  }

  #take(name: string): boolean {
    if (this.done || this.rest.name !== name) return false;
    this.#at++;
    return true;
  }
}
