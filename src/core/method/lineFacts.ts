/**
 * @file What the way a rule line is written says about the step made there: which names it binds, which of them from their old value,
 * which lists it takes from or extends at the front, and the body of a loop that starts on it. Read from the syntax tree, so it holds
 * for any state.
 */

import type { Tree } from "./listing.ts";
import { movedNames } from "./movement.ts";

type Node = Tree["topNode"];

/** A loop or a condition whose head is on the line, and where its body is. */
export interface Branch {
  readonly kind: "for" | "while" | "if";
  /** First and last line of the body. */
  readonly from: number;
  readonly to: number;
  /** Text of the test, or of what a `for` runs over. */
  readonly test: string;
  /** The names of a test that is nothing but names, `and`, `or` and `not`; else empty. */
  readonly truths: readonly string[];
}

export interface LineFacts {
  /** Names the line itself binds: always written, even when the value stays the same. */
  readonly bound: ReadonlySet<string>;
  /** Bound names whose new value is made from the old one (`x = x[1:]`, `x += …`): they may be written as edits. */
  readonly derived: ReadonlySet<string>;
  /** Lists whose first element the line takes away, or which it extends at the front. */
  readonly front: ReadonlySet<string>;
  /** Names the line reads, in the order they stand there. */
  readonly reads: ReadonlySet<string>;
  /** Names whose new value, or new element, the line only carries over; `returnedName` for what it returns. */
  readonly moved: ReadonlySet<string>;
  /** Whether the line may unbind a name (`del x`). */
  readonly unbinds: boolean;
  readonly branch?: Branch;
  /** `total = digit1 + digit2`: the name that gets the result of plain arithmetic, and the tokens of it. */
  readonly arithmetic?: { readonly target: string; readonly tokens: readonly string[] };
}

interface Gathered {
  readonly bound: Set<string>;
  readonly derived: Set<string>;
  readonly front: Set<string>;
  readonly reads: Set<string>;
  readonly moved: Set<string>;
  unbinds: boolean;
  branch?: Branch;
  arithmetic?: { readonly target: string; readonly tokens: readonly string[] };
}

export const noFacts: LineFacts = none();

function none(): Gathered {
  return { bound: new Set(), derived: new Set(), front: new Set(), reads: new Set(), moved: new Set(), unbinds: false };
}

/** Facts by 1-based line. `lineOf` gives the line of an offset. */
export function factsOf(
  tree: Tree,
  source: string,
  lineOf: (offset: number) => number,
): ReadonlyMap<number, LineFacts> {
  const facts = new Map<number, Gathered>();
  const at = (line: number): Gathered => {
    let known = facts.get(line);
    if (!known) {
      known = none();
      facts.set(line, known);
    }
    return known;
  };
  tree.cursor().iterate((cursor) => {
    const { node, name } = cursor;
    const line = lineOf(node.from);
    if (name === "ForStatement" || name === "WhileStatement" || name === "IfStatement")
      branches(node, source, lineOf, at);
    if (name === "ForStatement" || name === "AssignStatement" || name === "UpdateStatement") {
      if (!conditionalOn(node, line, lineOf)) bind(node, source, at(line));
    }
    if (name === "DeleteStatement") at(line).unbinds = true;
    if (name.endsWith("Statement")) for (const moved of movedNames(node, source)) at(line).moved.add(moved);
    if (name === "VariableName" && !isTarget(node)) at(line).reads.add(source.slice(node.from, node.to));
    return name !== "LambdaExpression";
  });
  source.split("\n").forEach((text, index) => {
    const gathered = facts.get(index + 1);
    if (gathered) frontLists(text, gathered);
  });
  return facts;
}

/** The heads of a statement with bodies: each test or iterable stands before the body that it decides about. */
function branches(
  node: Node,
  source: string,
  lineOf: (offset: number) => number,
  at: (line: number) => Gathered,
): void {
  const kind = node.name === "ForStatement" ? "for" : node.name === "WhileStatement" ? "while" : "if";
  let keyword: Node | null = null;
  let test: Node | null = null;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "Body") {
      if (/^(for|while|if|elif|else)$/.test(child.name)) keyword = child;
      else test = child;
      continue;
    }
    const first = child.firstChild?.nextSibling;
    if (first && test && keyword && keyword.name !== "else") {
      at(lineOf(keyword.from)).branch ??= {
        kind,
        from: lineOf(first.from),
        to: lineOf(lastOf(child)),
        test: source.slice(test.from, test.to),
        truths: truthsOf(test, source),
      };
    }
    test = null;
  }
}

