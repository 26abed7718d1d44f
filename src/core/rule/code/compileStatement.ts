/** @file Statements to instructions, in the order and with the lines of CPython 3.11's compiler. */
import { augment } from "../builtin/augment.ts";
import { payForKey } from "../operation/cost.ts";
import { strOf } from "../operation/formatValue.ts";
import { raise } from "../operation/raised.ts";
import { deleteSubscript } from "../operation/subscript.ts";
import type { Expression, Statement } from "../syntax/ast.ts";
import { compileClass } from "./compileClass.ts";
import { compileExpression, compileIterable, compileJump, loadSubscript } from "./compileExpression.ts";
import { compileDefinition } from "./compileFunction.ts";
import { compileLeaveLoop, compileReturn, giveBack } from "./compileLeave.ts";
import { compileMatch } from "./compileMatch.ts";
import { compileTarget } from "./compileTarget.ts";
import { compileRaise, compileTry } from "./compileTry.ts";
import { compileWith } from "./compileWith.ts";
import { type Emitter, unset } from "./emitter.ts";
import { fold } from "./fold.ts";
import {
  beginIteration,
  drop,
  duplicate,
  duplicateTwo,
  leaveAtStop,
  load,
  loadConstant,
  nextItem,
  nothing,
  sink,
  store,
  storeSubscript,
  swap,
  unbind,
} from "./instructions.ts";
import { loadAttribute, removeAttribute, storeAttribute } from "./method.ts";
import { bindStatement, bindTarget } from "./scope.ts";

/** The end of a function without a `return`: it goes with the line executed last. */
export function compileEnd(emitter: Emitter, line = 0): void {
  emitter.emitOn(line, loadConstant(null));
  emitter.emitOn(line, giveBack);
}

export function compileBody(emitter: Emitter, body: readonly Statement[]): void {
  for (const statement of body) compileStatement(emitter, statement);
}

export function compileStatement(emitter: Emitter, statement: Statement): void {
  emitter.line = statement.line;
  const start = emitter.here;
  switch (statement.kind) {
    case "if":
      compileIf(emitter, statement);
      return;
    case "while":
      compileWhile(emitter, statement);
      return;
    case "for":
      compileFor(emitter, statement);
      return;
    case "assign":
      compileExpression(emitter, statement.value);
      statement.targets.forEach((target, index) => {
        if (index < statement.targets.length - 1) emitter.emit(duplicate);
        compileTarget(emitter, target);
      });
      break;
    case "augmented":
      compileAugmented(emitter, statement);
      break;
    case "declare":
    case "global":
    case "nonlocal":
      return;
    case "function":
      compileDefinition(emitter, statement);
      break;
    case "class":
      compileClass(emitter, statement);
      break;
    case "expression":
      if (fold(statement.value) !== undefined) emitter.emit(nothing);
      else {
        compileExpression(emitter, statement.value);
        emitter.line = unset;
        emitter.emit(drop);
      }
      break;
    case "pass":
      emitter.emit(nothing);
      break;
    case "break":
    case "continue":
      compileLeaveLoop(emitter, statement.kind);
      break;
    case "return":
      compileReturn(emitter, statement);
      break;
    case "delete":
      for (const target of statement.targets) compileDelete(emitter, target);
      break;
    case "assert":
      compileAssert(emitter, statement);
      break;
    case "raise":
      compileRaise(emitter, statement);
      break;
    case "try":
      compileTry(emitter, statement);
      return;
    case "with":
      compileWith(emitter, statement);
      return;
    case "match":
      compileMatch(emitter, statement);
      return;
    case "import":
      for (const { name, value } of statement.bindings) {
        emitter.emit(loadConstant(value));
        emitter.emit(store(name, emitter.scope.find(name)));
      }
      break;
    default:
      statement satisfies never;
  }
  emitter.part(start);
}

type Kind<K extends Statement["kind"]> = Statement & { readonly kind: K };

function compileIf(emitter: Emitter, statement: Kind<"if">): void {
  const start = emitter.here;
  const otherwise = emitter.label();
  const end = emitter.label();
  compileJump(emitter, statement.test, otherwise, false);
  emitter.part(start);
  compileBody(emitter, statement.body);
  if (statement.otherwise.length > 0) emitter.jumpOn(end);
  emitter.place(otherwise);
  compileBody(emitter, statement.otherwise);
  emitter.place(end);
}

