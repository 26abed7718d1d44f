/**
 * @file Compiled rule code: a list of instructions, each a small function, with the line of each. Its order and its lines are
 * those of CPython 3.11's bytecode, because stepping is defined by them: a line begins where an instruction's line differs
 * from the one before, or where control jumps backwards.
 */
import type { Frame } from "../machine/frame.ts";
import type { Machine } from "../machine/machine.ts";
import type { FreeVariable } from "./scope.ts";

export type Instruction = (frame: Frame, machine: Machine) => void;

export interface Code {
  readonly name: string;
  /** Whether its lines are steps. Comprehensions and lambdas run inside the line that uses them. */
  readonly traced: boolean;
  readonly line: number;
  /** Whether calling it makes a generator, which runs it later. */
  readonly generates: boolean;
  readonly instructions: readonly Instruction[];
  /** The line of each instruction; 0 where it goes with what was executed before it, -1 where it has none at all. */
  readonly lines: readonly number[];
  /** Where each instruction's exception is handled; undefined where the code has no handler for it. */
  readonly handlers: readonly (Handler | undefined)[];
  /** Variables by slot, parameters first. */
  readonly slotNames: readonly string[];
  /** Variables of the code around it that it uses; they are part of its state, as in Python's `f_locals`. */
  readonly free: readonly FreeVariable[];
  readonly parameters: {
    /** In slot order: positional ones, keyword-only ones, then `*rest` and `**others`. */
    readonly names: readonly string[];
    readonly positional: number;
    readonly positionalOnly: number;
    readonly keywordOnly: number;
    /** Slots of `*rest` and `**others`. */
    readonly rest: number | undefined;
    readonly others: number | undefined;
  };
  /** The stretches of instructions that statements are made of. */
  readonly parts: readonly Part[];
}

/** Where the code goes on after an exception, and what of the frame stays. */
export interface Handler {
  readonly target: { readonly at: number };
  /** Values on the stack. */
  readonly depth: number;
  /** Exceptions that are being handled already. */
  readonly handling: number;
  /** Whether it runs nothing of the rule's, but only tidies up. */
  readonly tidies: boolean;
}

/** The head of a `for` or `while`. */
export interface LoopHead {
  /** Where it goes on after the first time: a `for` takes its next item there, a `while` on one line begins its body. */
  readonly next: number;
  /** Where the loop, without its `else`, ends. */
  readonly end: { readonly at: number };
  /** For a `for`: the slots that its targets and its body may bind. */
  readonly binds: ReadonlySet<number> | undefined;
}

/** One simple statement, or the head of a compound one. */
export interface Part {
  readonly start: number;
  readonly end: number;
  /** How many values of what is around it are on the stack: iterators of `for` loops, values to return. */
  readonly depth: number;
  /** How many exceptions are being handled around it. */
  readonly handling: number;
  readonly loop: LoopHead | undefined;
}
