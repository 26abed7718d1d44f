/** @file Functions that a rule defines: code of their own, whose lines are steps. */
import { Closure } from "../machine/frame.ts";
import type { FunctionDefinition, Statement } from "../syntax/ast.ts";
import type { Code } from "./code.ts";
import { applyDecorators, compileDecorators } from "./compileClass.ts";
import { compileDefaults, orderedNames, parametersOf, takeDefaults } from "./compileClosure.ts";
import { compileBody, compileEnd } from "./compileStatement.ts";
import { Emitter } from "./emitter.ts";
import { store } from "./instructions.ts";
import { declaredIn, namesOfFunction, Scope } from "./scope.ts";

function compileFunction({ name, line, parameters, body, generates }: FunctionDefinition, around: Emitter): Code {
  const names = orderedNames(parameters, namesOfFunction(parameters, body));
  const scope = new Scope("function", name, around.scope, names, declaredIn(body, "global"));
  const emitter = new Emitter(scope, around.functions);
  const [first, ...rest] = body;
  // A docstring is not executed.
  const documented =
    first?.kind === "expression" && first.value.kind === "constant" && typeof first.value.value === "string";
  compileBody(emitter, documented ? rest : body);
  // A body of nothing is stepped as its `def` line.
  compileEnd(emitter, emitter.here === 0 ? line : 0);
  const code = emitter.code(scope.qualified, true, line, parametersOf(parameters), generates);
  around.functions.set(code.name, code);
  return code;
}

/** A `def`, wherever it stands: the variables of the code around stay shared with it. */
export function compileDefinition(emitter: Emitter, { definition }: Statement & { readonly kind: "function" }): void {
  const { parameters, decorators } = definition;
  const code = compileFunction(definition, emitter);
  compileDecorators(emitter, decorators);
  compileDefaults(emitter, parameters);
  emitter.emit((frame) => frame.push(new Closure(code, frame, takeDefaults(frame, parameters))));
  applyDecorators(emitter, decorators);
  emitter.emit(store(definition.name, emitter.scope.find(definition.name)));
}
