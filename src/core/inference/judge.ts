/** @file The judgement of a conclusion, once it is known by which rules it follows; the words are the same for every task. */

import type { InferenceTask, Judgement } from "./inferenceTask.ts";

export interface Finding {
  /** The rules by which the conclusion follows from the premises. */
  readonly follows: readonly string[];
  readonly claimed: string;
  /** What the claimed rule concludes, where it applies. */
  readonly expected: string | undefined;
  readonly conclusion: string;
  /** Why it follows by no rule, where there is something to say. */
  readonly why?: string;
}

export function judge({ follows, claimed, expected, conclusion, why }: Finding): Judgement {
  if (follows.includes(claimed)) return { kind: "correct", exact: conclusion === expected };
  const instead =
    expected === undefined
      ? `${claimed} does not apply to these premises.`
      : `${claimed} concludes ${quote(expected)}.`;
  if (follows.length > 0) {
    return { kind: "other-rule", rules: follows, message: `This follows by ${follows.join(" and ")}. ${instead}` };
  }
  return { kind: "invalid", message: `${why ?? "This follows by no rule of the task."} ${instead}` };
}

export function malformed(part: "premises" | "rule" | "conclusion", message: string): Judgement {
  return { kind: "malformed", part, message };
}

/** Undefined when the task has the rule. */
export function unknownRule(task: Pick<InferenceTask, "name" | "rules" | "noRule">, rule: string): string | undefined {
  const names = [...task.rules, ...(task.noRule ? [task.noRule] : [])].map(({ name }) => name);
  return names.includes(rule)
    ? undefined
    : `The task ${task.name} has no rule ${quote(rule)}. Rules: ${names.join(", ")}.`;
}

export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
