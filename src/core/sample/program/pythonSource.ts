/** @file Writes a drawn program as Python, each statement on the line that it says it is on. */
import type { Expression, FunctionDefinition, Statement } from "../../rule/syntax/ast.ts";

export function pythonSource({ name, parameters, body }: FunctionDefinition): string {
  const lines = [`def ${name}(${parameters.map((parameter) => parameter.name).join(", ")}):`];
  writeBlock(body, 1, lines);
  return `${lines.join("\n")}\n`;
}

function writeBlock(body: readonly Statement[], depth: number, lines: string[]): void {
  for (const statement of body) writeStatement(statement, depth, lines, "");
}

function writeStatement(statement: Statement, depth: number, lines: string[], prefix: string): void {
  const indent = "    ".repeat(depth);
  const write = (text: string): void => {
    lines.push(indent + prefix + text);
  };
  switch (statement.kind) {
    case "assign":
      write(`${statement.targets.map((target) => `${code(target)} = `).join("")}${code(statement.value)}`);
      return;
    case "augmented":
      write(`${code(statement.target)} ${statement.operator}= ${code(statement.value)}`);
      return;
    case "expression":
      write(code(statement.value));
      return;
    case "return":
      write(statement.value ? `return ${code(statement.value)}` : "return");
      return;
    case "break":
    case "continue":
    case "pass":
      write(statement.kind);
      return;
    case "while":
      write(`while ${code(statement.test)}:`);
      writeBlock(statement.body, depth + 1, lines);
      return;
    case "for":
      write(`for ${code(statement.target)} in ${code(statement.iterable)}:`);
      writeBlock(statement.body, depth + 1, lines);
      return;
    case "if": {
      write(`if ${code(statement.test)}:`);
      writeBlock(statement.body, depth + 1, lines);
      const [first, ...more] = statement.otherwise;
      if (!first) return;
      if (first.kind === "if" && more.length === 0) {
        writeStatement(first, depth, lines, "el");
        return;
      }
      lines.push(`${indent}else:`);
      writeBlock(statement.otherwise, depth + 1, lines);
      return;
    }
    default:
      throw new RangeError(`A drawn program has no ${statement.kind} statement.`);
  }
}

function tightness(expression: Expression): number {
  switch (expression.kind) {
    case "conditional":
      return 0;
    case "or":
      return 1;
    case "and":
      return 2;
    case "unary":
      return expression.operator === "not" ? 3 : 7;
    case "compare":
      return 4;
    case "binary":
      return expression.operator === "+" || expression.operator === "-" ? 5 : 6;
    default:
      return 9;
  }
}

function code(expression: Expression, least = 0): string {
  const text = bare(expression);
  return tightness(expression) < least ? `(${text})` : text;
}

function bare(expression: Expression): string {
  const own = tightness(expression);
  switch (expression.kind) {
    case "constant":
      return expression.value === true
        ? "True"
        : expression.value === false
          ? "False"
          : String(expression.value ?? "None");
    case "name":
      return expression.name;
    case "list":
      return `[${expression.items.map((item) => code(item)).join(", ")}]`;
    case "tuple":
      return expression.items.map((item) => code(item, 1)).join(", ");
    case "unary":
      return `${expression.operator === "not" ? "not " : expression.operator}${code(expression.operand, own)}`;
    case "binary":
      return `${code(expression.left, own)} ${expression.operator} ${code(expression.right, own + 1)}`;
    case "compare":
      return [
        code(expression.first, 5),
        ...expression.rest.map(({ operator, operand }) => `${operator} ${code(operand, 5)}`),
      ].join(" ");
    case "and":
    case "or":
      return expression.operands.map((operand) => code(operand, own + 1)).join(` ${expression.kind} `);
    case "conditional":
      return `${code(expression.chosen, 1)} if ${code(expression.test, 1)} else ${code(expression.otherwise)}`;
    case "subscript":
      return `${code(expression.container, 9)}[${code(expression.index)}]`;
    case "attribute":
      return `${code(expression.value, 9)}.${expression.name}`;
    case "call":
      return `${code(expression.callee, 9)}(${expression.args.map((argument) => code(argument)).join(", ")})`;
    default:
      throw new RangeError(`A drawn program has no ${expression.kind} expression.`);
  }
}
