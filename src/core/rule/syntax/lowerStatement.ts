/** @file From the parser's tree to statements. */
import type { Expression, Statement } from "./ast.ts";
import { lowerClass, lowerDecorated, lowerFunctionStatement } from "./lowerClass.ts";
import { incomplete, lowerExpression, lowerList, lowerOperator } from "./lowerExpression.ts";
import { lowerImport } from "./lowerImport.ts";
import { errorNode, type Lowering, unreadable } from "./lowering.ts";
import { lowerMatch } from "./lowerMatch.ts";
import { lowerTarget, lowerTargets } from "./lowerTarget.ts";
import { lowerTry } from "./lowerTry.ts";
import { lowerWith } from "./lowerWith.ts";
import { isBareYield } from "./lowerYield.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

const outsideStatements: Readonly<Record<string, string>> = {
  PrintStatement: "Python 3 writes `print(…)` with brackets.",
  TypeDefinition: "Type aliases are outside the rule language.",
};

/** Lowers the statements of a `Body` node: those of the block after the colon, or of the rest of its line. */
export function lowerBody(
  lowering: Lowering,
  body: SyntaxNode | undefined,
  around: SyntaxNode,
  inLoop: boolean,
): Statement[] {
  if (body === undefined || body.name !== "Body") {
    lowering.refuse(
      body ?? around,
      body === undefined ? "Something is missing here: a block." : unreadable(lowering, body),
    );
    return [];
  }
  const nodes = childrenOf(body).slice(1);
  if (nodes.length === 0) lowering.refuse(body, "A block cannot be empty. Write `pass`, or indent what belongs to it.");
  checkIndentation(lowering, body, nodes, around);
  return nodes.flatMap((node) => lowerStatement(lowering, node, inLoop));
}

/** Statements of one block start in one column, to the right of the statement that the block belongs to. */
function checkIndentation(
  lowering: Lowering,
  body: SyntaxNode,
  nodes: readonly SyntaxNode[],
  around: SyntaxNode,
): void {
  const { source } = lowering;
  const [first] = nodes;
  if (first === undefined || source.line(first.from) === source.line(body.from)) return;
  const outer = indentOf(source.before(around.from));
  const inner = indentOf(source.before(first.from));
  if (outer !== undefined && inner !== undefined && inner <= outer) {
    lowering.refuse(first, "This line belongs to the block above it. Indent it further.");
  }
  for (const node of nodes) {
    const indent = source.before(node.from);
    if (/\S/.test(indent) || node.name === errorNode) continue;
    if (indent !== source.before(first.from)) {
      lowering.refuse(node, "This line is indented differently from the others of its block. Align it with them.");
    }
  }
}

/** The width of an indentation, tabs reaching to the next multiple of 8; undefined when the text is not only space. */
function indentOf(text: string): number | undefined {
  if (/\S/.test(text)) return undefined;
  let width = 0;
  for (const character of text) width = character === "\t" ? (width >> 3) * 8 + 8 : width + 1;
  return width;
}

