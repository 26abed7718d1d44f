/** @file A module's functions and constants as code. */

import type { Module, Statement } from "../syntax/ast.ts";
import type { Code } from "./code.ts";
import { parametersOf } from "./compileClosure.ts";
import { compileBody, compileEnd } from "./compileStatement.ts";
import { Emitter } from "./emitter.ts";
import { Scope } from "./scope.ts";

export interface CompiledModule {
  /** Every function whose lines are steps, those inside others too, under the name that steps have. */
  readonly functions: ReadonlyMap<string, Code>;
  /** Defines the functions (with their defaults) and the constants, in the order of the text. */
  readonly setup: Code;
}

export function compileModule(module: Module): CompiledModule {
  const functions = new Map<string, Code>();
  const setup = new Emitter(new Scope("module", "<module>", undefined, []), functions);
  const definitions = module.functions.map((definition): Statement => {
    return { kind: "function", line: definition.line, definition };
  });
  compileBody(
    setup,
    [...definitions, ...module.constants].sort((a, b) => a.line - b.line),
  );
  compileEnd(setup);
  return { functions, setup: setup.code("<module>", false, 1, parametersOf([])) };
}
