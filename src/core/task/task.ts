/** @file What a task is: a named kind of problem with its rule, its sampler and its text formats. One file per task beside this one. */

import type { Rng } from "../base/rng.ts";
import type { State, Value } from "../rule/value.ts";
import type { SampleSpace } from "./space.ts";

export interface SampleOptions {
  /** Share of problems drawn with as many carries as possible, 0 to 1; what carries mean is the task's matter. Default 0. */
  readonly carryHeavy?: number;
}

/** The study's line-by-line states of a task, where it has a format of its own. `code` is a line of the rule's canonical listing. */
export interface TaskScratchpad {
  /** Names that the rule must have for the format to be used. */
  readonly variables: readonly string[];
  /** Whether a state is written when this line of the rule has been executed. */
  writes(code: string): boolean;
  /** The part of the rule's state that the text claims after this line. */
  claim(state: State, code: string): State;
  /** One line of text for a claimed state; undefined when a variable is missing or of another kind. */
  write(state: State): string | undefined;
  /** What of a claimed state decides the next line: the step's key, for telling which steps a training has seen. */
  key(state: State): string | undefined;
  /** The claimed state of a line of text; undefined when it has another form. */
  read(line: string): State | undefined;
}

export interface Task {
  readonly name: string;
  readonly functionName: string;
  /** Arguments of a small problem, for messages. */
  readonly example: readonly Value[];
  /** The rule, as Python source. */
  readonly ruleSource: string;
  /** Arguments of a problem of length `length`, uniformly from the task's distribution. */
  sample(rng: Rng, length: number, options?: SampleOptions): Value[];
  /** Whether arguments are ones that the task's text formats can write. */
  accepts(args: readonly Value[]): boolean;
  /** The length of a problem, in the task's own unit (digits of the longer operand). */
  lengthOf(args: readonly Value[]): number;
  /** How many problems of a length there are; infinite where nobody counts. */
  problemsOfLength(length: number): number;
  /** The problem as plain text: `59+13=`. */
  toText(args: readonly Value[]): string;
  /** Arguments from plain text, with or without the `=`; undefined when it has another form. */
  fromText(text: string): Value[] | undefined;
  /** The answer as plain text: `72`; undefined when the value is not an answer of this task. */
  answerText(value: Value): string | undefined;
  /** The value of an answer's text; undefined when it has another form. */
  answerFromText(text: string): Value | undefined;
  readonly scratchpad?: TaskScratchpad;
  /** Its operands can change places, `47+58` and `58+47`: such problems are held out together. */
  readonly commutative?: true;
  /** Whether the study's data sets have its answers as numbers and not as texts. */
  readonly numericAnswers?: true;
  /** The grid of its problems, for a task of two operands. */
  readonly space?: SampleSpace;
}
