/**
 * @file Runs regular expressions: a pattern becomes instructions, which are tried in Python's order with a stack of what to try next. Every step is
 * paid for, so that a pattern that takes exponentially long ends at the run's limit.
 */
import { checkSize, type Meter, outside } from "../operation/raised.ts";
import { characters, isFlat } from "../operation/text.ts";
import { isWord, type Node, type Pattern, type Place } from "./rePattern.ts";

type Instruction =
  | { readonly op: "one"; readonly fits: (code: number) => boolean }
  /** Goes on at `first`, and at `second` where that fails. */
  | { readonly op: "split"; first: number; second: number }
  | { readonly op: "jump"; to: number }
  | { readonly op: "save"; readonly slot: number }
  /** Goes to `to` where nothing was read since the slot was saved. */
  | { readonly op: "idle"; readonly slot: number; to: number }
  | { readonly op: "at"; readonly place: Place }
  | { readonly op: "ahead"; readonly negative: boolean; to: number }
  | { readonly op: "again"; readonly index: number }
  | { readonly op: "done" };

const mostInstructions = 20_000;

/** While a pattern is tried, the place of the whole is not known yet: its first slot holds which group ended last. */
const lastGroup = 0;

/** A text as the code points that a pattern meets. */
export class Subject {
  readonly text: string;
  readonly codes: readonly number[];
  readonly #characters: readonly string[] | undefined;

  constructor(text: string) {
    const each = characters(text);
    this.text = text;
    this.codes = each.map((character) => character.codePointAt(0) ?? 0);
    this.#characters = isFlat(text) ? undefined : each;
  }

  slice(from: number, to: number): string {
    return this.#characters === undefined ? this.text.slice(from, to) : this.#characters.slice(from, to).join("");
  }
}

export class Program {
  readonly pattern: Pattern;
  readonly #code: Instruction[] = [];
  #slots: number;

  constructor(pattern: Pattern) {
    this.pattern = pattern;
    this.#slots = 2 * (pattern.groups + 1);
    this.#compile(pattern.root);
    this.#emit({ op: "done" });
  }

  #emit<T extends Instruction>(instruction: T): T {
    if (this.#code.push(instruction) > mostInstructions) outside("A pattern this large");
    return instruction;
  }

