/** @file From source text to a program: its functions, and a diagnostic for everything outside the rule language. */
import { countText } from "../format/figures.ts";
import { type CompiledModule, compileModule } from "./code/compileModule.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { checkSyntax } from "./grammar/checkSyntax.ts";
import type { Module } from "./syntax/ast.ts";
import { lowerModule } from "./syntax/lowerModule.ts";
import { Source } from "./syntax/source.ts";

export type { Diagnostic } from "./diagnostic.ts";

export interface RuleFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  /** 1-based line of `def`. */
  readonly line: number;
  /** 1-based line on which the body ends. */
  readonly endLine: number;
}

export interface Program {
  readonly source: string;
  /** The functions that can run, by name. One with a diagnostic inside, or that needs such a one, is left out. */
  readonly functions: ReadonlyMap<string, RuleFunction>;
}

const compiled = new WeakMap<Program, CompiledModule>();

/** Larger texts are not read, and neither are those of more tokens or deeper ones (`grammar`), so that reading ends soon and never overflows the stack. */
export const largestSource = 1_000_000;

/**
 * Reads a module. Never throws: what cannot be used is in `diagnostics`, and the other functions still run. Where the text is no Python
 * at all nothing of it runs, as in Python, and the one diagnostic says so.
 */
export function parseProgram(source: string): {
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
} {
  const text = new Source(source);
  const module = isReadable(text) ? lowerModule(text) : nothing;
  const functions = new Map<string, RuleFunction>();
  for (const { name, parameters, line, endLine } of module.functions) {
    functions.set(name, { name, parameters: parameters.map((parameter) => parameter.name), line, endLine });
  }
  const program: Program = { source, functions };
  compiled.set(program, compileModule(module));
  const diagnostics = text.diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { program, diagnostics };
}

const nothing: Module = { functions: [], constants: [] };

function isReadable(source: Source): boolean {
  const { length } = source.text;
  if (length > largestSource) {
    const [size, most] = [length, largestSource].map(countText);
    const message = `This text is too large to be read as rules (${size} characters; the limit is ${most}). Move the rule to a file of its own.`;
    source.report({ from: 0, to: Math.max(0, source.text.indexOf("\n")) }, message);
    return false;
  }
  const problem = checkSyntax(source.text);
  if (problem === undefined) return true;
  const rest = problem.kind === "bound" ? "" : " Python does not read this file, so nothing of it runs.";
  source.report(problem, problem.message + rest, "syntax");
  return false;
}

/** The code of a program. Throws a `RangeError` for an object that `parseProgram` did not make. */
export function codeOf(program: Program): CompiledModule {
  const code = compiled.get(program);
  if (code === undefined) throw new RangeError("This program was not made by parseProgram.");
  return code;
}
