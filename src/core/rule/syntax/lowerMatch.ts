/** @file `match` and its patterns. */
import type { Expression, MatchCase, Pattern, Statement } from "./ast.ts";
import { incomplete, lowerExpression } from "./lowerExpression.ts";
import { errorNode, type Lowering, unreadable } from "./lowering.ts";
import { lowerBody } from "./lowerStatement.ts";
import { childrenOf, type SyntaxNode } from "./source.ts";

export function lowerMatch(lowering: Lowering, node: SyntaxNode, inLoop: boolean): Statement[] {
  const [, subject, body] = childrenOf(node);
  if (subject === undefined || body?.name !== "MatchBody") {
    incomplete(lowering, subject ?? node);
    return [];
  }
  const lowered = lowerExpression(lowering, subject);
  const cases: MatchCase[] = [];
  for (const clause of childrenOf(body).slice(1)) {
    if (clause.name === "MatchClause") cases.push(lowerCase(lowering, clause, inLoop));
    else lowering.refuse(clause, unreadable(lowering, clause));
  }
  return [{ kind: "match", line: lowering.line(node), subject: lowered, cases }];
}

function lowerCase(lowering: Lowering, clause: SyntaxNode, inLoop: boolean): MatchCase {
  const children = childrenOf(clause).slice(1);
  const parts = children.filter(({ name }) => name !== "Guard" && name !== "Body");
  const condition = children.find(({ name }) => name === "Guard");
  const [first] = parts;
  const last = parts.at(-1);
  // CPython steps such a pattern through each of its lines, back and forth.
  if (first !== undefined && last !== undefined && lowering.line(first) !== lowering.source.line(last.to)) {
    lowering.refuse(first, "A pattern over several lines is outside the rule language. Write it on one line.");
  }
  const pattern = lowerOpenPattern(lowering, parts, clause);
  const test = condition && childrenOf(condition)[1];
  const guard = test && lowerExpression(lowering, test);
  const block = children.find(({ name }) => name === "Body");
  return { pattern, guard, body: lowerBody(lowering, block, clause, inLoop) };
}

/** One pattern, or several with commas: a sequence without brackets. */
function lowerOpenPattern(lowering: Lowering, parts: readonly SyntaxNode[], around: SyntaxNode): Pattern {
  const [only] = parts;
  if (only === undefined) return refused(lowering, around);
  if (parts.length === 1 && only.name !== "StarPattern") return lowerPattern(lowering, only);
  return sequence(lowering, parts, only);
}

function lowerPattern(lowering: Lowering, node: SyntaxNode): Pattern {
  const line = lowering.line(node);
  const children = childrenOf(node);
  const [first, second, third] = children;
  switch (node.name) {
    case "CapturePattern":
      return { kind: "capture", line, name: first === undefined ? undefined : captured(lowering, first) };
    case "LiteralPattern":
      return lowerLiteral(lowering, node, children);
    case "AttributePattern":
      return { kind: "dotted", line, value: lowerDotted(lowering, node) };
    case "SequencePattern": {
      const inside = children.slice(1, -1);
      // Brackets around one pattern are only brackets.
      if (first?.name === "(" && inside.length === 1) return lowerOpenPattern(lowering, inside, node);
      return sequence(lowering, inside, node);
    }
    case "MappingPattern":
      return lowerMapping(lowering, node, children.slice(1, -1));
    case "ClassPattern":
      return lowerClassPattern(lowering, node, first, second);
    case "OrPattern": {
      const choices = children.filter(({ name }) => name !== "LogicOp");
      return { kind: "or", line, choices: choices.map((each) => lowerPattern(lowering, each)) };
    }
    case "AsPattern": {
      const name = third === undefined ? undefined : captured(lowering, third);
      if (first === undefined || name === undefined) return refused(lowering, node);
      return { kind: "as", line, pattern: lowerPattern(lowering, first), name };
    }
    default:
      return refused(lowering, node);
  }
}

