/**
 * @file A response judged as it grows, and what is kept of it: steps as texts, the answer, and whether it is right. It runs rules, so the
 * editor's own process does not use it.
 */

import { judgementOf } from "../check/judgement.ts";
import { type Reading, ResponseReader } from "../check/reading.ts";
import type { CheckedStep } from "../check/verdict.ts";
import type { Gold } from "../method/gold.ts";
import type { Method, ResponseEnd } from "../method/method.ts";
import { identical } from "../rule/identical.ts";
import { repr } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { answerTextOf } from "../task/registry.ts";
import { type JudgedText, type RunFacts, type RunRecord, recordOf } from "./run.ts";
import { given, type RunStep, tokenEnds, ValueTexts } from "./runStep.ts";
import { lightSteps, StepWriter, type StoredStep } from "./stepChanges.ts";

/** Reads a response token by token. */
export class LiveJudgement {
  readonly gold: Gold;
  readonly #problem: Problem;
  readonly #reader: ResponseReader;
  readonly #ends: number[] = [];
  readonly #texts = new ValueTexts();
  readonly #writer = new StepWriter();
  #new: StoredStep[] = [];

  constructor(problem: Problem, method: Method, onStep: (step: CheckedStep) => void = () => {}) {
    this.#problem = problem;
    this.gold = method.gold(problem);
    const take = (step: CheckedStep): void => {
      this.#new.push(this.#writer.add(this.#texts.step(step, this.#ends)));
      onStep(step);
    };
    this.#reader = new ResponseReader(problem, method, take, this.gold);
  }

  /** The steps that these tokens completed. */
  push(tokens: readonly string[]): readonly StoredStep[] {
    for (const text of tokens) {
      this.#ends.push((this.#ends.at(-1) ?? 0) + text.length);
      this.#reader.push(text);
    }
    return this.#take();
  }

  /** The steps that only the end completed, and what is said of the whole. */
  end(how: ResponseEnd): { readonly steps: readonly StoredStep[]; readonly judgement: Omit<JudgedText, "steps"> } {
    const reading = this.#reader.end(how);
    return { steps: this.#take(), judgement: summary(this.#problem, reading) };
  }

  #take(): readonly StoredStep[] {
    const taken = this.#new;
    this.#new = [];
    return taken;
  }
}

/** A reading as texts. `tokens` are those of the response. */
export function judgedText(
  problem: Problem,
  reading: Reading,
  { response, tokens }: { readonly response: string; readonly tokens: readonly { readonly text: string }[] },
): JudgedText {
  const ends = tokenEnds(tokens);
  const texts = new ValueTexts();
  const steps = reading.verdicts.steps.values().map((checked): RunStep => texts.step(checked, ends));
  return { steps: lightSteps(steps, { response, ends }), ...summary(problem, reading) };
}

export type JudgedFacts = RunFacts & { readonly problem: Problem } & Reading;

/** The record of a run whose reading is at hand. */
export function recordRun(facts: JudgedFacts): RunRecord {
  return recordOf(facts, judgedText(facts.problem, facts, facts));
}

function summary(
  problem: Problem,
  { verdicts, answer, answerText, answerForm, goldAnswer }: Reading,
): Omit<JudgedText, "steps"> {
  const { ending, firstWrong, unreadable } = verdicts;
  const wanted = problem.expected ?? goldAnswer;
  const agrees = answer === undefined || wanted === undefined ? undefined : identical(answer, wanted);
  const judgement = judgementOf(verdicts, agrees);
  return {
    ...(ending
      ? {
          ending: {
            verdict: ending.verdict,
            message: ending.message,
            ...(ending.expected ? { expected: new ValueTexts().expected(ending.expected) } : {}),
          },
        }
      : {}),
    firstWrong: firstWrong ?? null,
    answer: answerText ?? null,
    expected: wanted === undefined ? null : answerTextOf(problem, wanted),
    correct: wanted === undefined || judgement === "unreadable" ? null : agrees === true,
    judgement,
    ...given({ answerForm, unreadable }),
    ...(problem.expected === undefined ? {} : { stated: repr(problem.expected) }),
  };
}
