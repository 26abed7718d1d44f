/** @file The kinds of iterators: over sequences, ranges and dicts, of generator expressions, and of `enumerate` and `zip`. */
import { type Meter, raise } from "../operation/raised.ts";
import { type PyDict, type PyList, type PyRange, type PySet, type PyTuple, tuple, type Value } from "../value.ts";
import { Iteration } from "./iteration.ts";
import { type Result, Routine, type RoutineBody, settled, stop } from "./routine.ts";
import type { DictPart } from "./view.ts";

/** Over a list (as it is at each moment), a tuple, or the characters of a string. */
export class Sequence extends Iteration {
  #at = 0;
  readonly #source: PyList | PyTuple;

  constructor(source: PyList | PyTuple, type: string) {
    super(type);
    this.#source = source;
  }

  next(): Value {
    const item = this.#source.items[this.#at];
    if (item === undefined) {
      // Once at its end, an iterator stays there even if the list grows.
      this.#at = Number.POSITIVE_INFINITY;
      return stop;
    }
    this.#at++;
    return item;
  }

  override skip(count: number): boolean {
    this.#at += count;
    return true;
  }
}

/** Over a deque, which must not change meanwhile. */
export class Turning extends Iteration {
  #at = 0;
  readonly #source: PyList;
  readonly #changes: number;

  constructor(source: PyList) {
    super("_collections._deque_iterator");
    this.#source = source;
    this.#changes = source.changes ?? 0;
  }

  next(): Value {
    if ((this.#source.changes ?? 0) !== this.#changes) raise("RuntimeError", "deque mutated during iteration");
    return this.#at < this.#source.items.length ? (this.#source.items[this.#at++] as Value) : stop;
  }

  override skip(count: number): boolean {
    this.#at += count;
    return true;
  }
}

/** Over the characters of a string. */
export class Characters extends Iteration {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    super("str_iterator");
    this.#text = text;
  }

  next(): Value {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) return stop;
    const width = code > 0xffff ? 2 : 1;
    this.#at += width;
    return this.#text.slice(this.#at - width, this.#at);
  }

  override skip(count: number): boolean {
    for (let i = 0; i < count && this.next() !== stop; i++);
    return true;
  }
}

export class Backwards extends Iteration {
  #at: number;
  readonly #source: PyList | PyTuple;

  constructor(source: PyList | PyTuple, type: string) {
    super(type);
    this.#source = source;
    this.#at = source.items.length - 1;
  }

  next(): Value {
    const item = this.#at < 0 ? undefined : this.#source.items[this.#at--];
    if (item !== undefined) return item;
    this.#at = -1;
    return stop;
  }

  override skip(count: number): boolean {
    this.#at -= count;
    return true;
  }
}

export class Counting extends Iteration {
  #at: bigint;
  readonly #range: PyRange;

  constructor(range: PyRange) {
    super("range_iterator");
    this.#at = range.start;
    this.#range = range;
  }

  next(): Value {
    const at = this.#at;
    const { step, stop: end } = this.#range;
    if (step > 0n ? at >= end : at <= end) return stop;
    this.#at = at + step;
    return at;
  }

  override skip(count: number): boolean {
    this.#at += this.#range.step * BigInt(count);
    return true;
  }
}

/** Over a dict, which must not change its size meanwhile. */
export class Entries extends Iteration {
  readonly #dict: PyDict;
  readonly #part: DictPart;
  readonly #size: number;
  #left: number;
  readonly #entries: Iterator<[Value, Value]>;

  constructor(source: PyDict, part: DictPart, backwards: boolean) {
    super(`dict_${backwards ? "reverse" : ""}${part.replace(/s$/, "")}iterator`);
    this.#dict = source;
    this.#part = part;
    this.#size = source.entries.size;
    this.#left = this.#size;
    this.#entries = backwards ? [...source.entries.values()].reverse().values() : source.entries.values();
  }

