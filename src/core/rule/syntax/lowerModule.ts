/** @file From source text to the functions and constants of a module, each function judged by itself. */
import { parser } from "@lezer/python";
import { withoutSpecEquals } from "../grammar/formatSpec.ts";
import { withoutFormFeeds } from "../grammar/formFeed.ts";
import { exceptionTypes } from "../machine/exception.ts";
import { ModuleValue } from "../module/ruleModule.ts";
import type { FunctionDefinition, Module, Statement } from "./ast.ts";
import { attributesIn } from "./attributeNames.ts";
import { adviceOnImport, importedValue, importsOf } from "./lowerImport.ts";
import { errorNode, Lowering, type NameUse, type Surroundings, unreadable } from "./lowering.ts";
import { lowerStatement } from "./lowerStatement.ts";
import { adviceOnName, builtinNames, objectNames } from "./names.ts";
import { childrenOf, type Source, type SyntaxNode } from "./source.ts";

/** Something at the top level that can be used elsewhere. */
interface Candidate {
  readonly names: readonly string[];
  /** What it becomes: a function, or a statement that is executed once. */
  readonly definition: FunctionDefinition | undefined;
  readonly statement: Statement | undefined;
  readonly uses: readonly NameUse[];
  readonly sound: boolean;
}

/** Reads a module. Functions that use anything outside the language are left out, and so are those that call them. */
export function lowerModule(source: Source): Module {
  const tree = parser.parse(withoutSpecEquals(withoutFormFeeds(source.text))).topNode;
  const nodes = childrenOf(tree);
  const imports = readImports(source, nodes, attributesIn(source, tree));
  const candidates = nodes.flatMap((node) => lowerTopLevel(source, node, imports));
  const broken = new Set(candidates.flatMap(({ names, sound }) => (sound ? [] : names)));
  if (imports.all !== undefined) refuseUnknown(source, imports.all, candidates, broken);
  spread(source, candidates, broken);
  for (const { name, node, advice } of imports.outside) {
    if (candidates.some(({ uses }) => uses.some((use) => use.name === name))) source.report(node, advice);
  }
  const sound = candidates.filter(({ names }) => !names.some((name) => broken.has(name)));
  return {
    functions: sound.flatMap(({ definition }) => definition ?? []),
    constants: sound.flatMap(({ statement }) => statement ?? []),
  };
}

/** After `from m import *` a name that nothing here binds can be one of the module's that the language does not have. */
function refuseUnknown(source: Source, module: string, candidates: readonly Candidate[], broken: Set<string>): void {
  const bound = new Set(candidates.flatMap(({ names }) => names));
  for (const { names, uses } of candidates) {
    for (const use of uses) {
      if (bound.has(use.name) || isBuiltin(use.name)) continue;
      source.report(
        use,
        `\`${use.name}\`, if it is from \`${module}\`, is outside the rule language. Write it as a function.`,
      );
      for (const name of names) broken.add(name);
    }
  }
}

/** What needs something broken cannot run either; says so where it is named. */
function spread(source: Source, candidates: readonly Candidate[], broken: Set<string>): void {
  for (let before = -1; before !== broken.size; ) {
    before = broken.size;
    for (const { names, uses } of candidates) {
      const [name = ""] = names;
      for (const use of uses) {
        if (names.includes(use.name) || !broken.has(use.name)) continue;
        if (!broken.has(name))
          source.report(use, `\`${use.name}\` cannot run (see its own problem), so \`${name}\` cannot either.`);
        for (const each of names) broken.add(each);
      }
    }
  }
}

/** A function or class, with its decorators. */
function lowerDefinitions(source: Source, node: SyntaxNode, imports: Imports): Candidate[] {
  const before = source.diagnostics.length;
  const lowering = new Lowering(source, imports);
  const statements = guardDepth(source, node, () => {
    checkColumn(lowering, node);
    const lowered = lowerStatement(lowering, node, false);
    lowering.names.close(source);
    return lowered;
  });
  const [statement] = statements ?? [];
  const names = statement === undefined ? definedBy(source, node) : [nameOf(statement)];
  checkNames(lowering);
  const uses = lowering.uses.filter((use) => !lowering.isLocal(use.name) || names.includes(use.name));
  const definition = statement?.kind === "function" ? statement.definition : undefined;
  const sound = statement !== undefined && source.diagnostics.length === before;
  return [{ names, definition, statement: definition === undefined ? statement : undefined, uses, sound }];
}

function nameOf(statement: Statement): string {
  if (statement.kind === "function") return statement.definition.name;
  return statement.kind === "class" ? statement.name : "";
}

/** The name of a definition that could not be read. */
function definedBy(source: Source, node: SyntaxNode): string[] {
  const inner = node.name === "DecoratedStatement" ? childrenOf(node).at(-1) : node;
  const name = inner && childrenOf(inner).find((child) => child.name === "VariableName");
  return name === undefined ? [] : [source.textOf(name).normalize("NFKC")];
}

