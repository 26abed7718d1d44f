/**
 * @file One word for a whole trace: right, wrong, or unreadable. The same for the command line, for runs of models in the editor and for
 * the Test Explorer. What could not be read is neither right nor wrong.
 */

import type { Verdicts } from "./verdict.ts";

export const judgements = ["right", "wrong", "unreadable"] as const;
export type Judgement = (typeof judgements)[number];

/**
 * Wrong where a step that was read, the known ending, or the answer is; right where all of the rule was followed to a right answer; else
 * unreadable. `correct` is null or undefined where there is nothing to compare an answer with, or no answer to compare.
 */
export function judgementOf(
  { firstWrong, unreadable }: Pick<Verdicts, "firstWrong" | "unreadable">,
  correct: boolean | undefined,
): Judgement {
  if (firstWrong !== undefined || correct === false) return "wrong";
  return unreadable === undefined ? "right" : "unreadable";
}
