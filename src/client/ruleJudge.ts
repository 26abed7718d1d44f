/** @file Judging in another process, for the editor: prompts, steps and verdicts come from there, and so do saved runs read again. */

import * as v from "valibot";
import { UserError } from "../core/base/errors.ts";
import { type JudgedText, runRecord } from "../core/record/run.ts";
import type { RunStep } from "../core/record/runStep.ts";
import { StepReader, storedSteps } from "../core/record/stepChanges.ts";
import type { StatedProblem, TextProblem } from "../core/task/problem.ts";
import type { Judge, Judging, MethodChoice, RuleEnd } from "./judging.ts";
import type { RuleClient } from "./ruleClient.ts";
import { problemText, stoppedError } from "./ruleDocuments.ts";

const { ending, firstWrong, answer, expected, correct, answerForm, judgement, unreadable } = runRecord.entries;
const verdict = { answerForm, judgement, unreadable, stated: v.optional(v.string()) };
const judgedText = v.object({ ending, firstWrong, answer, expected, correct, ...verdict });

/** A rule may take as long as its own limits let it; what takes longer hangs. */
const deadlineMs = 10_000;

export interface ReadRun extends JudgedText {
  readonly rule: RuleEnd;
}

export interface ToJudge {
  readonly problem: TextProblem;
  readonly method: MethodChoice;
  readonly response: string;
  readonly tokens: readonly { readonly text: string }[];
  readonly how: "ended" | "cut";
}

/** A whole response, read and judged. Rejects with a UserError where the rule is stopped. */
export async function judgeWith(client: RuleClient, whole: ToJudge): Promise<ReadRun> {
  const { problem, method, response, tokens, how } = whole;
  const { name, dialect } = method;
  const params = {
    ...problemText(problem),
    method: { name, dialect },
    response,
    tokens: tokens.map(({ text }) => text),
    how,
  };
  const { rule, steps, judged } = await client.request("judge", params, { deadlineMs }).catch((error: unknown) => {
    throw stoppedError(problem, error);
  });
  return { rule, steps: new Steps().take(steps), ...readJudgement(judged) };
}

/** `onStep` is told of each step when it is judged. */
export function ruleJudge(client: RuleClient, onStep: (step: RunStep) => void = () => {}): Judge<TextProblem> {
  return async (problem, { name, dialect }): Promise<Judging> => {
    const method = { name, dialect };
    const failed = (error: unknown): never => {
      throw stoppedError(problem, error);
    };
    const { run, prompt, rule } = await client
      .request("openRun", { ...problemText(problem), method }, { deadlineMs })
      .catch(failed);
    if (rule.kind === "limit") throw neverEnds(problem, rule);
    const steps = new Steps();
    const take = (text: string): void => {
      for (const step of steps.take(text)) onStep(step);
    };
    let reading: Promise<void> = Promise.resolve();
    return {
      prompt,
      rule,
      push(tokens) {
        const read = client.request("readRun", { run, tokens: [...tokens] }, { deadlineMs });
        reading = Promise.all([reading, read]).then(([, { steps: text }]) => take(text));
        reading.catch(() => {});
      },
      async end(how) {
        await reading.catch(failed);
        const { steps: last, judged } = await client.request("endRun", { run, how }, { deadlineMs }).catch(failed);
        take(last);
        return { steps: steps.all, ...readJudgement(judged) };
      },
    };
  };
}

class Steps {
  readonly all: RunStep[] = [];
  readonly #reader = new StepReader();

  /** The new ones. */
  take(json: string): readonly RunStep[] {
    const from = this.all.length;
    for (const step of v.parse(storedSteps, JSON.parse(json))) this.all.push(this.#reader.add(step));
    return this.all.slice(from);
  }
}

function readJudgement(json: string): Omit<JudgedText, "steps"> {
  const { ending: ended, ...rest } = v.parse(judgedText, JSON.parse(json));
  return { ...rest, ...(ended ? { ending: ended } : {}) };
}

function neverEnds({ functionName }: StatedProblem, rule: Extract<RuleEnd, { kind: "limit" }>): UserError {
  return new UserError(
    "rule-limit",
    `The rule ${functionName} was stopped at line ${rule.line}: ${rule.message}`,
    "Correct the rule, or run a smaller problem.",
  );
}