  #compile(node: Node): void {
    switch (node.kind) {
      case "one":
        this.#emit({ op: "one", fits: node.fits });
        return;
      case "all":
        for (const part of node.parts) this.#compile(part);
        return;
      case "any":
        this.#choose(node.options);
        return;
      case "group":
        this.#emit({ op: "save", slot: 2 * node.index });
        this.#compile(node.body);
        this.#emit({ op: "save", slot: 2 * node.index + 1 });
        return;
      case "at":
        this.#emit({ op: "at", place: node.place });
        return;
      case "again":
        this.#emit({ op: "again", index: node.index });
        return;
      case "ahead": {
        const ahead = this.#emit({ op: "ahead", negative: node.negative, to: 0 });
        this.#compile(node.body);
        this.#emit({ op: "done" });
        ahead.to = this.#code.length;
        return;
      }
      case "repeat":
        this.#repeat(node);
    }
  }

  #choose(options: readonly Node[]): void {
    const ends: { to: number }[] = [];
    for (const [i, option] of options.entries()) {
      if (i === options.length - 1) {
        this.#compile(option);
        continue;
      }
      const split = this.#emit({ op: "split", first: this.#code.length + 1, second: 0 });
      this.#compile(option);
      ends.push(this.#emit({ op: "jump", to: 0 }));
      split.second = this.#code.length;
    }
    for (const end of ends) end.to = this.#code.length;
  }

  #repeat({ body, least, most, lazy }: Extract<Node, { kind: "repeat" }>): void {
    for (let i = 0; i < least; i++) this.#compile(body);
    if (most === Number.POSITIVE_INFINITY) {
      const start = this.#code.length;
      const exits = this.#once(body, lazy);
      this.#emit({ op: "jump", to: start });
      for (const exit of exits) exit(this.#code.length);
      return;
    }
    const exits: ((to: number) => void)[] = [];
    for (let i = least; i < most; i++) exits.push(...this.#once(body, lazy));
    for (const exit of exits) exit(this.#code.length);
  }

  /** One more time, or not; an empty one is the last. Gives how its ways out are set. */
  #once(body: Node, lazy: boolean): ((to: number) => void)[] {
    const split = this.#emit({ op: "split", first: 0, second: 0 });
    const inside = this.#code.length;
    const exits = [
      (to: number) => {
        split.first = lazy ? to : inside;
        split.second = lazy ? inside : to;
      },
    ];
    const slot = body.kind === "one" ? undefined : this.#slots++;
    if (slot !== undefined) this.#emit({ op: "save", slot });
    this.#compile(body);
    if (slot !== undefined) {
      const idle = this.#emit({ op: "idle", slot, to: 0 });
      exits.push((to) => {
        idle.to = to;
      });
    }
    return exits;
  }

  /**
   * Where the groups of a match at exactly this place begin and end, the whole first; -1 for those that took no part. Behind them the
   * group that ended last, or -1.
   */
  matchAt(subject: Subject, from: number, way: "prefix" | "whole" | "notEmpty", meter: Meter): number[] | undefined {
    const slots: number[] = new Array(this.#slots).fill(-1);
    const end = this.#run(subject, 0, from, slots, way, meter);
    if (end === undefined) return undefined;
    const groups = slots.slice(2, 2 * (this.pattern.groups + 1));
    return [from, end, ...groups, slots[lastGroup] ?? -1];
  }

  /** The first match at or after a place; `forward` where it must not be empty at that very place. */
  search(subject: Subject, from: number, forward: boolean, meter: Meter): number[] | undefined {
    for (let at = from; at <= subject.codes.length; at++) {
      const found = this.matchAt(subject, at, forward && at === from ? "notEmpty" : "prefix", meter);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #run(
    subject: Subject,
    start: number,
    from: number,
    slots: number[],
    way: "prefix" | "whole" | "notEmpty",
    meter: Meter,
  ): number | undefined {
    const { codes } = subject;
    const code = this.#code;
    // Three numbers for each thing to try or to undo: a place in the program and one in the text, or a slot and what it held, and which of them.
    const stack: number[] = [];
    let [pc, at] = [start, from];
    const save = (slot: number, value: number): void => {
      stack.push(slot, slots[slot] as number, 1);
      slots[slot] = value;
    };
    const mostSlots = 2 * (this.pattern.groups + 1);
    for (;;) {
      meter.spend(1);
      const instruction = code[pc] as Instruction;
      let fits = true;
      pc++;
      switch (instruction.op) {
        case "one": {
          const each = codes[at];
          fits = each !== undefined && instruction.fits(each);
          if (fits) at++;
          break;
        }
        case "split":
          stack.push(instruction.second, at, 0);
          checkSize(stack.length / 3, "a pattern's list of what to try");
          pc = instruction.first;
          break;
        case "jump":
          pc = instruction.to;
          break;
        case "save":
          save(instruction.slot, at);
          if (instruction.slot < mostSlots && instruction.slot % 2 === 1) save(lastGroup, instruction.slot >> 1);
          break;
        case "idle":
          if (slots[instruction.slot] === at) pc = instruction.to;
          break;
        case "at":
          fits = isAt(instruction.place, codes, at, this.pattern.flags.ascii);
          break;
        case "again": {
          const [first = -1, last = -1] = slots.slice(2 * instruction.index, 2 * instruction.index + 2);
          fits = first >= 0 && last >= 0;
          for (let i = first; fits && i < last; i++, at++) {
            meter.spend(1);
            fits = codes[i] === codes[at];
          }
          break;
        }
        case "ahead": {
          const inner = [...slots];
          const found = this.#run(subject, pc, at, inner, "prefix", meter) !== undefined;
          fits = found !== instruction.negative;
          pc = instruction.to;
          if (!fits || instruction.negative) break;
          for (const [slot, value] of inner.entries()) {
            if (value === slots[slot]) continue;
            save(slot, value);
          }
          break;
        }
        case "done":
          if (way === "prefix" || (way === "whole" ? at === codes.length : at !== from)) return at;
          fits = false;
      }
      if (fits) continue;
      for (;;) {
        const kind = stack.pop();
        if (kind === undefined) return undefined;
        const second = stack.pop() as number;
        const first = stack.pop() as number;
        if (kind === 1) slots[first] = second;
        else {
          [pc, at] = [first, second];
          break;
        }
      }
    }
  }
}

function isAt(place: Place, codes: readonly number[], at: number, ascii: boolean): boolean {
  const { length } = codes;
  switch (place) {
    case "start":
      return at === 0;
    case "end":
      return at === length;
    case "lineStart":
      return at === 0 || codes[at - 1] === 10;
    case "lineEnd":
      return at === length || codes[at] === 10;
    case "finalEnd":
      return at === length || (at === length - 1 && codes[at] === 10);
    case "boundary":
    case "inside": {
      // In CPython an empty text has neither.
      if (length === 0) return false;
      const before = at > 0 && isWord(codes[at - 1] as number, ascii);
      const after = at < length && isWord(codes[at] as number, ascii);
      return (before !== after) === (place === "boundary");
    }
  }
}
