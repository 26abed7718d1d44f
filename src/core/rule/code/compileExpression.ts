/** @file Expressions to instructions, in the order and with the lines of CPython 3.11's compiler. */
import { builtins } from "../builtin/builtins.ts";
import type { Machine } from "../machine/machine.ts";
import { binaryOperators, invert, negate, plus, truth } from "../operation/arithmetic.ts";
import { payForInts } from "../operation/cost.ts";
import { subscript } from "../operation/subscript.ts";
import type { Expression, UnaryOperator } from "../syntax/ast.ts";
import type { Value } from "../value.ts";
import type { Instruction } from "./code.ts";
import { comparison } from "./comparison.ts";
import { compileCall } from "./compileCall.ts";
import { compileComprehension, compileLambda } from "./compileClosure.ts";
import { compileDict, compileItems, foldSet } from "./compileContainer.ts";
import { compileFormatted } from "./compileFormatted.ts";
import { compileDelegation, giveItem } from "./compileYield.ts";
import type { Emitter, Label } from "./emitter.ts";
import { fold, foldAll } from "./fold.ts";
import { buildSlice, drop, duplicate, load, loadConstant, nothing, store, swap, tuck } from "./instructions.ts";
import { loadAttribute } from "./method.ts";

/** Leaves the expression's value on the stack. */
export function compileExpression(emitter: Emitter, expression: Expression): void {
  emitter.on(expression.line, () => compileHere(emitter, expression));
}

function compileHere(emitter: Emitter, expression: Expression): void {
  const folded = fold(expression);
  if (folded !== undefined) {
    emitter.emit(loadConstant(folded));
    return;
  }
  switch (expression.kind) {
    case "name":
      compileName(emitter, expression.name);
      return;
    case "list":
    case "tuple":
    case "set":
      compileItems(emitter, expression.items, expression.kind, 0);
      return;
    case "dict":
      compileDict(emitter, expression.entries);
      return;
    case "formatted":
      compileFormatted(emitter, expression.parts);
      return;
    case "unary":
      compileExpression(emitter, expression.operand);
      emitter.emit(unary[expression.operator]);
      return;
    case "binary":
      compileExpression(emitter, expression.left);
      compileExpression(emitter, expression.right);
      emitter.emit(binary(binaryOperators[expression.operator]));
      return;
    case "and":
    case "or":
      compileChoice(emitter, expression.operands, expression.kind === "or");
      return;
    case "compare":
      compileCompare(emitter, expression);
      return;
    case "conditional": {
      const otherwise = emitter.label();
      const end = emitter.label();
      compileJump(emitter, expression.test, otherwise, false);
      compileExpression(emitter, expression.chosen);
      emitter.jumpOn(end);
      emitter.place(otherwise);
      compileExpression(emitter, expression.otherwise);
      emitter.place(end);
      return;
    }
    case "call":
      compileCall(emitter, expression);
      return;
    case "attribute":
      compileExpression(emitter, expression.value);
      emitter.emitOn(expression.nameLine, loadAttribute(expression.name));
      return;
    case "subscript":
      compileExpression(emitter, expression.container);
      compileExpression(emitter, expression.index);
      emitter.emit(loadSubscript);
      return;
    case "slice":
      for (const bound of [expression.start, expression.stop, expression.step]) {
        if (bound === undefined) emitter.emit(loadConstant(null));
        else compileExpression(emitter, bound);
      }
      emitter.emit(buildSlice);
      return;
    case "starred":
      compileExpression(emitter, expression.value);
      return;
    case "comprehension":
      compileComprehension(emitter, expression);
      return;
    case "lambda":
      compileLambda(emitter, expression);
      return;
    case "named":
      compileExpression(emitter, expression.value);
      emitter.emit(duplicate);
      emitter.emit(store(expression.name, emitter.scope.findForWalrus(expression.name)));
      return;
    case "yield":
      if (expression.value === undefined) emitter.emit(loadConstant(null));
      else compileExpression(emitter, expression.value);
      emitter.emit(giveItem);
      return;
    case "delegate":
      compileExpression(emitter, expression.value);
      compileDelegation(emitter);
      return;
    case "constant":
      return;
    default:
      expression satisfies never;
  }
}

function compileName(emitter: Emitter, name: string): void {
  const place = emitter.scope.find(name);
  const value = load(name, place, builtins.get(name));
  if (emitter.scope.kind !== "class" || place.kind !== "slot" || place.hops > 0) {
    emitter.emit(value);
    return;
  }
  // A name that the class has not bound yet means what it means around the class.
  const outside = load(name, emitter.scope.findOutside(name), builtins.get(name));
  emitter.emit((frame, machine) => (frame.slots[place.slot] === undefined ? outside : value)(frame, machine));
}

const unary: Readonly<Record<UnaryOperator, Instruction>> = {
  "-": (frame, machine) => frame.push(negate(paidUnary(frame.pop(), machine))),
  "+": (frame) => frame.push(plus(frame.pop())),
  "~": (frame, machine) => frame.push(invert(paidUnary(frame.pop(), machine))),
  not: (frame) => frame.push(!truth(frame.pop())),
};

function paidUnary(value: Value, machine: Machine): Value {
  if (typeof value === "bigint") payForInts(machine, value);
  return value;
}

export function binary(operator: (typeof binaryOperators)["+"]): Instruction {
  return (frame, machine) => {
    const right = frame.pop();
    const left = frame.pop();
    frame.push(operator(left, right, machine));
  };
}

export const loadSubscript: Instruction = (frame, machine) => {
  const index = frame.pop();
  frame.push(subscript(frame.pop(), index, machine));
};

