/**
 * @file Problems that are more than a function with literal arguments: `f(3, base=2)`, `sorted(f([2, 1]))`, `f(x) is None`. Such a text is
 * compiled as the body of a function without steps of its own, so that only the lines of the rule's functions are steps.
 */
import { parser } from "@lezer/python";
import { builtins } from "./builtin/builtins.ts";
import { type Call, parseCall } from "./call.ts";
import type { Code } from "./code/code.ts";
import { codeOf, type Program, parseProgram } from "./program.ts";
import { errorNode } from "./syntax/lowering.ts";
import { childrenOf, type SyntaxNode } from "./syntax/source.ts";
import type { Value } from "./value.ts";

/** A call as a document writes it. */
export type ProgramCall =
  | {
      readonly functionName: string;
      /** Empty for an expression: its arguments are only known by evaluating it. */
      readonly args: readonly Value[];
      /** The text is an expression that has to be evaluated as it stands. */
      readonly expression?: true;
      readonly problem?: undefined;
    }
  | Extract<Call, { readonly problem: object }>;

/** Reads a call with literal arguments, or else any expression that calls one of the program's functions. */
export function readCall(program: Program, text: string): ProgramCall {
  const plain = parseCall(text);
  if (plain.problem === undefined) return plain;
  const functionName = calledIn(program, text);
  if (functionName === undefined) return plain;
  const code = compile(program, text);
  return typeof code === "string" ? plain : { functionName, args: [], expression: true };
}

/** The first of the program's functions that the text calls; undefined where the text is no expression of known names. */
function calledIn(program: Program, text: string): string | undefined {
  const { topNode } = parser.parse(text);
  const [statement, ...others] = childrenOf(topNode);
  if (statement?.name !== "ExpressionStatement" || others.length > 0) return undefined;
  const bound = new Set<string>();
  const free: string[] = [];
  let called: string | undefined;
  let sound = true;
  const nameOf = (node: SyntaxNode): string => text.slice(node.from, node.to).normalize("NFKC");
  statement.cursor().iterate(({ node }) => {
    if (node.name === errorNode) sound = false;
    if (node.name !== "VariableName") return;
    const name = nameOf(node);
    if (binds(node)) bound.add(name);
    else free.push(name);
    if (node.parent?.name === "CallExpression" && program.functions.has(name)) called ??= name;
  });
  const known = moduleNames(program);
  return sound && free.every((name) => bound.has(name) || known.has(name) || builtins.has(name)) ? called : undefined;
}

/** Whether a name is a parameter, a keyword of a call, or what a comprehension gives a value to. */
function binds(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.name === "ParamList" || parent?.name === "NamedExpression") return true;
  if (parent?.name === "ArgList" && node.nextSibling?.name === "AssignOp") return true;
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    for (let before = at.prevSibling; before !== null && before.name !== "in"; before = before.prevSibling) {
      if (before.name === "for") return true;
    }
    if (at.parent?.name.endsWith("ComprehensionExpression") === true) return false;
  }
  return false;
}

const modules = new WeakMap<Program, ReadonlySet<string>>();

/** The names that a program's top level gives a value to. */
function moduleNames(program: Program): ReadonlySet<string> {
  let names = modules.get(program);
  if (names === undefined) {
    const found = new Set<string>();
    for (const node of childrenOf(parser.parse(program.source).topNode)) {
      for (const child of childrenOf(node)) {
        if (child.name !== "VariableName") continue;
        found.add(program.source.slice(child.from, child.to).normalize("NFKC"));
      }
    }
    names = found;
    modules.set(program, names);
  }
  return names;
}

/** No rule can have this name by accident. */
const wrapper = "_rulescope_call_";

const compiled = new WeakMap<Program, Map<string, Code | string>>();

/** The code of an expression that `readCall` accepted. Throws a RangeError for another one. */
export function expressionCode(program: Program, text: string): Code {
  const code = compile(program, text);
  if (typeof code === "string") throw new RangeError(`${text} cannot be evaluated: ${code}`);
  return code;
}

/** The code, or why there is none. */
function compile(program: Program, text: string): Code | string {
  const known = compiled.get(program) ?? new Map<string, Code | string>();
  compiled.set(program, known);
  let code = known.get(text);
  if (code === undefined) {
    code = read(program, text);
    known.set(text, code);
  }
  return code;
}

function read(program: Program, text: string): Code | string {
  const from = program.source.split("\n").length + 1;
  const definition = `def ${wrapper}():\n    return (\n${text}\n    )\n`;
  const { program: made, diagnostics } = parseProgram(`${program.source}\n${definition}`);
  if (made.functions.get(wrapper)?.line !== from) {
    return diagnostics.find(({ line }) => line >= from)?.message ?? "This is no expression of the rule language.";
  }
  const code = codeOf(made).functions.get(wrapper);
  return code === undefined ? "This is no expression of the rule language." : { ...code, traced: false };
}
