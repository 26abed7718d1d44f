/** @file From source text to the functions and constants of a module, each function judged by itself. */
import { parser } from "@lezer/python";
import { withoutFormFeeds } from "../grammar/formFeed.ts";
import { ModuleValue } from "../module/ruleModule.ts";
import type { Value } from "../value.ts";
import type { Expression, FunctionDefinition, Module, Statement } from "./ast.ts";
import { lowerDefinition } from "./lowerFunction.ts";
import { adviceOnImport, importedValue, importsOf } from "./lowerImport.ts";
import { errorNode, Lowering, type NameUse, unreadable } from "./lowering.ts";
import { lowerStatement } from "./lowerStatement.ts";
import { adviceOnName, builtinNames, exceptionNames } from "./names.ts";
import { childrenOf, type Source, type SyntaxNode } from "./source.ts";

interface Candidate {
  readonly name: string;
  readonly definition: FunctionDefinition;
  readonly uses: readonly NameUse[];
  readonly sound: boolean;
}

/** Reads a module. Functions that use anything outside the language are left out, and so are those that call them. */
export function lowerModule(source: Source): Module {
  const nodes = childrenOf(parser.parse(withoutFormFeeds(source.text)).topNode);
  const imports = readImports(source, nodes);
  const broken = new Set<string>();
  const candidates = new Map<string, Candidate>();
  const constants: Statement[] = [];
  const constantNames = new Set<string>();
  const definedNames = new Set(
    nodes.flatMap((node) => (node.name === "FunctionDefinition" ? [nameOf(source, node)] : [])),
  );
  for (const node of nodes) {
    if (node.name === "FunctionDefinition") {
      const candidate = lowerFunction(source, node, imports.modules);
      if (candidate !== undefined) candidates.set(candidate.name, candidate);
    } else lowerTopLevel(source, node, imports, constants, constantNames);
  }
  for (const name of definedNames) if (candidates.get(name)?.sound !== true) broken.add(name);
  const boundNames = new Set(constants.flatMap(namesBound));
  for (const name of constantNames) if (!boundNames.has(name)) broken.add(name);
  spread(source, candidates, broken, new Set([...constantNames, ...definedNames]));
  for (const { name, node, advice } of imports.outside) {
    const use = [...candidates.values()].flatMap(({ uses }) => uses).find((each) => each.name === name);
    if (use !== undefined) source.report(node, advice);
  }
  const functions = [...candidates.values()].filter(({ name }) => !broken.has(name));
  return { functions: functions.map(({ definition }) => definition), constants };
}

function namesBound(statement: Statement): string[] {
  const within = (target: Expression): string[] => {
    if (target.kind === "name") return [target.name];
    if (target.kind === "starred") return within(target.value);
    return target.kind === "tuple" || target.kind === "list" ? target.items.flatMap(within) : [];
  };
  if (statement.kind === "import") return statement.bindings.map(({ name }) => name);
  return statement.kind === "assign" ? statement.targets.flatMap(within) : [];
}

function nameOf(source: Source, node: SyntaxNode): string {
  const name = childrenOf(node).find((child) => child.name === "VariableName");
  return name === undefined ? "" : source.textOf(name).normalize("NFKC");
}

/** A function that needs a broken one cannot run either; says so where it is named. */
function spread(
  source: Source,
  candidates: ReadonlyMap<string, Candidate>,
  broken: Set<string>,
  moduleNames: ReadonlySet<string>,
): void {
  for (let before = -1; before !== broken.size; ) {
    before = broken.size;
    for (const { name, uses } of candidates.values()) {
      for (const use of uses) {
        if (use.name === name || !moduleNames.has(use.name)) continue;
        if (!broken.has(use.name)) continue;
        if (!broken.has(name))
          source.report(use, `\`${use.name}\` cannot run (see its own problem), so \`${name}\` cannot either.`);
        broken.add(name);
      }
    }
  }
}