/** `_` binds nothing. */
function captured(lowering: Lowering, node: SyntaxNode): string | undefined {
  return lowering.name(node) === "_" ? undefined : lowering.bind(node);
}

function refused(lowering: Lowering, node: SyntaxNode): Pattern {
  lowering.refuse(node, unreadable(lowering, node));
  return { kind: "capture", line: lowering.line(node), name: undefined };
}

function lowerLiteral(lowering: Lowering, node: SyntaxNode, children: readonly SyntaxNode[]): Pattern {
  const line = lowering.line(node);
  const minus = children[0]?.name === "ArithOp";
  const written = children[minus ? 1 : 0];
  if (written === undefined || written.name === errorNode || children.length > (minus ? 2 : 1)) {
    return refused(lowering, node);
  }
  const lowered = lowerExpression(lowering, written);
  if (lowered.kind !== "constant") return refused(lowering, node);
  const { value } = lowered;
  const negated = typeof value === "bigint" || typeof value === "number" ? -value : value;
  return { kind: "literal", line, value: minus ? negated : value };
}

function lowerDotted(lowering: Lowering, node: SyntaxNode): Expression {
  if (node.name === "VariableName") return { kind: "name", line: lowering.line(node), name: lowering.use(node) };
  const [first, ...rest] = childrenOf(node);
  if (first === undefined) return incomplete(lowering, node);
  let value = lowerDotted(lowering, first);
  const line = lowering.line(node);
  for (const part of rest) {
    if (part.name !== "PropertyName") continue;
    value = {
      kind: "attribute",
      line,
      value,
      name: lowering.name(part),
      nameLine: lowering.line(part),
      ofModule: false,
    };
  }
  return value;
}

function sequence(lowering: Lowering, nodes: readonly SyntaxNode[], around: SyntaxNode): Pattern {
  const parts = nodes.filter(isPart);
  const star = parts.findIndex(({ name }) => name === "StarPattern");
  const items = parts.map((part): Pattern => {
    const inner = part.name === "StarPattern" ? childrenOf(part)[1] : part;
    return inner === undefined ? refused(lowering, part) : lowerPattern(lowering, inner);
  });
  return { kind: "sequence", line: lowering.line(around), items, star: star < 0 ? undefined : star };
}

/** The parser puts an empty literal where brackets hold nothing. */
function isPart(node: SyntaxNode): boolean {
  return node.name !== "," && !(node.name === "LiteralPattern" && node.from === node.to);
}

function lowerMapping(lowering: Lowering, node: SyntaxNode, nodes: readonly SyntaxNode[]): Pattern {
  const entries: { key: Pattern; value: Pattern }[] = [];
  let rest: string | undefined;
  const parts = nodes.filter((part) => isPart(part) && part.name !== ":");
  for (let i = 0; i < parts.length; i += 2) {
    const [key, value] = [parts[i], parts[i + 1]];
    if (key === undefined || value === undefined) return refused(lowering, node);
    if (key.name === "**") rest = captured(lowering, childrenOf(value)[0] ?? value);
    else entries.push({ key: lowerPattern(lowering, key), value: lowerPattern(lowering, value) });
  }
  return { kind: "mapping", line: lowering.line(node), entries, rest };
}

function lowerClassPattern(
  lowering: Lowering,
  node: SyntaxNode,
  name: SyntaxNode | undefined,
  list: SyntaxNode | undefined,
): Pattern {
  if (name === undefined || list === undefined) return refused(lowering, node);
  const cls = lowerDotted(lowering, name);
  const parts = childrenOf(list).slice(1, -1).filter(isPart);
  const positional = parts.filter((part) => part.name !== "KeywordPattern");
  const named = parts.flatMap((part) => {
    const [attribute, value] = childrenOf(part);
    if (part.name !== "KeywordPattern" || attribute === undefined || value === undefined) return [];
    return [{ name: lowering.name(attribute), value: lowerPattern(lowering, value) }];
  });
  const line = lowering.line(node);
  return { kind: "class", line, cls, positional: positional.map((each) => lowerPattern(lowering, each)), named };
}
