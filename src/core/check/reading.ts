/**
 * @file A response as it grows: text to steps to verdicts, and the answer at its end. Every response is read through here, whether a
 * model is writing it now, a record holds it, or somebody else's file does.
 */

import type { Gold } from "../method/gold.ts";
import type { AnswerForm, Method, ModelStep, ResponseEnd, ResponseParser } from "../method/method.ts";
import type { Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { type Checker, checker } from "./check.ts";
import type { CheckedStep, Verdicts } from "./verdict.ts";

export interface Reading {
  readonly verdicts: Verdicts;
  readonly answer?: Value;
  /** The answer as the response writes it. */
  readonly answerText?: string;
  /** How the answer was found; absent where it stands exactly as the method writes it. */
  readonly answerForm?: AnswerForm;
  /** The rule's own answer; absent when it raised or was stopped. */
  readonly goldAnswer?: Value;
}

export class ResponseReader {
  readonly #parser: ResponseParser;
  readonly #checker: Checker;
  readonly #gold: Gold;
  readonly #onStep: ((step: CheckedStep) => void) | undefined;
  #checked = 0;

  /** `gold` is what it is compared with, where that is not the rule's plain run. */
  constructor(problem: Problem, method: Method, onStep?: (step: CheckedStep) => void, gold = method.gold(problem)) {
    this.#gold = gold;
    this.#parser = method.parser(problem);
    this.#checker = checker(problem, method.name, this.#gold);
    this.#onStep = onStep;
  }

  push(text: string): void {
    this.#check(this.#parser.push(text));
  }

  end(how: ResponseEnd): Reading {
    const { steps, answer, answerText, answerForm } = this.#parser.end(how);
    this.#check(steps.slice(this.#checked));
    const { outcome } = this.#gold;
    return {
      verdicts: this.#checker.end(how),
      ...(answer === undefined ? {} : { answer }),
      ...(answerText === undefined ? {} : { answerText }),
      ...(answerForm === undefined ? {} : { answerForm }),
      ...(outcome.kind === "returned" ? { goldAnswer: outcome.value } : {}),
    };
  }

  #check(steps: readonly ModelStep[]): void {
    for (const step of steps) {
      const checked = this.#checker.push(step);
      this.#checked++;
      this.#onStep?.(checked);
    }
  }
}

/** A whole response at once. */
export function readResponse(problem: Problem, method: Method, response: string, how: ResponseEnd = "ended"): Reading {
  const reader = new ResponseReader(problem, method);
  reader.push(response);
  return reader.end(how);
}
