/** @file Looking up and calling methods. */
import { methodOf } from "../builtin/methods.ts";
import { Builtin } from "../machine/builtin.ts";
import { raise } from "../operation/raised.ts";
import { typeName, type Value } from "../value.ts";
import type { Instruction } from "./code.ts";
import { keywordsOf } from "./compileCall.ts";

function noAttribute(value: Value, name: string): never {
  if (value instanceof Builtin && value.type === "type") {
    raise("AttributeError", `type object '${value.name}' has no attribute '${name}'`);
  }
  return raise("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}

/** Leaves the receiver in place: the call looks the method up again, which is cheaper than making a bound method. */
export function loadMethod(name: string): Instruction {
  return (frame) => {
    const receiver = frame.peek();
    if (methodOf(receiver, name) === undefined) noAttribute(receiver, name);
  };
}

export function callMethod(name: string, count: number, keywordNames: readonly string[]): Instruction {
  return (frame, machine) => {
    const keywords = keywordNames.length === 0 ? undefined : keywordsOf(keywordNames, frame.take(keywordNames.length));
    const args = frame.take(count);
    const receiver = frame.pop();
    const method = methodOf(receiver, name) ?? noAttribute(receiver, name);
    machine.settle(method(receiver, args, keywords, machine));
  };
}

/** A method as a value of its own. */
export function loadAttribute(name: string): Instruction {
  return (frame) => {
    const receiver = frame.pop();
    const method = methodOf(receiver, name) ?? noAttribute(receiver, name);
    const run: Builtin["run"] = (args, keywords, meter) => method(receiver, args, keywords, meter);
    frame.push(new Builtin("builtin_function_or_method", name, run));
  };
}
