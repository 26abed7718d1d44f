/** @file `return`, `break` and `continue`: what they leave on their way out, `finally` blocks run (CPython's `compiler_unwind_fblock`). */
import type { Statement } from "../syntax/ast.ts";
import type { Instruction } from "./code.ts";
import { compileExpression } from "./compileExpression.ts";
import { compileBody } from "./compileStatement.ts";
import { endHandling } from "./compileTry.ts";
import { exitQuietly } from "./compileWith.ts";
import { type Block, type Emitter, unset } from "./emitter.ts";
import { fold } from "./fold.ts";
import { drop, loadConstant, nothing, swap } from "./instructions.ts";

export const giveBack: Instruction = (frame, machine) => machine.return(frame, frame.pop());

export function compileReturn(emitter: Emitter, { value, line }: Statement & { readonly kind: "return" }): void {
  const folded = value?.kind === "constant" || value === undefined ? undefined : fold(value);
  const constant = value === undefined ? null : value.kind === "constant" ? value.value : folded;
  if (value !== undefined && constant === undefined) compileExpression(emitter, value);
  else if (value !== undefined) emitter.emitOn(value.line, nothing);
  if (value === undefined || value.line !== line) emitter.emitOn(line, nothing);
  leave(emitter, undefined, constant === undefined, () => {
    if (constant !== undefined) emitter.emit(loadConstant(constant));
    emitter.emit(giveBack);
  });
}

export function compileLeaveLoop(emitter: Emitter, kind: "break" | "continue"): void {
  const loop = emitter.blocks.findLast((block) => block.kind === "loop");
  if (loop === undefined) return;
  emitter.emit(nothing);
  leave(emitter, loop, false, () => {
    if (kind === "break" && loop.iterates) emitter.emit(drop);
    emitter.jump(kind === "break" ? loop.out : loop.again);
  });
}

/** Leaves the blocks inside `until`, then goes on with `then`. With `keeps`, the value on top stays there. */
function leave(emitter: Emitter, until: Block | undefined, keeps: boolean, then: () => void): void {
  const { blocks, handler } = emitter;
  for (let i = blocks.length - 1; i >= 0 && blocks[i] !== until; i--) {
    const block = blocks[i] as Block;
    if (block.kind === "value") emitter.emit(keeps ? dropBelow : drop);
    else if (block.kind === "loop") {
      if (block.iterates) emitter.emit(keeps ? dropBelow : drop);
    } else {
      emitter.handler = block.outer;
      if (block.kind === "with") {
        emitter.line = block.line;
        if (keeps) emitter.emit(swap);
        emitter.emit(exitQuietly);
        emitter.emit(drop);
        // As after a `finally`.
        emitter.line = unset;
      }
      if (block.kind === "handling") emitter.emit(endHandling(emitter, block.name));
      if (block.kind !== "finally") continue;
      emitter.blocks = blocks.slice(0, i);
      if (keeps) emitter.blocks.push({ kind: "value" });
      compileBody(emitter, block.body);
      // What follows a `finally` appears to belong to it.
      emitter.line = unset;
    }
  }
  emitter.blocks = blocks.slice(0, until === undefined ? 0 : blocks.indexOf(until) + 1);
  then();
  emitter.blocks = blocks;
  emitter.handler = handler;
}

const dropBelow: Instruction = (frame, machine) => {
  swap(frame, machine);
  frame.pop();
};
