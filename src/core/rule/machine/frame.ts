/** @file The activations on the machine's stack: frames of rule code, and built-ins that wait for rule code. */
import type { Code } from "../code/code.ts";
import type { Raised } from "../operation/raised.ts";
import type { PyOpaque, State, Value } from "../value.ts";
import type { Exceptional } from "./exception.ts";
import type { Generation } from "./generation.ts";
import type { Iteration } from "./iteration.ts";
import type { Routine } from "./routine.ts";

export class Frame {
  readonly code: Code;
  /** The frame whose variables a comprehension or lambda sees. */
  readonly enclosing: Frame | undefined;
  readonly slots: (Value | undefined)[];
  /** Bound slots of a stepped function, in the order they were first bound. */
  readonly order: number[] = [];
  readonly stack: Value[] = [];
  caller: Activation | undefined;
  /** The generator that runs it, where one does. */
  generation: Generation | undefined;
  /** What a waiting `yield from` takes its items from. */
  delegate: Iteration | undefined;
  /** An exception to raise where the frame stands. */
  thrown: Raised | undefined;
  /** The exceptions that are being handled, innermost last. */
  readonly handled: Exceptional[] = [];
  pc = 0;
  /** The line being executed; 0 before the first. */
  line = 0;
  /** Whether the line's step is still to be given. */
  pending = false;
  /** The instruction executed last, to see jumps backwards. */
  last = 0;
  /** How many rule functions are under this one. */
  depth = 0;
  /** The state given last, and the snapshots it was made of. */
  state: State | undefined;
  frozen: (Value | undefined)[] = [];

  constructor(code: Code, slots: (Value | undefined)[], enclosing: Frame | undefined) {
    this.code = code;
    this.slots = slots;
    this.enclosing = enclosing;
  }

  push(value: Value): void {
    this.stack.push(value);
  }

  /** The value on top. The compiler keeps the stack balanced, so there is one. */
  pop(): Value {
    return this.stack.pop() as Value;
  }

  /** The value `under` places below the top. */
  peek(under = 0): Value {
    return this.stack[this.stack.length - 1 - under] as Value;
  }

  /** The topmost `count` values, taken off, in the order they were pushed. */
  take(count: number): Value[] {
    return count === 0 ? [] : this.stack.splice(this.stack.length - count, count);
  }

  unbind(slot: number): void {
    if (this.slots[slot] === undefined) return;
    this.slots[slot] = undefined;
    if (!this.code.traced) return;
    this.order.splice(this.order.indexOf(slot), 1);
    this.frozen = [];
    this.state = undefined;
  }

  store(slot: number, value: Value): void {
    if (this.slots[slot] === undefined && this.code.traced) this.order.push(slot);
    this.slots[slot] = value;
  }

  /** The value of one of the code's free variables. */
  free(index: number): Value | undefined {
    const { slot, hops } = this.code.free[index] as Code["free"][number];
    return this.around(hops).slots[slot];
  }

  /** The frame of the code `hops` further out. */
  around(hops: number): Frame {
    let at: Frame = this;
    for (let i = 0; i < hops && at.enclosing !== undefined; i++) at = at.enclosing;
    return at;
  }

  /** Parameters are the first variables that a call has. */
  orderParameters(): void {
    const { names } = this.code.parameters;
    for (let i = 0; i < names.length; i++) if (this.slots[i] !== undefined) this.order.push(i);
  }

  receive(value: Value): void {
    this.stack.push(value);
  }
}

/** A built-in waiting for rule code. */
export class Waiting {
  readonly routine: Routine;
  readonly caller: Activation | undefined;
  input: Value = null;

  constructor(routine: Routine, caller: Activation | undefined) {
    this.routine = routine;
    this.caller = caller;
  }

  receive(value: Value): void {
    this.input = value;
  }
}

/** An operation that waits, in the middle of its own work, for rule code to end. */
export class Now {
  readonly caller = undefined;
  value: Value | undefined;

  receive(value: Value): void {
    this.value = value;
  }
}

export type Activation = Frame | Waiting | Now;

/** A rule function or lambda as a value. */
export class Closure implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "function";
  readonly code: Code;
  readonly enclosing: Frame | undefined;
  /** By slot; undefined for parameters without a default. */
  readonly defaults: readonly (Value | undefined)[];
  /** What the rule has stored on the function itself. */
  readonly attributes = new Map<string, Value>();

  constructor(code: Code, enclosing: Frame | undefined, defaults: readonly (Value | undefined)[]) {
    this.code = code;
    this.enclosing = enclosing;
    this.defaults = defaults;
  }

  get text(): string {
    const name = this.attributes.get("__qualname__");
    return `<function ${typeof name === "string" ? name : this.code.name}>`;
  }

  attribute(name: string): Value | undefined {
    const own = this.attributes.get(name);
    if (own !== undefined) return own;
    switch (name) {
      case "__name__":
        return this.code.name.slice(this.code.name.lastIndexOf(".") + 1);
      case "__qualname__":
        return this.code.name;
      case "__module__":
        return "builtins";
      default:
        return undefined;
    }
  }
}
