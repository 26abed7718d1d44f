/**
 * @file The canonical listing of a rule: what a model gets to read, and where the labels `L1`, `L2` … come from. Comments,
 * docstrings and blank lines are gone, indentation is one space a level, and optional spaces are dropped, so that two ways of
 * formatting one rule give one listing. Functions that the rule calls follow it; constants of the module that they use come first.
 */

import { parser } from "@lezer/python";
import type { Program } from "../rule/program.ts";
import { factsOf, type LineFacts, noFacts } from "./lineFacts.ts";

export interface ListingLine {
  /** 1-based; written `L1`, `L2` … */
  readonly label: number;
  /** Canonical text with one space of indentation a level. */
  readonly text: string;
  /** The code as the document writes it, without indentation and comment. */
  readonly code: string;
  /** 1-based line of the document. */
  readonly line: number;
  /** The function it belongs to; null for module constants. */
  readonly functionName: string | null;
}

export interface Listing {
  readonly lines: readonly ListingLine[];
  /** `L1 def add(num1,num2):` … joined by line breaks. */
  readonly text: string;
  /** Label by document line. */
  readonly labels: ReadonlyMap<number, number>;
  /** Label of each function's `def` line. */
  readonly definitions: ReadonlyMap<string, number>;
  /** The functions defined inside others, by the label of their `def` line, which is a line of the function around. */
  readonly nested: ReadonlyMap<number, string>;
  /** The classes that it uses or defines, which it does not list, with their lines. */
  readonly classes: ReadonlyMap<string, number>;
  /** What the way a line is written says, by document line. */
  readonly facts: ReadonlyMap<number, LineFacts>;
  /** The same in one place for writing traces: index = document line. */
  readonly places: readonly (ListingPlace | undefined)[];
  /** Whether any line is the head of a `for`. */
  readonly hasFor: boolean;
}

export interface ListingPlace {
  /** `\nL5` */
  readonly prefix: string;
  readonly facts: LineFacts;
}

export type Tree = ReturnType<typeof parser.parse>;
type Node = Tree["topNode"];

interface Token {
  readonly text: string;
  readonly kind: "keyword" | "word" | "other";
  readonly line: number;
  readonly indent: number;
  readonly from: number;
  readonly to: number;
  readonly functionName: string | null;
}

interface Statement {
  readonly node: Node;
  readonly functionName: string | null;
}

interface Known {
  readonly tree: Tree;
  readonly listings: Map<string, Listing>;
}

const cache = new WeakMap<Program, Known>();

/** The listing of a function and of everything it uses; made once per program and function. */
export function listingOf(program: Program, functionName: string): Listing {
  let known = cache.get(program);
  if (!known) {
    known = { tree: parser.parse(program.source), listings: new Map() };
    cache.set(program, known);
  }
  let listing = known.listings.get(functionName);
  if (!listing) {
    listing = list(known.tree, program, functionName);
    known.listings.set(functionName, listing);
  }
  return listing;
}

function list(tree: Tree, program: Program, functionName: string): Listing {
  const { source } = program;
  const starts = lineStarts(source);
  const lines: ListingLine[] = [];
  const labels = new Map<number, number>();
  const definitions = new Map<string, number>();
  const nested = new Map<number, string>();
  const classes = new Map<string, number>();
  for (const statement of usedStatements(tree, program, functionName, (name, at) =>
    classes.set(name, lineAt(starts, at)),
  )) {
    const inside = new Map<number, string>();
    for (const { line, text, from, to, functionName: owner } of linesOf(
      tokensOf(statement, source, starts, inside, classes),
    )) {
      const label = lines.length + 1;
      const code = source.slice(from, to).split("\n", 1)[0] ?? "";
      lines.push({ label, text, code, line, functionName: owner });
      if (!labels.has(line)) labels.set(line, label);
      if (statement.functionName !== null && !definitions.has(statement.functionName)) {
        definitions.set(statement.functionName, label);
      }
      const defined = inside.get(line);
      if (defined === undefined) continue;
      inside.delete(line);
      definitions.set(defined, label);
      nested.set(label, defined);
    }
  }
  const facts = factsOf(tree, source, (offset) => lineAt(starts, offset));
  const places: (ListingPlace | undefined)[] = [];
  for (const [line, label] of labels) places[line] = { prefix: `\nL${label}`, facts: facts.get(line) ?? noFacts };
  return {
    lines,
    labels,
    definitions,
    nested,
    classes,
    facts,
    places,
    hasFor: places.some((place) => place?.facts.branch?.kind === "for"),
    text: lines.map(({ label, text }) => `L${label} ${text}`).join("\n"),
  };
}

