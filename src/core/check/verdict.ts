/** @file The words in which a model's steps are judged. */

import type { ModelStep } from "../method/method.ts";
import type { State, Value } from "../rule/value.ts";

/**
 * - `correct`: the rule does this here.
 * - `wrong-line`: the rule executes another line here (a loop left too early or entered once too often, the wrong branch, a line
 *   repeated), or has no such step at all.
 * - `wrong-value`: the right line, but a variable it computes, or what it returns or raises, is another.
 * - `copy-error`: the right line, but a value that the line only carries over differs: an unchanged variable restated, an
 *   element moved (`digit = num.pop()`), the elements of a list that an edit leaves in place, or a variable returned as it is.
 * - `skipped`: the step comes later in the rule's trace; at most `longestSkip` steps before it were left out.
 * - `stopped-early`: the response ends, the rule goes on.
 * - `does-not-stop`: the rule has ended, the response goes on; or it was cut off after more steps than the rule makes.
 * - `malformed`: the text could not be read. It is never counted as wrong, nor is what can only be judged by knowing it.
 */
export const verdicts = [
  "correct",
  "wrong-line",
  "wrong-value",
  "copy-error",
  "skipped",
  "stopped-early",
  "does-not-stop",
  "malformed",
] as const;
export type Verdict = (typeof verdicts)[number];

/** What the rule does at the step's place. */
export interface Expected {
  readonly line: number;
  readonly state: State;
  readonly returned?: Value;
  readonly raised?: string;
}

export interface CheckedStep {
  readonly step: ModelStep;
  readonly verdict: Verdict;
  /** Whether the rule would do this from the model's own previous state; undefined where that cannot be said. */
  readonly locallyValid: boolean | undefined;
  /** The gold step it was compared with; absent where the rule has none. */
  readonly expected?: Expected;
  /** The index of that gold step among the method's gold steps. */
  readonly goldIndex?: number;
  /** One sentence for people: what was expected and what the text says. */
  readonly message: string;
}

/** How a response ended, when it did not end as the rule does. */
export interface Ending {
  readonly verdict: "stopped-early" | "does-not-stop";
  /** The step that the rule makes next; absent when the rule has ended. */
  readonly expected?: Expected;
  readonly message: string;
}

export interface Verdicts {
  readonly steps: readonly CheckedStep[];
  readonly ending?: Ending;
  /**
   * Why the steps that could be read do not tell whether all of the rule was followed; absent where they do. Prose before, between and
   * after the steps is no reason: only text that stands where the rule has a step.
   */
  readonly unreadable?: string;
  /** Index of the first step whose verdict is neither `correct` nor `malformed`; `steps.length` when only the ending is wrong. */
  readonly firstWrong?: number;
  /** Whether the answer is the rule's; undefined when there is none, or the rule gives none. */
  readonly answerCorrect?: boolean;
}
