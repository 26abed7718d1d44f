/**
 * @file What a method is: how a model is asked for an answer, what it should write, and how its text is read back into steps.
 * The methods themselves are in the files beside this one; `methods.ts` finds them by name.
 */

import type { State, Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import type { Gold } from "./gold.ts";

export const methodNames = ["direct", "scratchpad", "rfft"] as const;
export type MethodName = (typeof methodNames)[number];

/** How an rfft trace is written: `full` as in the study, for large models; `compact` for small ones; `form` for those that follow any rule. */
export const dialects = ["full", "compact", "form"] as const;
export type Dialect = (typeof dialects)[number];

export interface Rendered {
  readonly prompt: string;
  /** What a perfect model writes after the prompt; the end of the text is marked by the tokenizer's end token, not here. */
  readonly response: string;
}

/** One step that a model's text claims. */
export interface ModelStep {
  readonly index: number;
  /** 1-based document line; absent when the text names none that exists. */
  readonly line?: number;
  readonly functionName?: string;
  /** Calls around this one; 0 in the rule itself. */
  readonly depth?: number;
  /** All variables that the text claims to hold after the step. */
  readonly state: State;
  /** Names the step says something about. */
  readonly changed: readonly string[];
  /** UTF-16 offsets in the response: [start, end). */
  readonly span: readonly [start: number, end: number];
  readonly text: string;
  /** Why the text, or a part of it, could not be read. What could be read is in the other fields. */
  readonly malformed?: string;
  /** A change that was read, but that the value before does not allow (an element taken from an empty list): left out of the state. */
  readonly impossible?: { readonly name: string; readonly why: string };
  /** A variable that the step first restates, with another value than the text claimed before, and then changes. */
  readonly misread?: { readonly name: string; readonly value: Value; readonly before: Value };
  readonly returned?: Value;
  /** Set on a step that says a call has begun: the state holds its parameters. */
  readonly entered?: true;
  /** Type of the exception that the step says the line raised. */
  readonly raised?: string;
  /** With `raised`: the step says that the call goes on. */
  readonly caught?: true;
}

/**
 * How an answer was found where it does not stand as the method writes it:
 * - `whole`: the response is the answer, written in another way (`**105**`, `105.0`, an end token behind it).
 * - `hashes`: after `####`. `boxed`: in `\\boxed{}`. `phrase`: after *the answer is*. `bold`: in bold.
 * - `problem`: the problem written again with its result, `47 + 58 = 105`. `line`: a line that is nothing but the answer.
 * - `last`: the last value of the response.
 */
export const answerForms = ["whole", "hashes", "boxed", "phrase", "problem", "bold", "line", "last"] as const;
export type AnswerForm = (typeof answerForms)[number];

/** How the response ended: by itself, or cut off at the limit of tokens (or by a person). */
export type ResponseEnd = "ended" | "cut";

export interface Parsed {
  readonly steps: readonly ModelStep[];
  readonly answer?: Value;
  readonly answerText?: string;
  /** Absent where the answer stands exactly as the method writes it. */
  readonly answerForm?: AnswerForm;
}

/** Reads a response as it arrives. How the text is cut into pieces makes no difference. Never throws. */
export interface ResponseParser {
  /** The steps that this piece of text completed. */
  push(text: string): readonly ModelStep[];
  /** The response is over: all steps, the last one included, and the answer. */
  end(how?: ResponseEnd): Parsed;
}

export interface Method {
  readonly name: MethodName;
  readonly dialect: Dialect;
  prompt(problem: Problem): string;
  /** The gold response. A rule that is stopped by its limits gives the response as far as it came. */
  render(problem: Problem): Rendered;
  /** The steps that the gold response writes, and how the rule ends. `rule` is the rule's trace where it is not the plain one. */
  gold(problem: Problem, rule?: Gold): Gold;
  /**
   * The text of a step, written again so that it claims the step's state: what a person changed. `before` is the state of the
   * same call before the step. Undefined where the method writes no state there.
   */
  restate(problem: Problem, step: ModelStep, before: State): string | undefined;
  parser(problem: Problem): ResponseParser;
}
