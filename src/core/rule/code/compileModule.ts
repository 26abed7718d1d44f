/** @file A module's functions and constants as code. */

import { Closure } from "../machine/frame.ts";
import type { FunctionDefinition, Module } from "../syntax/ast.ts";
import type { Code } from "./code.ts";
import { compileDefaults, orderedNames, parametersOf, takeDefaults } from "./compileClosure.ts";
import { compileBody, compileEnd } from "./compileStatement.ts";
import { Emitter } from "./emitter.ts";
import { namesOfFunction, Scope } from "./scope.ts";

export interface CompiledModule {
  readonly functions: ReadonlyMap<string, Code>;
  /** Defines the functions (with their defaults) and the constants, in the order of the text. */
  readonly setup: Code;
}

export function compileModule(module: Module): CompiledModule {
  const setup = new Emitter(new Scope("module", "<module>", undefined, []));
  const functions = new Map<string, Code>();
  const parts = [
    ...module.functions.map((definition) => ({ line: definition.line, definition, constant: undefined })),
    ...module.constants.map((constant) => ({ line: constant.line, definition: undefined, constant })),
  ].sort((a, b) => a.line - b.line);
  for (const { definition, constant } of parts) {
    if (constant !== undefined) compileBody(setup, [constant]);
    if (definition === undefined) continue;
    const code = compileFunction(definition, setup.scope);
    functions.set(definition.name, code);
    setup.line = definition.line;
    compileDefaults(setup, definition.parameters);
    setup.emit((frame, machine) => {
      machine.globals.set(definition.name, new Closure(code, undefined, takeDefaults(frame, definition.parameters)));
    });
  }
  compileEnd(setup);
  return { functions, setup: setup.code("<module>", false, 1, parametersOf([])) };
}

function compileFunction({ name, line, parameters, body }: FunctionDefinition, outer: Scope): Code {
  const names = orderedNames(parameters, namesOfFunction(parameters, body));
  const emitter = new Emitter(new Scope("function", name, outer, names));
  const [first, ...rest] = body;
  // A docstring is not executed.
  const documented =
    first?.kind === "expression" && first.value.kind === "constant" && typeof first.value.value === "string";
  compileBody(emitter, documented ? rest : body);
  // A body of nothing is stepped as its `def` line.
  compileEnd(emitter, emitter.here === 0 ? line : 0);
  return emitter.code(name, true, line, parametersOf(parameters));
}