/** Deep nesting overflows the stack while lowering; that is a problem of the function, not of the module. */
function guardDepth<T>(source: Source, node: SyntaxNode, lower: () => T): T | undefined {
  try {
    return lower();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    source.report(
      { from: node.from, to: node.from + 3 },
      "This is nested too deeply to be read. Split it into several lines.",
    );
    return undefined;
  }
}

/** Names that are neither the function's nor the module's must be built-in ones that the language has. */
function checkNames(lowering: Lowering): void {
  for (const use of lowering.uses) {
    if (lowering.isLocal(use.name) || isBuiltin(use.name)) continue;
    const advice = adviceOnName(use.name);
    if (advice !== undefined) lowering.source.report(use, advice);
  }
}

function isBuiltin(name: string): boolean {
  return builtinNames.has(name) || objectNames.has(name) || exceptionTypes.has(name);
}

function checkColumn(lowering: Lowering, node: SyntaxNode): void {
  if (/^\s+$/.test(lowering.source.before(node.from))) {
    lowering.refuse(node, "This line is indented, but belongs to no block. Remove the spaces before it.");
  }
}

/** What is known of the module before any function is read. */
interface Imports extends Surroundings {
  /** What a rule cannot import, to be said where a function needs it. */
  readonly outside: { readonly name: string; readonly node: SyntaxNode; readonly advice: string }[];
  /** A module of which all is imported. */
  readonly all: string | undefined;
}

function readImports(source: Source, nodes: readonly SyntaxNode[], attributes: ReadonlySet<string>): Imports {
  const modules = new Map<string, ModuleValue | undefined>();
  const outside: Imports["outside"] = [];
  let all: string | undefined;
  const lowering = new Lowering(source, { modules, attributes });
  for (const node of nodes) {
    if (node.name !== "ImportStatement") continue;
    for (const imported of importsOf(lowering, node)) {
      const advice = adviceOnImport(imported);
      if (advice !== undefined) outside.push({ name: imported.name, node, advice });
      const value = importedValue(imported);
      if (imported.all) all = imported.module;
      if (value instanceof ModuleValue) modules.set(imported.name, value);
      else if (imported.member === undefined) modules.set(imported.name, undefined);
    }
  }
  return { modules, attributes, outside, all };
}

/** Each name of an import stands for itself: one that a rule cannot have breaks only what uses it. */
function lowerTopLevelImport(source: Source, node: SyntaxNode, imports: Imports): Candidate[] {
  return importsOf(new Lowering(source, imports), node).map((imported) => {
    const value = importedValue(imported);
    const { name } = imported;
    const bindings = value === undefined ? [] : [{ name, value }];
    const statement: Statement = { kind: "import", line: source.line(node.from), bindings };
    return { names: [name], definition: undefined, statement, uses: [], sound: value !== undefined };
  });
}

/** Definitions, constants and imports are kept; docstrings and `if __name__ …` are passed over; the rest is reported. */
function lowerTopLevel(source: Source, node: SyntaxNode, imports: Imports): Candidate[] {
  const text = source.textOf(node);
  const [first, second] = childrenOf(node);
  if (/^(?:FunctionDefinition|ClassDefinition|DecoratedStatement)$/.test(node.name)) {
    return lowerDefinitions(source, node, imports);
  }
  if (
    node.name === "ExpressionStatement" &&
    (first?.name === "String" || first?.name === "ContinuedString") &&
    second === undefined
  )
    return [];
  if (node.name === "PassStatement") return [];
  if (node.name === "ImportStatement" && !childrenOf(node).some((child) => child.name === errorNode)) {
    return lowerTopLevelImport(source, node, imports);
  }
  if (node.name === "IfStatement" && /^if\s+__name__\s*==/.test(text)) return [];
  const lowering = new Lowering(source, imports);
  if (node.name === "AssignStatement" || (node.name === "StatementGroup" && childrenOf(node).every(isAssignment))) {
    const before = source.diagnostics.length;
    const statements = guardDepth(source, node, () => lowerStatement(lowering, node, false)) ?? [];
    checkColumn(lowering, node);
    checkNames(lowering);
    const sound = source.diagnostics.length === before;
    const names = [...lowering.bound];
    const uses = lowering.uses.filter((use) => !names.includes(use.name));
    if (statements.length === 0) return [{ names, definition: undefined, statement: undefined, uses, sound }];
    return statements.map((statement) => ({ names, definition: undefined, statement, uses, sound }));
  }
  if (node.name === errorNode || first?.name === errorNode) {
    source.report(node, unreadable(lowering, node));
    return [];
  }
  const [line = ""] = text.split("\n");
  source.report(
    { from: node.from, to: node.from + line.length },
    "Only functions, classes and constants are read at the top level. This line is not run.",
  );
  return [];
}

function isAssignment(node: SyntaxNode): boolean {
  return node.name === "AssignStatement" || node.name === ";";
}
