/** @file Going over instances, by the methods of their classes. */
import { Raised, raise } from "../operation/raised.ts";
import type { Value } from "../value.ts";
import type { Instance } from "./instance.ts";
import { Iteration } from "./iteration.ts";
import { stop } from "./routine.ts";

/** What `ended` raises is the end; anything else goes on up. */
function until(ended: string, take: () => Value | undefined): Value {
  try {
    return take() ?? null;
  } catch (error) {
    if (error instanceof Raised && error.type === ended) return stop;
    throw error;
  }
}

/** By `__next__`, until it raises StopIteration. */
export class Stepping extends Iteration {
  /** The iterator itself, which is what the rule sees. */
  readonly instance: Instance;

  constructor(instance: Instance) {
    super(instance.type);
    this.instance = instance;
  }

  override get text(): string {
    return this.instance.text;
  }

  next(): Value {
    return until("StopIteration", () => this.instance.special("__next__", []) ?? this.#missing());
  }

  #missing(): Value {
    // A `None` that the method gave is an item like any other.
    return this.instance.cls.find("__next__") !== undefined
      ? null
      : raise("TypeError", `'${this.type}' object is not an iterator`);
  }
}

/** By `__getitem__`, from 0 until it raises IndexError. */
export class Indexing extends Iteration {
  readonly #instance: Instance;
  #at = 0n;

  constructor(instance: Instance) {
    super("iterator");
    this.#instance = instance;
  }

  next(): Value {
    return until("IndexError", () => this.#instance.special("__getitem__", [this.#at++]));
  }
}
