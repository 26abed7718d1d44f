/** @file Comprehensions, generator expressions and lambdas: code of their own, run inside the line that uses them. */
import { Closure, Frame } from "../machine/frame.ts";
import type { Comprehension, Expression, Parameter } from "../syntax/ast.ts";
import { dict, list, set, type Value } from "../value.ts";
import type { Code } from "./code.ts";
import { addElement, addEntry, append } from "./compileContainer.ts";
import { compileExpression, compileIterable, compileJump } from "./compileExpression.ts";
import { compileTarget } from "./compileTarget.ts";
import { giveItem } from "./compileYield.ts";
import { Emitter } from "./emitter.ts";
import { beginIteration, drop, leaveAtStop, loadConstant, nextItem, nothing } from "./instructions.ts";
import { namesOfComprehension, namesOfLambda, Scope } from "./scope.ts";

export function compileComprehension(emitter: Emitter, comprehension: Comprehension): void {
  const { makes, clauses, line } = comprehension;
  const [first] = clauses;
  if (first === undefined) return;
  const name =
    makes === "list" ? "<listcomp>" : makes === "set" ? "<setcomp>" : makes === "dict" ? "<dictcomp>" : "<genexpr>";
  // Slot 0 holds the iterator of the first clause, which the code around evaluates.
  const scope = new Scope("comprehension", name, emitter.scope, [".0", ...namesOfComprehension(comprehension)]);
  const inner = new Emitter(scope, emitter.functions);
  inner.line = line;
  if (makes === "list") inner.emit((frame) => frame.push(list([])));
  if (makes === "set") inner.emit((frame) => frame.push(set("set", [])));
  if (makes === "dict") inner.emit((frame) => frame.push(dict([])));
  compileClause(inner, comprehension, 0);
  if (makes === "generator") inner.emit(loadConstant(null));
  inner.emit((frame, machine) => machine.return(frame, frame.pop()));
  const code = inner.code(scope.qualified, false, line, { ...noParameters, names: [".0"], positional: 1 });
  const lazy = makes === "generator";
  emitter.emit((frame) => frame.push(new Closure(code, frame, [])));
  compileIterable(emitter, first.iterable);
  emitter.emit(beginIteration);
  emitter.emit((frame, machine) => {
    const slots: (Value | undefined)[] = new Array(code.slotNames.length).fill(undefined);
    slots[0] = frame.pop();
    frame.pop();
    machine.comprehend(new Frame(code, slots, frame), lazy);
  });
}

const noParameters: Code["parameters"] = {
  names: [],
  positional: 0,
  positionalOnly: 0,
  keywordOnly: 0,
  rest: undefined,
  others: undefined,
};

function compileClause(emitter: Emitter, comprehension: Comprehension, index: number): void {
  const clause = comprehension.clauses[index];
  if (clause === undefined) return;
  if (index === 0) emitter.emit((frame) => frame.push(frame.slots[0] as Value));
  else {
    compileIterable(emitter, clause.iterable);
    emitter.emit(beginIteration);
  }
  const again = emitter.label();
  const out = emitter.label();
  emitter.place(again);
  emitter.emit(nextItem);
  emitter.emit(leaveAtStop(out));
  compileTarget(emitter, clause.target);
  for (const condition of clause.conditions) compileJump(emitter, condition, again, false);
  if (index + 1 < comprehension.clauses.length) compileClause(emitter, comprehension, index + 1);
  else compileElement(emitter, comprehension);
  emitter.jump(again);
  emitter.place(out);
}

function compileElement(emitter: Emitter, { makes, element, value, clauses }: Comprehension): void {
  compileExpression(emitter, element);
  if (makes === "generator") {
    emitter.emit(giveItem);
    emitter.emit(drop);
    return;
  }
  if (value !== undefined) compileExpression(emitter, value);
  // The container lies under the iterators of all clauses.
  const above = clauses.length;
  const add = makes === "list" ? append : makes === "set" ? addElement : addEntry;
  const parts = makes === "dict" ? 2 : 1;
  emitter.emit((frame, machine) => {
    const added = frame.take(parts);
    const iterators = frame.take(above);
    for (const each of added) frame.push(each);
    add(frame, machine);
    for (const each of iterators) frame.push(each);
  });
}

export function compileLambda(emitter: Emitter, lambda: Expression & { readonly kind: "lambda" }): void {
  const names = orderedNames(lambda.parameters, namesOfLambda(lambda.parameters, lambda.body));
  const scope = new Scope("lambda", "<lambda>", emitter.scope, names);
  const inner = new Emitter(scope, emitter.functions);
  inner.line = lambda.line;
  compileExpression(inner, lambda.body);
  inner.emit((frame, machine) => machine.return(frame, frame.pop()));
  const code = inner.code(scope.qualified, false, lambda.line, parametersOf(lambda.parameters));
  compileDefaults(emitter, lambda.parameters);
  emitter.emit((frame) => frame.push(new Closure(code, frame, takeDefaults(frame, lambda.parameters))));
}

/** Parameters in slot order: positional, keyword-only, `*rest`, `**others`; then the other variables. */
export function orderedNames(parameters: readonly Parameter[], names: readonly string[]): string[] {
  return [...new Set([...inSlotOrder(parameters).map(({ name }) => name), ...names])];
}

function inSlotOrder(parameters: readonly Parameter[]): Parameter[] {
  const of = (...kinds: Parameter["kind"][]): Parameter[] => parameters.filter(({ kind }) => kinds.includes(kind));
  return [...of("plain", "positional"), ...of("keyword"), ...of("rest"), ...of("keywords")];
}

export function parametersOf(parameters: readonly Parameter[]): Code["parameters"] {
  const ordered = inSlotOrder(parameters);
  const count = (...kinds: Parameter["kind"][]): number => parameters.filter(({ kind }) => kinds.includes(kind)).length;
  const slotOf = (kind: Parameter["kind"]): number | undefined => {
    const slot = ordered.findIndex((parameter) => parameter.kind === kind);
    return slot < 0 ? undefined : slot;
  };
  return {
    names: ordered.map(({ name }) => name),
    positional: count("plain", "positional"),
    positionalOnly: count("positional"),
    keywordOnly: count("keyword"),
    rest: slotOf("rest"),
    others: slotOf("keywords"),
  };
}

/** Pushes the default values in slot order. CPython makes a tuple of the positional ones, on the line of the function. */
export function compileDefaults(emitter: Emitter, parameters: readonly Parameter[]): void {
  const optional = inSlotOrder(parameters).filter(({ value }) => value !== undefined);
  const positional = optional.filter(({ kind }) => kind !== "keyword");
  for (const { value } of positional) compileExpression(emitter, value as Expression);
  if (positional.length > 0) emitter.emit(nothing);
  for (const { value } of optional.slice(positional.length)) compileExpression(emitter, value as Expression);
}

export function takeDefaults(frame: Frame, parameters: readonly Parameter[]): (Value | undefined)[] {
  const ordered = inSlotOrder(parameters);
  const values = frame.take(ordered.filter(({ value }) => value !== undefined).length);
  return ordered.map(({ value }) => (value === undefined ? undefined : values.shift()));
}
