/** @file `try` and `raise`, in the order and with the lines of CPython 3.11's compiler. A `finally` is compiled once for each way into it. */
import { catches, raiseValue } from "../builtin/exceptions.ts";
import { handledIn, raisedOf } from "../machine/exception.ts";
import { raise } from "../operation/raised.ts";
import type { ExceptHandler, Statement } from "../syntax/ast.ts";
import type { Instruction } from "./code.ts";
import { compileExpression } from "./compileExpression.ts";
import { compileBody } from "./compileStatement.ts";
import { type Emitter, type Label, unset } from "./emitter.ts";
import { nothing, store } from "./instructions.ts";

type Try = Statement & { readonly kind: "try" };

export function compileTry(emitter: Emitter, statement: Try): void {
  const start = emitter.here;
  emitter.emit(nothing);
  emitter.part(start);
  if (statement.final.length === 0) compileExcept(emitter, statement);
  else compileFinally(emitter, statement);
}

function compileFinally(emitter: Emitter, statement: Try): void {
  const failed = emitter.label();
  const out = emitter.label();
  const outer = emitter.handler;
  emitter.guard(failed);
  emitter.blocks.push({ kind: "finally", outer, body: statement.final });
  if (statement.handlers.length > 0) compileExcept(emitter, statement);
  else compileBody(emitter, statement.body);
  emitter.blocks.pop();
  emitter.handler = outer;
  compileBody(emitter, statement.final);
  emitter.jumpOn(out);
  emitter.place(failed);
  emitter.emitUnlined(nothing);
  emitter.blocks.push({ kind: "handling", outer, name: undefined });
  const cleanup = emitter.label();
  emitter.guard(cleanup, true);
  compileBody(emitter, statement.final);
  // On the line of whatever was compiled last, as in CPython; so is what an exception of the block itself comes to.
  emitter.emit(raiseAgain);
  emitter.blocks.pop();
  emitter.handler = outer;
  emitter.place(cleanup);
  emitter.emit(raiseAgain);
  emitter.place(out);
}

function compileExcept(emitter: Emitter, { body, handlers, otherwise }: Try): void {
  const failed = emitter.label();
  const out = emitter.label();
  const outer = emitter.handler;
  emitter.guard(failed);
  emitter.blocks.push({ kind: "try", outer });
  compileBody(emitter, body);
  emitter.blocks.pop();
  emitter.handler = outer;
  compileBody(emitter, otherwise);
  emitter.jumpOn(out);
  emitter.place(failed);
  emitter.emitUnlined(nothing);
  for (const handler of handlers) compileHandler(emitter, handler, out);
  emitter.line = unset;
  emitter.emitUnlined(raiseAgain);
  emitter.place(out);
}

function compileHandler(emitter: Emitter, { line, type, name, body }: ExceptHandler, out: Label): void {
  const outer = emitter.handler;
  const other = emitter.label();
  const start = emitter.here;
  emitter.line = line;
  if (type !== undefined) {
    compileExpression(emitter, type);
    emitter.branch(other, (frame) => {
      if (!catches(handledIn(frame.handled), frame.pop())) frame.pc = other.at;
    });
  }
  const cleanup = emitter.label();
  if (name === undefined) emitter.emit(nothing);
  else {
    const keep = store(name, emitter.scope.find(name));
    emitter.emit((frame, machine) => {
      frame.push(handledIn(frame.handled));
      keep(frame, machine);
    });
  }
  emitter.blocks.push({ kind: "handling", outer, name });
  // The head of the handler, as the line that it is.
  emitter.part(start);
  if (name !== undefined) emitter.guard(cleanup, true);
  compileBody(emitter, body);
  emitter.blocks.pop();
  emitter.handler = outer;
  emitter.line = unset;
  emitter.emit(endHandling(emitter, name));
  emitter.jumpOn(out);
  if (name !== undefined) {
    emitter.place(cleanup);
    const forget = unbindName(emitter, name);
    emitter.emitUnlined((frame, machine) => {
      forget(frame, machine);
      raiseAgain(frame, machine);
    });
  }
  emitter.place(other);
}

/** The exception is handled; its name is gone. */
export function endHandling(emitter: Emitter, name: string | undefined): Instruction {
  const forget = name === undefined ? nothing : unbindName(emitter, name);
  return (frame, machine) => {
    frame.handled.pop();
    forget(frame, machine);
  };
}

/** Unbinds the name of an exception, whatever the handler has done with it. */
function unbindName(emitter: Emitter, name: string): Instruction {
  const place = emitter.scope.find(name);
  if (place.kind === "global") return (_, machine) => void machine.globals.delete(name);
  const { slot, hops } = place;
  return (frame) => frame.around(hops).unbind(slot);
}

/** Goes on with the exception that came in last. */
export const raiseAgain: Instruction = (frame) => {
  const raised = raisedOf(handledIn(frame.handled));
  raised.again = true;
  throw raised;
};

export function compileRaise(emitter: Emitter, { value, cause }: Statement & { readonly kind: "raise" }): void {
  if (value === undefined) {
    emitter.emit((_frame, machine) => {
      const handled = machine.handled();
      if (handled === undefined) return raise("RuntimeError", "No active exception to reraise");
      const raised = raisedOf(handled);
      raised.again = true;
      throw raised;
    });
    return;
  }
  compileExpression(emitter, value);
  if (cause !== undefined) compileExpression(emitter, cause);
  emitter.emit((frame, machine) => {
    const from = cause === undefined ? undefined : frame.pop();
    raiseValue(frame.pop(), from, machine.handled(), machine);
  });
}
