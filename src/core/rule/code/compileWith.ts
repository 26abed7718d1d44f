/** @file `with`, in the order and with the lines of CPython 3.11's compiler: leaving goes back to the line of the `with`. */
import { enter, exceptionOfExit } from "../builtin/context.ts";
import { handledIn } from "../machine/exception.ts";
import { truth } from "../operation/arithmetic.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Instruction } from "./code.ts";
import { compileExpression } from "./compileExpression.ts";
import { compileBody } from "./compileStatement.ts";
import { compileTarget } from "./compileTarget.ts";
import { raiseAgain } from "./compileTry.ts";
import type { Emitter } from "./emitter.ts";
import { drop } from "./instructions.ts";

type With = Statement & { readonly kind: "with" };

/** Calls the `__exit__` that lies on the stack: nothing was raised. */
export const exitQuietly: Instruction = (frame, machine) => machine.call(frame.pop(), [null, null, null], undefined);

export function compileWith(emitter: Emitter, statement: With): void {
  compileItem(emitter, statement, 0);
}

function compileItem(emitter: Emitter, statement: With, index: number): void {
  const { line, items, body } = statement;
  const item = items[index];
  if (item === undefined) {
    compileBody(emitter, body);
    return;
  }
  const failed = emitter.label();
  const cleanup = emitter.label();
  const out = emitter.label();
  const outer = emitter.handler;
  emitter.line = line;
  const start = emitter.here;
  compileExpression(emitter, item.context);
  emitter.emit((frame, machine) => {
    const [exit, made] = enter(frame.pop(), machine);
    frame.push(exit);
    machine.settle(made);
  });
  emitter.part(start);
  emitter.blocks.push({ kind: "with", outer, line });
  emitter.guard(failed);
  if (item.target === undefined) emitter.emit(drop);
  else compileTarget(emitter, item.target);
  compileItem(emitter, statement, index + 1);
  emitter.blocks.pop();
  emitter.handler = outer;
  emitter.line = line;
  emitter.emit(exitQuietly);
  emitter.emit(drop);
  emitter.jump(out);
  emitter.place(failed);
  emitter.blocks.push({ kind: "handling", outer, name: undefined });
  emitter.guard(cleanup, true);
  emitter.emit((frame, machine) => {
    machine.call(frame.pop(), exceptionOfExit(handledIn(frame.handled)), undefined);
  });
  emitter.emit((frame, machine) => {
    if (!truth(frame.pop())) raiseAgain(frame, machine);
    frame.handled.pop();
  });
  emitter.jump(out);
  emitter.blocks.pop();
  emitter.handler = outer;
  emitter.place(cleanup);
  emitter.emit(raiseAgain);
  emitter.place(out);
}
