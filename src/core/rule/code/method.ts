/** @file Attributes and methods as instructions. */
import { deleteAttribute, getAttribute, plainMethod, setAttribute } from "../builtin/attributes.ts";
import { methodOf } from "../builtin/methods.ts";
import { Closure } from "../machine/frame.ts";
import { payForText } from "../operation/cost.ts";
import type { PyOpaque } from "../value.ts";
import type { Instruction } from "./code.ts";
import { keywordsOf } from "./compileCall.ts";

/** Lies under a receiver whose method the call looks up again, which is cheaper than making a bound method. */
const ofReceiver: PyOpaque = { kind: "opaque", type: "method", text: "method" };

/** Lies under an attribute that is called as it is. */
const asItIs: PyOpaque = { kind: "opaque", type: "attribute", text: "attribute" };

/** Takes the receiver; leaves how to call the method, and what to call. */
export function loadMethod(name: string): Instruction {
  return (frame, machine) => {
    const receiver = frame.pop();
    if (methodOf(receiver, name) !== undefined) {
      frame.push(ofReceiver);
      frame.push(receiver);
      return;
    }
    const plain = plainMethod(receiver, name);
    if (plain !== undefined) {
      frame.push(plain);
      frame.push(receiver);
      return;
    }
    frame.push(asItIs);
    machine.settle(getAttribute(receiver, name, machine));
  };
}

export function callMethod(name: string, count: number, keywordNames: readonly string[]): Instruction {
  return (frame, machine) => {
    const keywords = keywordNames.length === 0 ? undefined : keywordsOf(keywordNames, frame.take(keywordNames.length));
    const args = frame.take(count);
    const target = frame.pop();
    const how = frame.pop();
    if (how instanceof Closure) {
      machine.call(how, [target, ...args], keywords);
      return;
    }
    const method = how === ofReceiver ? methodOf(target, name) : undefined;
    if (method === undefined) machine.call(target, args, keywords);
    else {
      payForText(machine, target);
      for (const arg of args) payForText(machine, arg);
      machine.settle(method(target, args, keywords, machine));
    }
  };
}

/** Takes the value; leaves its attribute. */
export function loadAttribute(name: string): Instruction {
  return (frame, machine) => machine.settle(getAttribute(frame.pop(), name, machine));
}

/** `target.name = value` from a stack of value, target. Leaves one value to drop. */
export function storeAttribute(name: string): Instruction {
  return (frame, machine) => {
    const target = frame.pop();
    machine.settle(setAttribute(target, name, frame.pop(), machine));
  };
}

/** Takes the target. Leaves one value to drop. */
export function removeAttribute(name: string): Instruction {
  return (frame, machine) => machine.settle(deleteAttribute(frame.pop(), name, machine));
}
