/** @file Evaluates an expression of the rule language over a state: what a watch, a condition or a log message asks. */
import { interpret } from "./interpret.ts";
import { type Program, parseProgram } from "./program.ts";
import type { State, Value } from "./value.ts";

export type Evaluation =
  | { readonly kind: "value"; readonly value: Value }
  /** Not an expression of the rule language. */
  | { readonly kind: "unreadable"; readonly message: string }
  /** It raises, or was stopped by the limit. */
  | { readonly kind: "raised"; readonly message: string };

/** The function that the expression becomes; no rule can have this name by accident. */
const functionName = "_rulescope_expression_";
const mostOperations = 1_000_000;

const compiled = new WeakMap<Program, Map<string, Program | string>>();

/** The rule's own functions and constants can be named as well. The state is copied, so that an expression never changes it. */
export function evaluate(program: Program, expression: string, state: State, operations = mostOperations): Evaluation {
  const names = Object.keys(state);
  const made = compile(program, expression.trim(), names);
  if (typeof made === "string") return { kind: "unreadable", message: made };
  const run = interpret(made, functionName, Object.values(state), { operations });
  for (;;) {
    const next = run.next();
    if (!next.done) continue;
    const outcome = next.value;
    if (outcome.kind === "returned") return { kind: "value", value: outcome.value };
    const { message } = outcome;
    return { kind: "raised", message: outcome.kind === "raised" ? `${outcome.type}: ${message}` : message };
  }
}

/** Python's truth of an expression. */
export function evaluateTruth(program: Program, expression: string, state: State): Evaluation {
  return evaluate(program, `bool(\n${expression}\n)`, state);
}

/** The program with the expression as one more function, or why it is none. Kept, since conditions are asked at every step. */
function compile(program: Program, expression: string, names: readonly string[]): Program | string {
  if (expression === "") return "There is no expression.";
  let known = compiled.get(program);
  if (known === undefined) {
    known = new Map();
    compiled.set(program, known);
  }
  const key = `${names.join(",")}:${expression}`;
  let made = known.get(key);
  if (made === undefined) {
    made = read(program, expression, names);
    known.set(key, made);
  }
  return made;
}

function read(program: Program, expression: string, names: readonly string[]): Program | string {
  const from = program.source.split("\n").length + 1;
  const code = `def ${functionName}(${names.join(", ")}):\n    return (\n${expression}\n    )\n`;
  const { program: made, diagnostics } = parseProgram(`${program.source}\n${code}`);
  if (made.functions.has(functionName) && made.functions.get(functionName)?.line === from) return made;
  const reason = diagnostics.find(({ line }) => line >= from)?.message;
  return reason ?? "This is no expression of the rule language.";
}