/** The test stands twice, before the body and after it, as in CPython: the second one jumps back into the body. */
function compileWhile(emitter: Emitter, statement: Kind<"while">): void {
  const start = emitter.here;
  const again = emitter.label();
  const body = emitter.label();
  const otherwise = emitter.label();
  const out = emitter.label();
  emitter.place(again);
  compileJump(emitter, statement.test, otherwise, false);
  const end = emitter.label();
  emitter.part(start, { next: emitter.here, end, binds: undefined });
  emitter.blocks.push({ kind: "loop", again, out, iterates: false });
  emitter.place(body);
  compileBody(emitter, statement.body);
  emitter.line = statement.line;
  compileJump(emitter, statement.test, body, true);
  emitter.blocks.pop();
  emitter.place(end);
  emitter.place(otherwise);
  compileBody(emitter, statement.otherwise);
  emitter.place(out);
}

function compileFor(emitter: Emitter, statement: Kind<"for">): void {
  const start = emitter.here;
  const again = emitter.label();
  const otherwise = emitter.label();
  const out = emitter.label();
  compileIterable(emitter, statement.iterable);
  emitter.emit(beginIteration);
  emitter.place(again);
  const next = emitter.here;
  emitter.emit(nextItem);
  emitter.branch(otherwise, leaveAtStop(otherwise));
  compileTarget(emitter, statement.target);
  const end = emitter.label();
  emitter.part(start, { next, end, binds: boundSlots(emitter, statement) });
  emitter.blocks.push({ kind: "loop", again, out, iterates: true });
  compileBody(emitter, statement.body);
  emitter.line = unset;
  emitter.jump(again);
  emitter.place(end);
  emitter.blocks.pop();
  emitter.place(otherwise);
  compileBody(emitter, statement.otherwise);
  emitter.place(out);
}

function boundSlots(emitter: Emitter, statement: Kind<"for">): ReadonlySet<number> {
  const slots = new Set<number>();
  const add = (name: string): void => {
    const place = emitter.scope.find(name);
    if (place.kind === "slot") slots.add(place.slot);
  };
  bindTarget(statement.target, add);
  for (const inner of statement.body) bindStatement(inner, add);
  return slots;
}

function compileAugmented(emitter: Emitter, { target, operator, value, line }: Kind<"augmented">): void {
  if (target.kind === "name") {
    const place = emitter.scope.find(target.name);
    emitter.emitOn(target.line, load(target.name, place, undefined));
    compileExpression(emitter, value);
    emitter.emitOn(line, augment(operator));
    emitter.emitOn(target.line, store(target.name, place));
    return;
  }
  if (target.kind === "attribute") {
    compileExpression(emitter, target.value);
    emitter.emitOn(target.nameLine, duplicate);
    emitter.emitOn(target.nameLine, loadAttribute(target.name));
    compileExpression(emitter, value);
    emitter.emitOn(line, augment(operator));
    emitter.emitOn(target.nameLine, swap);
    emitter.emitOn(target.nameLine, storeAttribute(target.name));
    emitter.emitOn(target.nameLine, drop);
    return;
  }
  if (target.kind !== "subscript") return;
  compileExpression(emitter, target.container);
  compileExpression(emitter, target.index);
  emitter.emitOn(target.line, duplicateTwo);
  emitter.emitOn(target.line, loadSubscript);
  compileExpression(emitter, value);
  emitter.emitOn(line, augment(operator));
  // container, index, result -> result, container, index
  emitter.emitOn(target.line, sink);
  emitter.emitOn(target.line, storeSubscript);
  emitter.emitOn(target.line, drop);
}

function compileDelete(emitter: Emitter, target: Expression): void {
  emitter.on(target.line, () => {
    if (target.kind === "name") emitter.emit(unbind(target.name, emitter.scope.find(target.name)));
    else if (target.kind === "list" || target.kind === "tuple")
      for (const item of target.items) compileDelete(emitter, item);
    else if (target.kind === "attribute") {
      compileExpression(emitter, target.value);
      emitter.emitOn(target.nameLine, removeAttribute(target.name));
      emitter.emitOn(target.nameLine, drop);
    } else if (target.kind === "subscript") {
      compileExpression(emitter, target.container);
      compileExpression(emitter, target.index);
      emitter.emit((frame, machine) => {
        const index = frame.pop();
        const container = frame.pop();
        payForKey(machine, index);
        if (typeof container === "object" && container?.kind === "list") machine.spend(container.items.length >> 2);
        deleteSubscript(container, index);
      });
    }
  });
}

function compileAssert(emitter: Emitter, { test, message }: Kind<"assert">): void {
  const end = emitter.label();
  compileJump(emitter, test, end, true);
  emitter.emit(nothing);
  if (message !== undefined) compileExpression(emitter, message);
  emitter.emit((frame) => {
    if (message === undefined) raise("AssertionError", "");
    const said = frame.pop();
    raise("AssertionError", strOf(said), [said]);
  });
  emitter.place(end);
}
