/** @file Calls, comprehensions, lambdas and parameter lists. */
import type { CallExpression, Comprehension, ComprehensionClause, Expression, Parameter } from "./ast.ts";
import { incomplete, lowerExpression, lowerItems } from "./lowerExpression.ts";
import { errorNode, type Lowering } from "./lowering.ts";
import { lowerTargets } from "./lowerTarget.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

export function lowerCall(lowering: Lowering, node: SyntaxNode): Expression {
  const [callee, list] = childrenOf(node);
  if (callee === undefined || list === undefined) return incomplete(lowering, node);
  return lowerArguments(lowering, lowerExpression(lowering, callee), list, lowering.line(node));
}

/** A call of `callee` with the arguments of an `ArgList` node. */
export function lowerArguments(lowering: Lowering, callee: Expression, list: SyntaxNode, line: number): Expression {
  const nodes = childrenOf(list);
  const last = nodes.at(-1);
  if (last?.name !== ")") return incomplete(lowering, last ?? list);
  const args: Expression[] = [];
  const keywords: CallExpression["keywords"][number][] = [];
  for (const argument of splitAtCommas(nodes.slice(1, -1))) {
    const [first, mark, value] = argument;
    if (first === undefined) {
      incomplete(lowering, list);
    } else if (argument.some((part) => part.name === "for") && mark?.name !== "AssignOp") {
      if (splitAtCommas(nodes.slice(1, -1)).length > 1) {
        lowering.refuse(first, "Put brackets around the generator: the call has other arguments as well.");
      }
      // CPython lets the generator begin at the call's own bracket.
      args.push(lowerComprehension(lowering, argument, lowering.line(list), "generator", list));
    } else if (first.name === "**") {
      keywords.push({
        name: undefined,
        value: mark === undefined ? incomplete(lowering, first) : lowerExpression(lowering, mark),
      });
    } else if (mark?.name === "AssignOp" && lowering.text(mark) === "=") {
      const name = lowering.name(first);
      if (first.name !== "VariableName") lowering.refuse(first, "A keyword argument needs a plain name before `=`.");
      keywords.push({
        name,
        value: value === undefined ? incomplete(lowering, mark) : lowerExpression(lowering, value),
      });
    } else {
      if (mark?.name === "AssignOp" && value !== undefined) {
        args.push({
          kind: "named",
          line: lowering.line(first),
          name: lowering.bind(first),
          value: lowerExpression(lowering, value),
        });
      } else args.push(...lowerItems(lowering, argument, list));
    }
  }
  return { kind: "call", line, callee, args, keywords };
}

function splitAtCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [];
  let part: SyntaxNode[] | undefined;
  // The commas of `for a, b in pairs` separate targets, not arguments.
  let targets = false;
  for (const node of nodes) {
    if (node.name === "for") targets = true;
    else if (node.name === "in") targets = false;
    if (node.name === "," && !targets) {
      if (part === undefined) parts.push([]);
      part = undefined;
      continue;
    }
    if (part === undefined) {
      part = [];
      parts.push(part);
    }
    part.push(node);
  }
  return parts;
}

/** `element for target in iterable if condition …`, from its nodes without the brackets. */
export function lowerComprehension(
  lowering: Lowering,
  nodes: readonly SyntaxNode[],
  line: number,
  makes: Comprehension["makes"],
  around: SyntaxNode,
): Expression {
  const start = nodes.findIndex((node) => node.name === "for" || node.name === "async");
  const head = nodes.slice(0, start);
  const [element, , value] = head;
  if (nodes[start]?.name === "async") return lowering.refuse(nodes[start], "`async` is outside the rule language.");
  if (start < 1 || element === undefined || (makes === "dict") !== (value !== undefined))
    return incomplete(lowering, around);
  if (element.name === "*" || element.name === "**") {
    return lowering.refuse(element, "A comprehension cannot unpack. Add a second `for` instead.");
  }
  const clauses: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
  for (let i = start; i < nodes.length; ) {
    const keyword = nodes[i] as SyntaxNode;
    if (keyword.name === "for") {
      const inside = nodes.findIndex((node, at) => at > i && node.name === "in");
      const iterable = nodes[inside + 1];
      if (inside < 0 || iterable === undefined) return incomplete(lowering, nodes.at(-1) ?? around);
      clauses.push({
        target: lowerTargets(lowering, nodes.slice(i + 1, inside), around),
        iterable: lowerExpression(lowering, iterable),
        conditions: [],
      });
      i = inside + 2;
    } else if (keyword.name === "if") {
      const condition = nodes[i + 1];
      if (condition === undefined) return incomplete(lowering, keyword);
      clauses.at(-1)?.conditions.push(lowerExpression(lowering, condition));
      i += 2;
    } else return incomplete(lowering, keyword);
  }
  return {
    kind: "comprehension",
    line,
    makes,
    element: lowerExpression(lowering, element),
    value: value === undefined ? undefined : lowerExpression(lowering, value),
    clauses: clauses satisfies ComprehensionClause[],
  };
}

export function lowerLambda(lowering: Lowering, node: SyntaxNode): Expression {
  const children = childrenOf(node);
  const list = children.find((child) => child.name === "ParamList");
  const body = children.at(-1);
  if (list === undefined || body === undefined || body.name === ":" || body.name === errorNode)
    return incomplete(lowering, node);
  const parameters = lowerParameters(lowering, childrenOf(list), list);
  const around = lowering.inLambda;
  lowering.inLambda = true;
  const lowered = lowerExpression(lowering, body);
  lowering.inLambda = around;
  return { kind: "lambda", line: lowering.line(node), parameters, body: lowered };
}

/** A parameter list without its brackets. */
export function lowerParameters(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): Parameter[] {
  const slash = slashOf(lowering, nodes, around);
  const parameters: Parameter[] = [];
  let kind: "plain" | "keyword" = "plain";
  for (const part of splitAtCommas(nodes)) {
    const [first, ...rest] = part.filter((node) => node.name !== "TypeDef");
    if (first === undefined) {
      if (slash === undefined) incomplete(lowering, around);
    } else if (first.name === "*" || first.name === "**") {
      const [name] = rest;
      if (name === undefined && first.name === "*") kind = "keyword";
      else if (name?.name !== "VariableName") incomplete(lowering, first);
      else {
        parameters.push({
          name: lowering.bind(name),
          kind: first.name === "*" ? "rest" : "keywords",
          value: undefined,
        });
        kind = "keyword";
      }
    } else if (first.name !== "VariableName") incomplete(lowering, first);
    else {
      const before = slash !== undefined && first.from < slash;
      const parameter = lowerParameter(lowering, first, rest, before ? "positional" : kind);
      if (parameter !== undefined) parameters.push(parameter);
    }
  }
  return parameters;
}

function lowerParameter(
  lowering: Lowering,
  first: SyntaxNode,
  [mark, value]: readonly SyntaxNode[],
  kind: "plain" | "positional" | "keyword",
): Parameter | undefined {
  const name = lowering.name(first);
  lowering.bind(first);
  if (mark === undefined) return { name, kind, value: undefined };
  if (value !== undefined) return { name, kind, value: lowerExpression(lowering, value) };
  incomplete(lowering, mark);
  return undefined;
}

/** Where the `/` stands that ends the positional-only parameters. The parser makes no node of it. */
function slashOf(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): number | undefined {
  const ends = [...nodes.map((node) => node.from), around.to];
  for (const [index, end] of ends.entries()) {
    const from = nodes[index - 1]?.to ?? around.from;
    if (/\//.test(lowering.source.text.slice(from, end).replace(/#.*/g, ""))) return from;
  }
  return undefined;
}