export function lowerStatement(lowering: Lowering, node: SyntaxNode, inLoop: boolean): Statement[] {
  const line = lowering.line(node);
  const children = childrenOf(node);
  const broken = children.find((child) => child.name === errorNode && !isBareYield(node));
  if (broken !== undefined) {
    lowering.source.report(broken.to > broken.from ? broken : node, unreadable(lowering, broken));
    return [];
  }
  switch (node.name) {
    case "StatementGroup":
      return children.filter((child) => child.name !== ";").flatMap((child) => lowerStatement(lowering, child, inLoop));
    case "AssignStatement":
      return lowerAssign(lowering, node, children);
    case "UpdateStatement":
      return lowerUpdate(lowering, node, children);
    case "YieldStatement":
      return [{ kind: "expression", line, value: lowerExpression(lowering, node) }];
    case "MatchStatement":
      return lowerMatch(lowering, node, inLoop);
    case "ExpressionStatement":
      return [{ kind: "expression", line, value: lowerExpressionStatement(lowering, node, children) }];
    case "IfStatement":
      return lowerIf(lowering, node, children, inLoop);
    case "WhileStatement": {
      const [, test, body, mark, other] = children;
      if (test === undefined) return [];
      const lowered = lowerExpression(lowering, test);
      const block = lowerBody(lowering, body, node, true);
      const otherwise = mark === undefined ? [] : lowerBody(lowering, other, node, inLoop);
      return [{ kind: "while", line, test: lowered, body: block, otherwise }];
    }
    case "FunctionDefinition":
      return lowerFunctionStatement(lowering, node);
    case "DecoratedStatement":
      return lowerDecorated(lowering, node);
    case "ClassDefinition": {
      const lowered = lowerClass(lowering, node);
      return lowered === undefined ? [] : [lowered];
    }
    case "ScopeStatement":
      return [lowerScope(lowering, node, children)];
    case "ForStatement":
      return lowerFor(lowering, node, children, inLoop);
    case "PassStatement":
      return [{ kind: "pass", line }];
    case "BreakStatement":
    case "ContinueStatement": {
      const kind = node.name === "BreakStatement" ? "break" : "continue";
      if (!inLoop) lowering.refuse(node, `\`${kind}\` stands outside a loop.`);
      return [{ kind, line }];
    }
    case "ReturnStatement": {
      const values = children.slice(1);
      return [{ kind: "return", line, value: values.length === 0 ? undefined : lowerList(lowering, values, node) }];
    }
    case "DeleteStatement":
      return [{ kind: "delete", line, targets: lowerDeleted(lowering, children.slice(1)) }];
    case "AssertStatement": {
      const [, test, , message] = children;
      if (test === undefined) return [];
      const lowered = lowerExpression(lowering, test);
      return [{ kind: "assert", line, test: lowered, message: message && lowerExpression(lowering, message) }];
    }
    case "RaiseStatement": {
      const [, value, , cause] = children;
      const lowered = value && lowerExpression(lowering, value);
      return [{ kind: "raise", line, value: lowered, cause: cause && lowerExpression(lowering, cause) }];
    }
    case "ImportStatement":
      return lowerImport(lowering, node);
    case "TryStatement":
      return lowerTry(lowering, node, children, inLoop);
    case "WithStatement":
      return lowerWith(lowering, node, inLoop);
    case errorNode:
      lowering.refuse(node, unreadable(lowering, node));
      return [];
    default:
      lowering.refuse(node, outsideStatements[node.name] ?? `${node.name} is outside the rule language.`);
      return [];
  }
}

function lowerExpressionStatement(lowering: Lowering, node: SyntaxNode, children: readonly SyntaxNode[]): Expression {
  const [only] = children;
  if (children.length === 1 && only?.name === "Ellipsis")
    return { kind: "constant", line: lowering.line(node), value: null };
  return lowerList(lowering, children, node);
}

function lowerAssign(lowering: Lowering, node: SyntaxNode, children: readonly SyntaxNode[]): Statement[] {
  const line = lowering.line(node);
  const parts: SyntaxNode[][] = [[]];
  let typed = false;
  for (const child of children) {
    if (child.name === "AssignOp") parts.push([]);
    else if (child.name === "TypeDef") typed = true;
    else parts.at(-1)?.push(child);
  }
  const value = parts.length > 1 ? parts.pop() : undefined;
  // The value first: Python evaluates it first, and the first problem is the one to show.
  const lowered = value && lowerList(lowering, value, node);
  const targets = parts.map((part) => lowerTargets(lowering, part, node));
  const [target] = targets;
  for (const each of targets) {
    if (each.kind === "starred") lowering.refuse(node, "A starred target must be in a list or tuple.");
  }
  const isOther = target?.kind === "attribute" || target?.kind === "constant";
  if (typed && target?.kind !== "name" && target?.kind !== "subscript" && !isOther) {
    lowering.refuse(node, "Only a single name or item can have a type written after it.");
  }
  if (lowered !== undefined) return [{ kind: "assign", line, targets, value: lowered }];
  if (target?.kind === "name") return [{ kind: "declare", line, name: target.name }];
  // What the attribute is of is evaluated all the same.
  return target?.kind === "attribute" ? [{ kind: "expression", line, value: target.value }] : [];
}

