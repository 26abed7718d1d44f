/** @file How the rule itself ends on a problem, known before the model is asked: a rule that never ends can check nothing. */
import { UserError } from "../../core/base/errors.ts";
import type { Outcome } from "../../core/rule/interpret.ts";
import type { Problem } from "../../core/task/problem.ts";

export type RuleOutcome = Exclude<Outcome, { readonly kind: "limit" }>;

/** Runs the rule. Throws a UserError naming the line where it was stopped for never ending or growing too large. */
export async function ruleOutcome(problem: Problem): Promise<RuleOutcome> {
  const { goldOf } = await import("../../core/method/gold.ts");
  const { outcome } = goldOf(problem);
  if (outcome.kind !== "limit") return outcome;
  throw new UserError(
    "rule-limit",
    `The rule ${problem.functionName} was stopped at line ${outcome.line}: ${outcome.message}`,
    "Correct the rule, or run a smaller problem.",
  );
}

/** `raises IndexError (list index out of range) at line 12` */
export function raisedWords(outcome: Extract<Outcome, { readonly kind: "raised" }>): string {
  const message = outcome.message === "" ? "" : ` (${outcome.message})`;
  return `raises ${outcome.type}${message} at line ${outcome.line}`;
}