/** The value of `and` or `or`: the first operand whose truth is `decided`, else the last. */
function compileChoice(emitter: Emitter, operands: readonly Expression[], decided: boolean): void {
  const end = emitter.label();
  // A constant decides at once: what follows it is never reached, or it is as good as not there.
  const decisive = operands.findIndex((operand, index) => index < operands.length - 1 && decides(operand, decided));
  const reached = decisive < 0 ? operands : operands.slice(0, decisive + 1);
  reached.forEach((operand, index) => {
    if (index < reached.length - 1 && decides(operand, !decided)) {
      emitter.emitOn(operand.line, nothing);
      return;
    }
    compileExpression(emitter, operand);
    if (index === reached.length - 1) return;
    emitter.branch(end, (frame) => {
      if (truth(frame.peek()) === decided) frame.pc = end.at;
      else frame.pop();
    });
  });
  emitter.place(end);
}

function decides(operand: Expression, decided: boolean): boolean {
  const folded = fold(operand);
  return folded !== undefined && truth(folded) === decided;
}

type Compare = Expression & { readonly kind: "compare" };

/** For `in`, CPython makes a tuple of a literal list, so that one of constants is a constant. */
function compileComparand(emitter: Emitter, { rest }: Compare, index: number): void {
  const { operator, operand } = rest[index] as Compare["rest"][number];
  const last = index === rest.length - 1 && (operator === "in" || operator === "not in");
  compileIterable(emitter, operand, last);
}

/** A literal list that is only gone through counts as a tuple. */
export function compileIterable(emitter: Emitter, expression: Expression, onlyRead = true): void {
  const { kind } = expression;
  const literal = kind === "list" || kind === "set";
  const folded = onlyRead && literal ? foldAll(expression.items) : undefined;
  if (folded !== undefined && kind === "set") {
    const elements = foldSet(folded);
    if (elements !== undefined) emitter.emitOn(expression.line, loadConstant(elements));
    else compileExpression(emitter, expression);
    return;
  }
  if (!onlyRead || kind !== "list" || expression.items.some((item) => item.kind === "starred")) {
    compileExpression(emitter, expression);
    return;
  }
  emitter.on(expression.line, () => {
    if (folded !== undefined) emitter.emit(loadConstant(folded));
    else compileItems(emitter, expression.items, "tuple", 0);
  });
}

function compileCompare(emitter: Emitter, expression: Compare): void {
  const { first, rest } = expression;
  compileExpression(emitter, first);
  const cleanup = emitter.label();
  const end = emitter.label();
  rest.forEach(({ operator }, index) => {
    compileComparand(emitter, expression, index);
    if (index === rest.length - 1) {
      emitter.emit(comparison(operator));
      return;
    }
    emitter.emit(tuck);
    emitter.emit(comparison(operator));
    emitter.branch(cleanup, (frame) => {
      if (truth(frame.peek())) frame.pop();
      else frame.pc = cleanup.at;
    });
  });
  if (rest.length > 1) {
    emitter.jumpOn(end);
    emitter.place(cleanup);
    emitter.emit(swap);
    emitter.emit(drop);
  }
  emitter.place(end);
}

/** Jumps to `target` when the expression's truth is `when`, else goes on (CPython's `compiler_jump_if`). */
export function compileJump(emitter: Emitter, expression: Expression, target: Label, when: boolean): void {
  const folded = fold(expression);
  if (folded !== undefined) {
    emitter.emitOn(expression.line, nothing);
    if (truth(folded) === when) emitter.jump(target);
    else emitter.emit(nothing);
    return;
  }
  if (expression.kind === "unary" && expression.operator === "not") {
    compileJump(emitter, expression.operand, target, !when);
    return;
  }
  if (expression.kind === "and" || expression.kind === "or") {
    const decided = expression.kind === "or";
    const past = decided === when ? target : emitter.label();
    const last = expression.operands.length - 1;
    expression.operands.forEach((operand, index) => {
      if (index < last) compileJump(emitter, operand, past, decided);
      else compileJump(emitter, operand, target, when);
    });
    if (past !== target) emitter.place(past);
    return;
  }
  if (expression.kind === "conditional") {
    const otherwise = emitter.label();
    const end = emitter.label();
    compileJump(emitter, expression.test, otherwise, false);
    compileJump(emitter, expression.chosen, target, when);
    emitter.jumpOn(end);
    emitter.place(otherwise);
    compileJump(emitter, expression.otherwise, target, when);
    emitter.place(end);
    return;
  }
  if (expression.kind === "compare") {
    // CPython forgets to go back to the line it came from: what follows, up to the next statement, is on this line too.
    emitter.line = expression.line;
    if (expression.rest.length > 1) {
      compileCompareJump(emitter, expression, target, when);
      return;
    }
  }
  compileExpression(emitter, expression);
  emitter.branch(target, jumpIf(target, when));
}

function jumpIf(target: Label, when: boolean): Instruction {
  return (frame) => {
    if (truth(frame.pop()) === when) frame.pc = target.at;
  };
}

function compileCompareJump(emitter: Emitter, expression: Compare, target: Label, when: boolean): void {
  const { first, rest } = expression;
  const cleanup = emitter.label();
  const end = emitter.label();
  compileExpression(emitter, first);
  rest.forEach(({ operator }, index) => {
    compileComparand(emitter, expression, index);
    const last = index === rest.length - 1;
    if (!last) emitter.emit(tuck);
    emitter.emit(comparison(operator));
    if (last) emitter.branch(target, jumpIf(target, when));
    else emitter.branch(cleanup, jumpIf(cleanup, false));
  });
  emitter.jumpOn(end);
  emitter.place(cleanup);
  emitter.emit(drop);
  if (!when) emitter.jumpOn(target);
  emitter.place(end);
}