function truthsOf(test: Node, source: string): readonly string[] {
  const names: string[] = [];
  let plain = true;
  test.cursor().iterate(({ name, from, to }) => {
    if (name === "VariableName") names.push(source.slice(from, to));
    else if (!/^(BinaryExpression|UnaryExpression|and|or|not)$/.test(name)) plain = false;
  });
  return plain ? [...new Set(names)] : [];
}

/** Whether the name stands where an assignment or a loop gives it its value. */
function isTarget(node: Node): boolean {
  let inner = node;
  while (inner.parent && /^(Tuple|Array|Parenthesized|Star)/.test(inner.parent.name)) inner = inner.parent;
  const parent = inner.parent;
  if (parent?.name === "ParamList" || parent?.name === "FunctionDefinition") return true;
  if (parent?.name === "ForStatement") return (parent.getChild("in")?.from ?? 0) > inner.from;
  if (parent?.name !== "AssignStatement") return false;
  return (parent.getChildren("AssignOp").at(-1)?.from ?? 0) > inner.from;
}

/** The last character of a body that is not white space belongs to its last statement. */
function lastOf(body: Node): number {
  let node: Node = body;
  while (node.lastChild) node = node.lastChild;
  return node.from;
}

/** Whether the statement stands in a body that begins on its own line, so that the line may pass it by. */
function conditionalOn(node: Node, line: number, lineOf: (offset: number) => number): boolean {
  const body = node.parent?.name === "StatementGroup" ? node.parent.parent : node.parent;
  return body?.name === "Body" && body.parent?.name !== "FunctionDefinition" && lineOf(body.from) === line;
}

function bind(node: Node, source: string, facts: Gathered): void {
  const targets = new Set<string>();
  const sources = new Set<string>();
  const isFor = node.name === "ForStatement";
  // Everything before the last `=` (or before `in`) is a target; what follows is the value.
  let last: Node | null = null;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === "AssignOp" || child.name === "UpdateOp" || (isFor && child.name === "in")) {
      last = child;
      if (isFor) break;
    }
  }
  if (!last) return;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.from < last.from) targetNames(child, source, targets);
    else if (child.from > last.from && child.name !== "Body") allNames(child, source, sources);
  }
  const [target] = targets;
  const tokens = targets.size === 1 && node.name === "AssignStatement" ? arithmeticTokens(last, source) : [];
  if (target !== undefined && tokens.length > 1) facts.arithmetic ??= { target, tokens };
  for (const name of targets) {
    facts.bound.add(name);
    if (node.name === "UpdateStatement" || (!isFor && sources.has(name))) facts.derived.add(name);
  }
}

/** The tokens of what follows an `=`, when that is nothing but names, numbers, operators and parentheses. */
function arithmeticTokens(assign: Node, source: string): string[] {
  const value = assign.nextSibling;
  if (!value || value.nextSibling) return [];
  const tokens: string[] = [];
  let plain = true;
  value.cursor().iterate(({ name, from, to }) => {
    if (/^(VariableName|Number|ArithOp|[()])$/.test(name)) tokens.push(source.slice(from, to));
    else if (!/^(BinaryExpression|UnaryExpression|ParenthesizedExpression)$/.test(name)) plain = false;
    return name !== "ArithOp";
  });
  return plain ? tokens : [];
}

/** Names in a target: a name, or names in (nested) tuples and lists; `x[i]` and `x.y` bind no name. */
function targetNames(node: Node, source: string, into: Set<string>): void {
  if (node.name === "VariableName") into.add(source.slice(node.from, node.to));
  else if (/^(Tuple|Array|Parenthesized|Star)/.test(node.name)) {
    for (let child = node.firstChild; child; child = child.nextSibling) targetNames(child, source, into);
  }
}

function allNames(node: Node, source: string, into: Set<string>): void {
  node.cursor().iterate((at) => {
    if (at.name === "VariableName") into.add(source.slice(at.from, at.to));
  });
}

function frontLists(text: string, facts: Gathered): void {
  for (const [, name] of text.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\s*\.\s*(?:pop\(\s*0\s*\)|insert\(\s*0\s*,)/gu)) {
    if (name) facts.front.add(name);
  }
  for (const [, name] of text.matchAll(/del\s+([\p{L}_][\p{L}\p{N}_]*)\s*\[\s*0\s*\]/gu))
    if (name) facts.front.add(name);
  for (const [, name] of text.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\s*=\s*\1\s*\[\s*1\s*:\s*\]/gu))
    if (name) facts.front.add(name);
  for (const [, name] of text.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\s*=\s*\[.*\]\s*\+\s*\1\b/gu))
    if (name) facts.front.add(name);
}
