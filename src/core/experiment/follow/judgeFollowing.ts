/** @file Whose trace a response to an altered rule is: that of the rule it was given, that of the original, or of neither. */
import { readResponse } from "../../check/reading.ts";
import type { Method, ResponseEnd } from "../../method/method.ts";
import { equals } from "../../rule/value.ts";
import type { Problem } from "../../task/problem.ts";

export const followingKinds = ["given", "original", "neither"] as const;
export type FollowingKind = (typeof followingKinds)[number];

/** One problem under both rules, such that what they write differs. */
export interface AlteredProblem {
  readonly given: Problem;
  readonly original: Problem;
}

/** Whether a response could tell the two rules apart: both end by themselves, and their gold responses differ. */
export function tellsApart(method: Method, { given, original }: AlteredProblem): boolean {
  const ended = [given, original].every((problem) => method.gold(problem).outcome.kind === "returned");
  return ended && method.render(given).response !== method.render(original).response;
}

/** Every step right and the answer the rule's; `original` is asked only where the given rule was not followed. */
export function judgeFollowing(
  method: Method,
  { given, original }: AlteredProblem,
  response: string,
  how: ResponseEnd = "ended",
): FollowingKind {
  if (follows(given, method, response, how)) return "given";
  return follows(original, method, response, how) ? "original" : "neither";
}

function follows(problem: Problem, method: Method, response: string, how: ResponseEnd): boolean {
  const { verdicts, answer, goldAnswer } = readResponse(problem, method, response, how);
  if (answer === undefined || goldAnswer === undefined || !equals(answer, goldAnswer)) return false;
  return (
    verdicts.steps.every(({ verdict }) => verdict === "correct") &&
    (verdicts.ending?.verdict ?? "correct") === "correct"
  );
}
