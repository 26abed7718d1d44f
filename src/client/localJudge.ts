/** @file Judging in this very process, for programs that may run rules: the command line and its measurements. */

import type { CheckedStep } from "../core/check/verdict.ts";
import { methodOf } from "../core/method/methods.ts";
import { LiveJudgement } from "../core/record/judgement.ts";
import type { RunStep } from "../core/record/runStep.ts";
import { StepReader, type StoredStep } from "../core/record/stepChanges.ts";
import type { Outcome } from "../core/rule/interpret.ts";
import type { Problem } from "../core/task/problem.ts";
import type { Judge, RuleEnd } from "./judging.ts";

export function localJudge(onStep?: (step: CheckedStep) => void): Judge<Problem> {
  return async (problem, { name, dialect }) => {
    const method = methodOf(name, dialect);
    const live = new LiveJudgement(problem, method, onStep);
    const reader = new StepReader();
    const steps: RunStep[] = [];
    const take = (stored: readonly StoredStep[]): void => {
      for (const step of stored) steps.push(reader.add(step));
    };
    return {
      prompt: method.prompt(problem),
      rule: ruleEnd(live.gold.outcome),
      push: (tokens) => take(live.push(tokens)),
      async end(how) {
        const { steps: last, judgement } = live.end(how);
        take(last);
        return { steps, ...judgement };
      },
    };
  };
}

function ruleEnd(outcome: Outcome): RuleEnd {
  if (outcome.kind === "returned") return { kind: "returned" };
  const { kind, message, line } = outcome;
  return kind === "raised" ? { kind, type: outcome.type, message, line } : { kind, message, line };
}