function lowerUpdate(lowering: Lowering, node: SyntaxNode, children: readonly SyntaxNode[]): Statement[] {
  const mark = children.find((child) => child.name === "UpdateOp");
  const [first, second] = children;
  if (first === undefined || mark === undefined) return [];
  if (second !== mark || (first.name !== "VariableName" && first.name !== "MemberExpression")) {
    lowering.refuse(first, "An augmented assignment needs one name, item or slice on its left.");
    return [];
  }
  const target = lowerTarget(lowering, first);
  if (first.name === "VariableName") lowering.use(first);
  const operator = lowerOperator(lowering, mark, lowering.text(mark).slice(0, -1));
  const value = lowerList(lowering, children.slice(2), node);
  return [{ kind: "augmented", line: lowering.line(node), target, operator: operator ?? "+", value }];
}

function lowerIf(lowering: Lowering, node: SyntaxNode, children: readonly SyntaxNode[], inLoop: boolean): Statement[] {
  const [keyword, test, body, ...rest] = children;
  if (keyword === undefined || test === undefined) return [];
  const lowered = lowerExpression(lowering, test);
  const block = lowerBody(lowering, body, node, inLoop);
  let otherwise: Statement[] = [];
  const [next] = rest;
  if (next?.name === "elif") otherwise = lowerIf(lowering, node, rest, inLoop);
  else if (next !== undefined) otherwise = lowerBody(lowering, rest[1], node, inLoop);
  // An `elif` is an `if` of its own, on the line of its keyword.
  return [{ kind: "if", line: lowering.line(keyword), test: lowered, body: block, otherwise }];
}

function lowerFor(lowering: Lowering, node: SyntaxNode, children: readonly SyntaxNode[], inLoop: boolean): Statement[] {
  if (children[0]?.name === "async") {
    lowering.refuse(node, "`async` is outside the rule language.");
    return [];
  }
  const inside = children.findIndex((child) => child.name === "in");
  const block = children.findIndex((child) => child.name === "Body");
  if (inside < 0 || block < 0) {
    incomplete(lowering, node);
    return [];
  }
  const iterable = lowerList(lowering, children.slice(inside + 1, block), node);
  const target = lowerTargets(lowering, children.slice(1, inside), node);
  if (target.kind === "starred") lowering.refuse(node, "A starred target must be in a list or tuple.");
  const body = lowerBody(lowering, children[block], node, true);
  const otherwise = children.length > block + 1 ? lowerBody(lowering, children[block + 2], node, inLoop) : [];
  return [{ kind: "for", line: lowering.line(node), target, iterable, body, otherwise }];
}

function lowerScope(lowering: Lowering, node: SyntaxNode, [keyword, ...rest]: readonly SyntaxNode[]): Statement {
  const kind = keyword?.name === "nonlocal" ? "nonlocal" : "global";
  const names = rest.filter((child) => child.name === "VariableName");
  for (const each of names) {
    const name = lowering.name(each);
    lowering.names.declare(lowering.source, kind, name, each);
    if (kind === "global") lowering.globals.add(name);
  }
  return { kind, line: lowering.line(node), names: names.map((each) => lowering.name(each)) };
}

function lowerDeleted(lowering: Lowering, nodes: readonly SyntaxNode[]): Expression[] {
  return nodes.filter((node) => node.name !== ",").map((node) => lowerTarget(lowering, node));
}
