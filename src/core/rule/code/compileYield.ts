/** @file `yield` and `yield from` as instructions. */
import { Generation } from "../machine/generation.ts";
import { iterate } from "../machine/iterate.ts";
import { stop } from "../machine/routine.ts";
import { raise } from "../operation/raised.ts";
import { typeName } from "../value.ts";
import type { Instruction } from "./code.ts";
import type { Emitter } from "./emitter.ts";
import { loadConstant } from "./instructions.ts";

/** Gives the value on top to whoever asked for an item. What is sent when the generator goes on takes its place. */
export const giveItem: Instruction = (frame, machine) => machine.yield(frame, frame.pop());

/** Gives every item of the value on top, and leaves what its generator returned. No line begins again meanwhile. */
export function compileDelegation(emitter: Emitter): void {
  emitter.emit((frame) => frame.push(iterate(frame.pop())));
  emitter.emit(loadConstant(null));
  emitter.emit(ask);
  emitter.emit((frame, machine) => {
    const item = frame.pop();
    const iterator = frame.peek();
    frame.delegate = undefined;
    if (item === stop) {
      frame.pop();
      frame.push(iterator instanceof Generation ? iterator.takeReturned() : null);
      return;
    }
    frame.delegate = iterate(iterator);
    frame.pc -= 2;
    frame.last = frame.pc;
    machine.yield(frame, item);
  });
}

/** Passes what was sent on to the iterator below it. */
const ask: Instruction = (frame, machine) => {
  const sent = frame.pop();
  const iterator = iterate(frame.peek());
  if (iterator instanceof Generation) machine.settle(iterator.send(sent));
  else if (sent === null) machine.settle(iterator.next(machine));
  else raise("AttributeError", `'${typeName(iterator)}' object has no attribute 'send'`);
};
