/** @file A module's functions and constants as code. */

import { Closure } from "../machine/frame.ts";
import type { Module } from "../syntax/ast.ts";
import type { Code } from "./code.ts";
import { compileDefaults, parametersOf, takeDefaults } from "./compileClosure.ts";
import { compileFunction } from "./compileFunction.ts";
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
  const parts = [
    ...module.functions.map((definition) => ({ line: definition.line, definition, constant: undefined })),
    ...module.constants.map((constant) => ({ line: constant.line, definition: undefined, constant })),
  ].sort((a, b) => a.line - b.line);
  for (const { definition, constant } of parts) {
    if (constant !== undefined) compileBody(setup, [constant]);
    if (definition === undefined) continue;
    const code = compileFunction(definition, setup);
    setup.line = definition.line;
    compileDefaults(setup, definition.parameters);
    setup.emit((frame, machine) => {
      machine.globals.set(definition.name, new Closure(code, undefined, takeDefaults(frame, definition.parameters)));
    });
  }
  compileEnd(setup);
  return { functions, setup: setup.code("<module>", false, 1, parametersOf([])) };
}
