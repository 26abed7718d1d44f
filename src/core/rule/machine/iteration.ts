/** @file What iterators have in common. The kinds of them are in `iterators.ts`, and how they are used in `iterate.ts`. */
import { type Meter, outside } from "../operation/raised.ts";
import type { PyOpaque } from "../value.ts";
import type { Result } from "./routine.ts";

/** How many iterators may be stacked on one another (`zip` over `map` over …). */
const deepest = 100;

export abstract class Iteration implements PyOpaque {
  readonly kind = "opaque";
  readonly type: string;
  readonly nesting: number;

  constructor(type: string, nesting = 0) {
    this.type = type;
    this.nesting = nesting;
    if (nesting > deepest) outside(`More than ${deepest} iterators on top of one another`);
  }

  get text(): string {
    return `<${this.type} object${this.label}>`;
  }

  /** What the text says besides the type. */
  protected get label(): string {
    return "";
  }

  /** The next item, or `stop`. */
  abstract next(meter: Meter): Result;

  /** Goes on as if `count` items had been taken; false where only taking them would tell. */
  skip(_count: number): boolean {
    return false;
  }
}