  next(): Value {
    if (this.#dict.entries.size !== this.#size) raise("RuntimeError", "dictionary changed size during iteration");
    const entry = this.#entries.next();
    if (entry.done === true) return stop;
    if (this.#left-- <= 0) raise("RuntimeError", "dictionary keys changed during iteration");
    const [key, value] = entry.value;
    return this.#part === "keys" ? key : this.#part === "values" ? value : tuple([key, value]);
  }

  override skip(count: number): boolean {
    for (let i = 0; i < count; i++) this.#entries.next();
    this.#left -= count;
    return true;
  }
}

/** Over a set, in the order of its table. It must not change its size meanwhile. */
export class Members extends Iteration {
  readonly #set: PySet;
  readonly #size: number;
  #place = 0;

  constructor(source: PySet) {
    super("set_iterator");
    this.#set = source;
    this.#size = source.table.size;
  }

  next(): Value {
    if (this.#set.table.size !== this.#size) raise("RuntimeError", "Set changed size during iteration");
    const found = this.#set.table.from(this.#place);
    if (found === undefined) return stop;
    this.#place = found.next;
    return found.value;
  }

  override skip(count: number): boolean {
    for (let i = 0; i < count; i++) this.next();
    return true;
  }
}

export class Enumeration extends Iteration {
  #count: bigint;
  readonly #inner: Iteration;

  constructor(inner: Iteration, start: bigint) {
    super("enumerate", inner.nesting + 1);
    this.#inner = inner;
    this.#count = start;
  }

  next(meter: Meter): Result {
    meter.spend(4);
    const item = this.#inner.next(meter);
    return item instanceof Routine ? new Routine(this.#later(item)) : this.#pair(item);
  }

  *#later(item: Routine): RoutineBody {
    return this.#pair(yield* item.body);
  }

  #pair(item: Value): Value {
    return item === stop ? stop : tuple([this.#count++, item]);
  }

  override skip(count: number): boolean {
    this.#count += BigInt(count);
    return this.#inner.skip(count);
  }
}

export class Zipping extends Iteration {
  readonly #inner: readonly Iteration[];
  readonly #strict: boolean;

  constructor(inner: readonly Iteration[], strict: boolean) {
    super("zip", 1 + Math.max(0, ...inner.map((each) => each.nesting)));
    this.#inner = inner;
    this.#strict = strict;
  }

  next(meter: Meter): Result {
    if (this.#inner.length === 0) return stop;
    meter.spend(2 * this.#inner.length);
    const row: Value[] = [];
    for (const each of this.#inner) {
      const item = each.next(meter);
      if (item instanceof Routine) return new Routine(this.#later(row, item, meter));
      if (item === stop) return this.#strict ? new Routine(this.#end(row.length, meter)) : stop;
      row.push(item);
    }
    return tuple(row);
  }

  *#later(row: Value[], first: Routine, meter: Meter): RoutineBody {
    let item = yield* first.body;
    for (;;) {
      if (item === stop) return this.#strict ? yield* this.#end(row.length, meter) : stop;
      row.push(item);
      const each = this.#inner[row.length];
      if (each === undefined) return tuple(row);
      item = yield* settled(each.next(meter));
    }
  }

  /** With `strict=True`: all must end together. */
  *#end(ended: number, meter: Meter): RoutineBody {
    const before = (count: number): string => (count === 1 ? "argument 1" : `arguments 1-${count}`);
    if (ended > 0) raise("ValueError", `zip() argument ${ended + 1} is shorter than ${before(ended)}`);
    for (let i = 1; i < this.#inner.length; i++) {
      const item = yield* settled((this.#inner[i] as Iteration).next(meter));
      if (item !== stop) raise("ValueError", `zip() argument ${i + 1} is longer than ${before(i)}`);
    }
    return stop;
  }

  override skip(count: number): boolean {
    return this.#inner.every((each) => each.skip(count));
  }
}