/** Module constants in use, in source order; then the function; then the functions it calls, as they are first named. */
function usedStatements(
  tree: Tree,
  program: Program,
  functionName: string,
  onClass: (name: string, at: number) => void,
): Statement[] {
  const { source } = program;
  const definitions = new Map<string, Node>();
  const constants = new Map<string, Node>();
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (node.name === "FunctionDefinition") {
      const name = node.getChild("VariableName");
      if (name) definitions.set(source.slice(name.from, name.to), node);
    } else if (node.name === "ClassDefinition" || node.getChild("ClassDefinition")) {
      const name = (node.getChild("ClassDefinition") ?? node).getChild("VariableName");
      if (name) constants.set(source.slice(name.from, name.to), node);
    } else if (node.name === "AssignStatement" || node.name === "StatementGroup") {
      for (const name of namesIn(node, source)) constants.set(name, node);
    }
  }
  const functions: Statement[] = [];
  const used = new Set<Node>();
  const seen = new Set<string>();
  const queue = [functionName];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const runs = program.functions.has(name) || name === functionName;
    const definition = runs ? definitions.get(name) : undefined;
    const node = definition ?? constants.get(name);
    if (!node) continue;
    if (node.name === "ClassDefinition" || node.name === "DecoratedStatement") {
      onClass(name, node.from);
      continue;
    }
    if (definition) functions.push({ node, functionName: name });
    else used.add(node);
    for (const other of namesIn(node, source)) if (!seen.has(other)) queue.push(other);
  }
  const first = [...used].sort((a, b) => a.from - b.from).map((node) => ({ node, functionName: null }));
  return [...first, ...functions];
}

function namesIn(node: Node, source: string): Set<string> {
  const names = new Set<string>();
  node.cursor().iterate((at) => {
    if (at.name === "VariableName") names.add(source.slice(at.from, at.to));
  });
  return names;
}

/** Nodes taken over as they are written. */
const whole = new Set(["String", "FormatString", "ArithOp", "BitOp", "CompareOp", "UpdateOp", "AssignOp", "TypeDef"]);

/** `inside` gets the functions and classes that are defined inside, by line. */
function tokensOf(
  { node: root, functionName }: Statement,
  source: string,
  starts: readonly number[],
  inside: Map<number, string>,
  classes: Map<string, number>,
): Token[] {
  const tokens: Token[] = [];
  let indent = 0;
  const owners: { readonly name: string | null; readonly isClass: boolean }[] = [
    { name: functionName, isClass: false },
  ];
  root.cursor().iterate(
    (at) => {
      if (at.name === "Comment" || isDocstring(at.node)) return false;
      if (at.name === "Body") {
        indent++;
        const definition = at.node.parent;
        const owner = owners.at(-1);
        if (definition && isDefinition(definition, root) && owner && owner.name !== null) {
          const name = definition.getChild("VariableName");
          const own = name === null ? "" : source.slice(name.from, name.to);
          const qualified = `${owner.name}${owner.isClass ? "." : ".<locals>."}${own}`;
          inside.set(lineAt(starts, definition.from), qualified);
          if (definition.name === "ClassDefinition") classes.set(own, lineAt(starts, definition.from));
          owners.push({ name: qualified, isClass: definition.name === "ClassDefinition" });
        }
      }
      const leaf = at.node.firstChild === null || whole.has(at.name);
      if (!leaf) return true;
      const text = source.slice(at.from, at.to);
      if (at.name === "TypeDef" || text.trim() === "") return false;
      const { from, to } = at;
      const owner = owners.at(-1)?.name ?? null;
      const kind = kindOf(at.name, text);
      tokens.push({ text, kind, line: lineAt(starts, from), indent, from, to, functionName: owner });
      return false;
    },
    (at) => {
      if (at.name !== "Body") return;
      indent--;
      if (at.node.parent && isDefinition(at.node.parent, root) && owners.length > 1) owners.pop();
    },
  );
  return tokens;
}

function isDefinition(node: Node, root: Node): boolean {
  return (node.name === "FunctionDefinition" || node.name === "ClassDefinition") && node.from !== root.from;
}

function isDocstring(node: Node): boolean {
  if (node.name !== "ExpressionStatement" || node.parent?.name !== "Body") return false;
  const inner = node.firstChild;
  if (!inner || inner.nextSibling || (inner.name !== "String" && inner.name !== "ContinuedString")) return false;
  if (node.prevSibling?.name !== ":") return false;
  // A body that is nothing but its docstring keeps it: something has to be executed there.
  for (let next = node.nextSibling; next; next = next.nextSibling) if (next.name !== "Comment") return true;
  return false;
}

function kindOf(name: string, text: string): Token["kind"] {
  if (name === text && /^[a-z]+$/.test(text)) return name === "pass" || name === "break" ? "word" : "keyword";
  return /[\p{L}\p{N}_'"]/u.test(text.charAt(0)) ? "word" : "other";
}

interface TokenLine {
  readonly line: number;
  readonly from: number;
  to: number;
  text: string;
  readonly functionName: string | null;
}

function linesOf(tokens: readonly Token[]): TokenLine[] {
  const lines: TokenLine[] = [];
  let current: TokenLine | undefined;
  let previous: Token | undefined;
  for (const token of tokens) {
    const { line, from, to, text, indent, functionName } = token;
    if (!current || line !== current.line) {
      current = { line, from, to, text: " ".repeat(indent) + text, functionName };
      lines.push(current);
    } else {
      current.text += (previous && spaced(previous, token) ? " " : "") + text;
      current.to = to;
    }
    previous = token;
  }
  return lines;
}

function spaced(left: Token, right: Token): boolean {
  if (left.kind === "keyword") return !/^[:)\]},;.]/.test(right.text);
  const ends = left.kind === "word" || /[)\]}]$/.test(left.text);
  if (right.kind === "keyword") return ends;
  return left.kind === "word" && right.kind === "word";
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** 1-based line of an offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
