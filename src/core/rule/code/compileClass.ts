/** @file Class statements: their body is code of its own, whose variables become the members of the class. */
import { makeClass } from "../builtin/makeClass.ts";
import { Super } from "../builtin/super.ts";
import { Frame } from "../machine/frame.ts";
import { raise } from "../operation/raised.ts";
import type { CallExpression, Expression, Statement } from "../syntax/ast.ts";
import type { PyOpaque, Value } from "../value.ts";
import { parametersOf } from "./compileClosure.ts";
import { compileItems } from "./compileContainer.ts";
import { compileExpression } from "./compileExpression.ts";
import { compileBody, compileEnd } from "./compileStatement.ts";
import { Emitter } from "./emitter.ts";
import { drop, load, loadConstant, store } from "./instructions.ts";
import { namesOfFunction, ownClass, Scope } from "./scope.ts";

type ClassStatement = Statement & { readonly kind: "class" };

/** Lies on the stack while the body runs: its frame. */
class Body implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "body";
  readonly text = "body";
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }
}

export function compileClass(emitter: Emitter, statement: ClassStatement): void {
  const { name, bases, decorators, annotations } = statement;
  compileDecorators(emitter, decorators);
  const code = compileClassBody(emitter, statement);
  compileItems(emitter, bases, "tuple", 0);
  emitter.emit((frame, machine) => {
    const body = new Frame(code, new Array(code.slotNames.length).fill(undefined), frame);
    body.caller = frame;
    frame.push(new Body(body));
    machine.enterFunction(body);
  });
  emitter.emit(drop);
  emitter.emit((frame, machine) => {
    const body = frame.pop();
    const given = frame.pop();
    if (!(body instanceof Body)) return;
    const { slots, order } = body.frame;
    const members = new Map<string, Value>();
    // Slots in the order they were first bound.
    for (const slot of order) {
      const value = slots[slot];
      if (slot > 2 && value !== undefined) members.set(code.slotNames[slot] as string, value);
    }
    const cls = makeClass({
      name,
      qualified: code.name,
      bases: tupleItems(given),
      members,
      annotations: new Map(annotations),
      host: machine.host,
    });
    slots[0] = cls;
    frame.push(cls);
  });
  applyDecorators(emitter, decorators);
  emitter.emit(store(name, emitter.scope.find(name)));
}

function tupleItems(value: Value): readonly Value[] {
  return typeof value === "object" && value !== null && value.kind === "tuple" ? value.items : [];
}

function compileClassBody(around: Emitter, { name, line, body }: ClassStatement) {
  const names = [ownClass, "__module__", "__qualname__", ...namesOfFunction([], body)];
  const scope = new Scope("class", name, around.scope, names);
  const emitter = new Emitter(scope, around.functions);
  emitter.line = line;
  for (const [slot, text] of [
    [1, "builtins"],
    [2, scope.qualified],
  ] as const) {
    emitter.emit(loadConstant(text));
    emitter.emit((frame) => frame.store(slot, frame.pop()));
  }
  compileBody(emitter, body);
  compileEnd(emitter);
  // Members are in the order they were bound, which only stepped code keeps.
  return emitter.code(scope.qualified, true, line, parametersOf([]));
}

/** Evaluates the decorators, first to last. */
export function compileDecorators(emitter: Emitter, decorators: readonly Expression[]): void {
  for (const decorator of decorators) compileExpression(emitter, decorator);
}

/** Calls the decorators with what is on the stack, last to first, each on its own line. */
export function applyDecorators(emitter: Emitter, decorators: readonly Expression[]): void {
  for (const decorator of decorators.toReversed()) {
    emitter.emitOn(decorator.line, (frame, machine) => {
      const made = frame.pop();
      machine.call(frame.pop(), [made], undefined);
    });
  }
}

/** `super()`: the class whose body the function stands in, and the function's first argument. */
export function compileSuper(emitter: Emitter, { callee, args, keywords }: CallExpression): boolean {
  const { scope } = emitter;
  if (callee.kind !== "name" || callee.name !== "super" || args.length > 0 || keywords.length > 0) return false;
  if (scope.find("super").kind !== "global") return false;
  const place = scope.find(ownClass);
  const [first] = scope.slots;
  if (place.kind !== "slot" || scope.kind !== "function" || first === undefined) {
    emitter.emit(() =>
      raise("RuntimeError", place.kind === "slot" ? "super(): no arguments" : "super(): __class__ cell not found"),
    );
    return true;
  }
  emitter.emit(load(ownClass, place, undefined));
  emitter.emit(load(first, { kind: "slot", slot: 0, hops: 0 }, undefined));
  emitter.emit((frame) => {
    const self = frame.pop();
    frame.push(new Super(frame.pop(), self));
  });
  return true;
}
