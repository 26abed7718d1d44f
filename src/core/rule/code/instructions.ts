/** @file The instructions that move values between variables, constants and the stack. */

import { collectHinted, consume, iterate } from "../machine/iterate.ts";
import type { Machine } from "../machine/machine.ts";
import { type Result, stop } from "../machine/routine.ts";
import { payForKey } from "../operation/cost.ts";
import { raise } from "../operation/raised.ts";
import { Slice, setSubscript } from "../operation/subscript.ts";
import { list, type Value } from "../value.ts";
import type { Instruction } from "./code.ts";
import type { Label } from "./emitter.ts";
import type { Place } from "./scope.ts";

export function loadConstant(value: Value): Instruction {
  return (frame) => frame.push(value);
}

export function load(name: string, place: Place, builtin: Value | undefined): Instruction {
  if (place.kind === "global") {
    return (frame, machine) => {
      const value = machine.globals.get(name) ?? globalOr(machine, name, builtin);
      frame.push(value);
    };
  }
  const { slot, hops } = place;
  if (hops === 0) {
    return (frame) => {
      const value = frame.slots[slot];
      if (value === undefined) notBound(name, 0);
      frame.push(value);
    };
  }
  return (frame) => {
    const value = frame.around(hops).slots[slot];
    if (value === undefined) notBound(name, hops);
    frame.push(value);
  };
}

/** A global that is None is bound all the same. */
function globalOr(machine: Machine, name: string, builtin: Value | undefined): Value {
  if (machine.globals.has(name)) return null;
  return builtin ?? raise("NameError", `name '${name}' is not defined`);
}

function notBound(name: string, hops: number): never {
  const what = "where it is not associated with a value";
  if (hops === 0) raise("UnboundLocalError", `cannot access local variable '${name}' ${what}`);
  return raise("NameError", `cannot access free variable '${name}' ${what} in enclosing scope`);
}

export function store(name: string, place: Place): Instruction {
  if (place.kind === "global") return (frame, machine) => void machine.globals.set(name, frame.pop());
  const { slot, hops } = place;
  if (hops === 0) return (frame) => frame.store(slot, frame.pop());
  return (frame) => frame.around(hops).store(slot, frame.pop());
}

export function unbind(name: string, place: Place): Instruction {
  if (place.kind === "global") return (_, machine) => void machine.globals.delete(name);
  const { slot, hops } = place;
  return (frame) => {
    const owner = frame.around(hops);
    if (owner.slots[slot] === undefined) notBound(name, hops);
    owner.unbind(slot);
  };
}

/** Only there for its line. */
export const nothing: Instruction = () => {};

export const drop: Instruction = (frame) => void frame.pop();

export const duplicate: Instruction = (frame) => frame.push(frame.peek());

/** Copies the topmost two. */
export const duplicateTwo: Instruction = (frame) => {
  const below = frame.peek(1);
  const top = frame.peek();
  frame.push(below);
  frame.push(top);
};

/** Exchanges the topmost two. */
export const swap: Instruction = (frame) => {
  const top = frame.pop();
  const below = frame.pop();
  frame.push(top);
  frame.push(below);
};

/** Puts a copy of the top under the one below it: `a b` becomes `b a b`. */
export const tuck: Instruction = (frame) => {
  const top = frame.pop();
  const below = frame.pop();
  frame.push(top);
  frame.push(below);
  frame.push(top);
};

/** Moves the top under the two below it. */
export const sink: Instruction = (frame) => {
  const top = frame.pop();
  const middle = frame.pop();
  const below = frame.pop();
  frame.push(top);
  frame.push(below);
  frame.push(middle);
};

export const buildSlice: Instruction = (frame) => {
  const step = frame.pop();
  const end = frame.pop();
  frame.push(new Slice(frame.pop(), end, step));
};

/** `container[index] = value` from a stack of value, container, index. Leaves one value to drop. */
export const storeSubscript: Instruction = (frame, machine) => {
  const index = frame.pop();
  const container = frame.pop();
  const value = frame.pop();
  if (!(index instanceof Slice) || typeof container !== "object" || container === null || container.kind !== "list") {
    payForKey(machine, index);
    setSubscript(container, index, value, undefined);
    frame.push(null);
    return;
  }
  const words = index.step === null ? "can only assign an iterable" : "must assign iterable to extended slice";
  const refuse = (): never => raise("TypeError", words);
  // Assigning from an iterable may run rule code; what it gives is thrown away.
  machine.settle(
    collectHinted(
      value,
      machine,
      (items) => {
        machine.spend(items.length + container.items.length);
        setSubscript(container, index, value, items);
        return null;
      },
      refuse,
    ),
  );
};

export const beginIteration: Instruction = (frame) => frame.push(iterate(frame.pop()));

/** Puts the next item, or `stop`, on top of the iterator. */
export const nextItem: Instruction = (frame, machine) => {
  const iterator = frame.peek();
  if (typeof iterator !== "object" || iterator === null || iterator.kind !== "opaque") return;
  machine.settle(iterate(iterator).next(machine));
};

/** Leaves the loop, iterator and all, when the item is `stop`. */
export function leaveAtStop(out: Label): Instruction {
  return (frame) => {
    if (frame.peek() !== stop) return;
    frame.pop();
    frame.pop();
    frame.pc = out.at;
  };
}

/** Spreads a value over `before` targets, a starred one where `after` is given, and `after` more; the first ends on top, under one value to drop. */
export function unpack(before: number, after: number | undefined): Instruction {
  const wanted = before + (after ?? 0);
  return (frame, machine) => {
    const value = frame.pop();
    const refuse = (type: string): never => raise("TypeError", `cannot unpack non-iterable ${type} object`);
    const spread = (items: readonly Value[]): void => {
      const got = items.length;
      if (got < wanted) {
        const expected = after === undefined ? `${wanted}` : `at least ${wanted}`;
        raise("ValueError", `not enough values to unpack (expected ${expected}, got ${got})`);
      }
      if (after === undefined && got > wanted) {
        raise("ValueError", `too many values to unpack (expected ${wanted})`);
      }
      for (let i = got - 1; i >= got - (after ?? 0); i--) frame.push(items[i] as Value);
      if (after !== undefined) frame.push(list(items.slice(before, got - after)));
      for (let i = before - 1; i >= 0; i--) frame.push(items[i] as Value);
    };
    if (typeof value === "object" && value !== null && (value.kind === "list" || value.kind === "tuple")) {
      spread(value.items);
      frame.push(null);
      return;
    }
    machine.settle(collectSome(value, machine, after === undefined ? wanted : undefined, spread, refuse));
  };
}

/** Collects for unpacking; stops at one item too many, as CPython does. */
function collectSome(
  value: Value,
  machine: Machine,
  wanted: number | undefined,
  spread: (items: readonly Value[]) => void,
  refuse: (type: string) => never,
): Result {
  const items: Value[] = [];
  return consume(
    iterate(value, refuse),
    machine,
    (item) => {
      items.push(item);
      return wanted === undefined || items.length <= wanted;
    },
    () => {
      spread(items);
      return null;
    },
  );
}
