/** @file How often a model's answers and whole traces are exactly right, for each length of problem, decoding many at once. */

import { UserError } from "../../core/base/errors.ts";
import { countErrors } from "../../core/check/errorCounts.ts";
import { type JudgedResponse, judgeResponse } from "../../core/check/judgeResponse.ts";
import type { Method } from "../../core/method/method.ts";
import { methodOf } from "../../core/method/methods.ts";
import { taskProblem } from "../../core/sample/corpus.ts";
import { evaluationProblems, type HoldOut } from "../../core/sample/problems.ts";
import type { Problem } from "../../core/task/problem.ts";
import { type TaskChoice, taskName, taskNamed, tasks } from "../../core/task/registry.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LengthAccuracy } from "../../protocol/contract.ts";
import { type Finite, finite } from "../../protocol/wire.ts";
import { bareGreedy, type Chooser } from "../decode/choose.ts";
import { decodeBatch } from "../decode/decodeBatch.ts";
import { preparePrompt } from "../decode/preparePrompt.ts";
import type { OpenModel } from "../model/openModel.ts";
import { sentErrors } from "./sentErrors.ts";

export interface EvaluateOptions {
  readonly model: OpenModel;
  readonly task: TaskChoice;
  readonly lengths: readonly number[];
  readonly perLength: number;
  readonly seed: number;
  /** Problems, as texts, that the model was trained on, where those are not told by the fixed tenth that is held out. */
  readonly trained?: ReadonlySet<string> | undefined;
  /** How its training held problems out. */
  readonly by?: HoldOut | undefined;
  readonly signal: CancelSignal;
  /** After each batch: problems done, of how many, and the accuracies so far. */
  readonly onProgress: (done: number, total: number, accuracy: readonly LengthAccuracy[]) => void;
}

/** Rows decoded together. More save little and make a cancel wait longer. */
const batchRows = 64;

/** Lengths that have fewer held-out problems than asked for are measured on those there are. Throws `Cancelled`. */
export async function evaluateModel(options: EvaluateOptions): Promise<LengthAccuracy[]> {
  const { model, task, lengths, perLength, seed, signal, trained, by } = options;
  if (taskNamed(task) === undefined) {
    const known = tasks.map(({ name }) => name).join(", ");
    throw new UserError("task-unknown", `There is no task named ${taskName(task)}.`, `Known tasks: ${known}.`);
  }
  const method = methodOf(model.manifest.method, model.manifest.dialect);
  const problem = taskProblem(task);
  const sets = lengths.map((length) => ({
    length,
    problems: evaluationProblems(task, length, { count: perLength, seed, trained, by }).map(problem),
  }));
  const total = sets.reduce((sum, { problems }) => sum + problems.length, 0);
  const accuracy: LengthAccuracy[] = [];
  let done = 0;
  for (const { length, problems } of sets) {
    const answers: JudgedResponse[] = [];
    for (let start = 0; start < problems.length; start += batchRows) {
      const batch = problems.slice(start, start + batchRows);
      answers.push(...(await answerProblems(batch, { model, method, signal, chooser: () => bareGreedy })));
      done += batch.length;
      options.onProgress(done, total, [...accuracy, accuracyOf(length, answers, method)]);
    }
    accuracy.push(accuracyOf(length, answers, method));
  }
  return accuracy;
}

function accuracyOf(length: number, answers: readonly JudgedResponse[], method: Method): LengthAccuracy {
  const count = (kind: "right" | "exact"): Finite => finite(answers.filter((each) => each[kind]).length);
  return {
    length: finite(length),
    total: finite(answers.length),
    correct: count("right"),
    exactTraces: method.name === "direct" ? null : count("exact"),
    errors: sentErrors(countErrors(answers)),
  };
}

export interface AnswerOptions {
  readonly model: OpenModel;
  readonly method: Method;
  readonly signal: CancelSignal;
  /** How each problem's tokens are chosen. */
  readonly chooser: (row: number) => Chooser;
}

/** Lets the model answer all problems in one batch. Throws `Cancelled`. */
export async function answerProblems(
  problems: readonly Problem[],
  { model, method, signal, chooser }: AnswerOptions,
): Promise<JudgedResponse[]> {
  const { tokenizer, manifest, session } = model;
  const gold = problems.map((problem) => method.render(problem));
  const responses: number[][] = problems.map(() => []);
  const longest = Math.max(...gold.map(({ response }) => tokenizer.encode(response).length));
  const stops = await decodeBatch(
    session,
    gold.map(({ prompt }, row) => preparePrompt(model, prompt, { choose: chooser(row) })),
    {
      endTokenId: manifest.endTokenId,
      contextLength: manifest.contextLength,
      // What is half as long again as the gold response has lost its way.
      maxNewTokens: Math.ceil(longest * 1.5) + 16,
      signal,
      onToken: (row, { id }) => {
        if (id !== manifest.endTokenId) responses[row]?.push(id);
      },
    },
  );
  return problems.map((problem, row) =>
    judgeResponse(problem, method, {
      response: tokenizer.decode(responses[row] ?? []),
      gold: gold[row] ?? { prompt: "", response: "" },
      how: stops[row] === "end" ? "ended" : "cut",
    }),
  );
}
