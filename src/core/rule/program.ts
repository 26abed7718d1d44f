/** @file From source text to a program: its functions, and a diagnostic for everything outside the rule language. */
import { type CompiledModule, compileModule } from "./code/compileModule.ts";
import type { Diagnostic } from "./diagnostic.ts";
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

/** Reads a module. Never throws: what cannot be used is in `diagnostics`, and the other functions still run. */
export function parseProgram(source: string): {
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
} {
  const text = new Source(source);
  const module = lowerModule(text);
  const functions = new Map<string, RuleFunction>();
  for (const { name, parameters, line, endLine } of module.functions) {
    functions.set(name, { name, parameters: parameters.map((parameter) => parameter.name), line, endLine });
  }
  const program: Program = { source, functions };
  compiled.set(program, compileModule(module));
  const diagnostics = text.diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { program, diagnostics };
}

/** The code of a program. Throws a `RangeError` for an object that `parseProgram` did not make. */
export function codeOf(program: Program): CompiledModule {
  const code = compiled.get(program);
  if (code === undefined) throw new RangeError("This program was not made by parseProgram.");
  return code;
}
