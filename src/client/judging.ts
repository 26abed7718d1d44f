/**
 * @file Who reads and judges a response while it is written: this process, where the command line runs rules (`localJudge.ts`), or another
 * one, where the editor does not (`ruleClient.ts`).
 */

import type { Method } from "../core/method/method.ts";
import type { JudgedText } from "../core/record/run.ts";
import type { StatedProblem } from "../core/task/problem.ts";

/** How the rule itself ends on a problem. */
export type RuleEnd =
  | { readonly kind: "returned" }
  | { readonly kind: "raised"; readonly type: string; readonly message: string; readonly line: number }
  | { readonly kind: "limit"; readonly message: string; readonly line: number };

export interface Judging {
  /** What the model is given. */
  readonly prompt: string;
  readonly rule: RuleEnd;
  /** Takes tokens' texts as they are written. Steps are told as soon as they are judged. */
  push(tokens: readonly string[]): void;
  /** Rejects where the judge was lost. */
  end(how: "ended" | "cut"): Promise<JudgedText>;
}

export type MethodChoice = Pick<Method, "name" | "dialect">;

/** Begins to judge one response. Rejects with a UserError where the rule cannot be run. */
export type Judge<P extends StatedProblem> = (problem: P, method: MethodChoice) => Promise<Judging>;