function lowerFunction(source: Source, node: SyntaxNode, modules: Imports["modules"]): Candidate | undefined {
  const before = source.diagnostics.length;
  const lowering = new Lowering(source, modules);
  const definition = guardDepth(source, node, () => {
    checkColumn(lowering, node);
    const lowered = lowerDefinition(lowering, node);
    lowering.names.close(source);
    return lowered;
  });
  if (definition === undefined) return undefined;
  checkNames(lowering);
  return {
    name: definition.name,
    definition,
    uses: lowering.uses.filter((use) => !lowering.isLocal(use.name)),
    sound: source.diagnostics.length === before,
  };
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
    if (lowering.isLocal(use.name) || builtinNames.has(use.name) || exceptionNames.has(use.name)) continue;
    const advice = adviceOnName(use.name);
    if (advice !== undefined) lowering.source.report(use, advice);
  }
}

function checkColumn(lowering: Lowering, node: SyntaxNode): void {
  if (/^\s+$/.test(lowering.source.before(node.from))) {
    lowering.refuse(node, "This line is indented, but belongs to no block. Remove the spaces before it.");
  }
}

/** What the module imports, known before any function is read. */
interface Imports {
  readonly modules: Lowering["modules"];
  /** What a rule cannot import, to be said where a function needs it. */
  readonly outside: { readonly name: string; readonly node: SyntaxNode; readonly advice: string }[];
}

function readImports(source: Source, nodes: readonly SyntaxNode[]): Imports {
  const modules: Lowering["modules"] = new Map();
  const outside: Imports["outside"] = [];
  const lowering = new Lowering(source, modules);
  for (const node of nodes) {
    if (node.name !== "ImportStatement") continue;
    for (const imported of importsOf(lowering, node)) {
      const advice = adviceOnImport(imported);
      if (advice !== undefined) outside.push({ name: imported.name, node, advice });
      const value = importedValue(imported);
      if (value instanceof ModuleValue) modules.set(imported.name, value);
      else if (imported.member === undefined) modules.set(imported.name, undefined);
    }
  }
  return { modules, outside };
}

/** The names of an import that a rule can have become constants; the others are broken. */
function lowerTopLevelImport(source: Source, node: SyntaxNode, constants: Statement[], names: Set<string>): void {
  const bindings: { name: string; value: Value }[] = [];
  for (const imported of importsOf(new Lowering(source, new Map()), node)) {
    const value = importedValue(imported);
    names.add(imported.name);
    if (value !== undefined) bindings.push({ name: imported.name, value });
  }
  constants.push({ kind: "import", line: source.line(node.from), bindings });
}

/** Constants and imports are kept; docstrings and `if __name__ …` are passed over; the rest is reported. */
function lowerTopLevel(
  source: Source,
  node: SyntaxNode,
  { modules }: Imports,
  constants: Statement[],
  names: Set<string>,
): void {
  const text = source.textOf(node);
  const [first, second] = childrenOf(node);
  if (
    node.name === "ExpressionStatement" &&
    (first?.name === "String" || first?.name === "ContinuedString") &&
    second === undefined
  )
    return;
  if (node.name === "PassStatement") return;
  if (node.name === "ImportStatement") {
    if (!childrenOf(node).some((child) => child.name === errorNode)) {
      lowerTopLevelImport(source, node, constants, names);
      return;
    }
  }
  if (node.name === "IfStatement" && /^if\s+__name__\s*==/.test(text)) return;
  const lowering = new Lowering(source, modules);
  if (node.name === "AssignStatement" || (node.name === "StatementGroup" && childrenOf(node).every(isAssignment))) {
    const before = source.diagnostics.length;
    const statements = guardDepth(source, node, () => lowerStatement(lowering, node, false)) ?? [];
    checkColumn(lowering, node);
    checkNames(lowering);
    for (const name of lowering.bound) names.add(name);
    if (source.diagnostics.length === before) constants.push(...statements);
    return;
  }
  if (node.name === errorNode || first?.name === errorNode) {
    source.report(node, unreadable(lowering, node));
    return;
  }
  const [line = ""] = text.split("\n");
  source.report(
    { from: node.from, to: node.from + line.length },
    `Only functions and constants are read at the top level. This line is not run.`,
  );
}

function isAssignment(node: SyntaxNode): boolean {
  return node.name === "AssignStatement" || node.name === ";";
}
