/** @file Makes pieces of the rule language's syntax tree, for programs that are drawn rather than read. */
import type { BinaryOperator } from "../../rule/operation/arithmetic.ts";
import type { CompareOperator, Expression, FunctionDefinition, Statement } from "../../rule/syntax/ast.ts";

/** Lines are numbered when a program is whole. */
const line = 0;

export const number = (value: number): Expression =>
  value < 0
    ? { kind: "unary", line, operator: "-", operand: { kind: "constant", line, value: BigInt(-value) } }
    : { kind: "constant", line, value: BigInt(value) };

export const truth = (value: boolean): Expression => ({ kind: "constant", line, value });

export const name = (text: string): Expression => ({ kind: "name", line, name: text });

export const listOf = (items: readonly Expression[]): Expression => ({ kind: "list", line, items });

export const tupleOf = (...items: readonly Expression[]): Expression => ({ kind: "tuple", line, items });

export const binary = (left: Expression, operator: BinaryOperator, right: Expression): Expression => ({
  kind: "binary",
  line,
  operator,
  left,
  right,
});

export const compare = (first: Expression, operator: CompareOperator, operand: Expression): Expression => ({
  kind: "compare",
  line,
  first,
  rest: [{ operator, operand }],
});

export const not = (operand: Expression): Expression => ({ kind: "unary", line, operator: "not", operand });

export const logic = (kind: "and" | "or", ...operands: readonly Expression[]): Expression => ({ kind, line, operands });

export const conditional = (chosen: Expression, test: Expression, otherwise: Expression): Expression => ({
  kind: "conditional",
  line,
  test,
  chosen,
  otherwise,
});

export const item = (list: string, index: Expression): Expression => ({
  kind: "subscript",
  line,
  container: name(list),
  index,
});

export const call = (callee: string, ...args: readonly Expression[]): Expression => ({
  kind: "call",
  line,
  callee: name(callee),
  args,
  keywords: [],
});

export const method = (owner: string, called: string, ...args: readonly Expression[]): Expression => ({
  kind: "call",
  line,
  callee: { kind: "attribute", line, value: name(owner), name: called, nameLine: line, ofModule: false },
  args,
  keywords: [],
});

export const assign = (target: Expression, value: Expression): Statement => ({
  kind: "assign",
  line,
  targets: [target],
  value,
});

export const augment = (target: string, operator: BinaryOperator, value: Expression): Statement => ({
  kind: "augmented",
  line,
  target: name(target),
  operator,
  value,
});

export const evaluate = (value: Expression): Statement => ({ kind: "expression", line, value });

export const giveBack = (value: Expression): Statement => ({ kind: "return", line, value });

export const branch = (
  test: Expression,
  body: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Statement => ({
  kind: "if",
  line,
  test,
  body,
  otherwise,
});

export const loopWhile = (test: Expression, body: readonly Statement[]): Statement => ({
  kind: "while",
  line,
  test,
  body,
  otherwise: [],
});

export const loopFor = (target: string, iterable: Expression, body: readonly Statement[]): Statement => ({
  kind: "for",
  line,
  target: name(target),
  iterable,
  body,
  otherwise: [],
});

export const jump = (kind: "break" | "continue"): Statement => ({ kind, line });

/** A function whose statements have the lines on which `pythonSource` writes them, `def` on line 1. */
export function definition(
  functionName: string,
  parameters: readonly string[],
  body: readonly Statement[],
): FunctionDefinition {
  let at = 1;
  const number = (statements: readonly Statement[]): Statement[] =>
    statements.map((statement) => {
      const own = ++at;
      switch (statement.kind) {
        case "if": {
          const then = number(statement.body);
          const [first, ...more] = statement.otherwise;
          // `else` has a line of its own; `elif` is the line of the test that it begins.
          if (first && !(first.kind === "if" && more.length === 0)) at++;
          return { ...statement, line: own, body: then, otherwise: number(statement.otherwise) };
        }
        case "while":
        case "for":
          return { ...statement, line: own, body: number(statement.body) };
        default:
          return { ...statement, line: own };
      }
    });
  const numbered = number(body);
  return {
    name: functionName,
    line: 1,
    endLine: at,
    parameters: parameters.map((parameter) => ({ name: parameter, kind: "plain", value: undefined })),
    body: numbered,
    decorators: [],
    generates: false,
  };
}
