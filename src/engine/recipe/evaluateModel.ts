/** @file How often a model's answers and whole traces are exactly right, for each length of problem, decoding many at once. */

import { UserError } from "../../core/base/errors.ts";
import { taskProblem } from "../../core/data/corpus.ts";
import { evaluationProblems } from "../../core/data/problems.ts";
import type { Method } from "../../core/method/method.ts";
import { methodOf } from "../../core/method/methods.ts";
import { equals } from "../../core/rule/value.ts";
import type { Problem } from "../../core/task/problem.ts";
import { answerTextOf, taskNamed, tasks } from "../../core/task/registry.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LengthAccuracy } from "../../protocol/contract.ts";
import { finite } from "../../protocol/wire.ts";
import { bareGreedy, type Chooser } from "../decode/choose.ts";
import { decodeBatch } from "../decode/decodeBatch.ts";
import { preparePrompt } from "../decode/preparePrompt.ts";
import type { OpenModel } from "../model/openModel.ts";

export interface EvaluateOptions {
  readonly model: OpenModel;
  readonly task: string;
  readonly lengths: readonly number[];
  readonly perLength: number;
  readonly seed: number;
  readonly signal: CancelSignal;
  /** After each batch: problems done, of how many, and the accuracies so far. */
  readonly onProgress: (done: number, total: number, accuracy: readonly LengthAccuracy[]) => void;
}

/** Rows decoded together. More save little and make a cancel wait longer. */
const batchRows = 64;

/** Lengths that have fewer held-out problems than asked for are measured on those there are. Throws `Cancelled`. */
export async function evaluateModel(options: EvaluateOptions): Promise<LengthAccuracy[]> {
  const { model, task, lengths, perLength, seed } = options;
  if (taskNamed(task) === undefined) {
    const known = tasks.map(({ name }) => name).join(", ");
    throw new UserError("task-unknown", `There is no task named ${task}.`, `Known tasks: ${known}.`);
  }
  const method = methodOf(model.manifest.method, model.manifest.dialect);
  const problem = taskProblem(task);
  const sets = lengths.map((length) => ({
    length,
    problems: evaluationProblems(task, length, { count: perLength, seed }).map(problem),
  }));
  const total = sets.reduce((sum, { problems }) => sum + problems.length, 0);
  const accuracy: LengthAccuracy[] = [];
  let done = 0;
  for (const { length, problems } of sets) {
    let score = { correct: 0, exact: 0 };
    for (let start = 0; start < problems.length; start += batchRows) {
      const batch = problems.slice(start, start + batchRows);
      const answered = await answer(batch, method, options);
      score = { correct: score.correct + answered.correct, exact: score.exact + answered.exact };
      done += batch.length;
      const measured = accuracyOf(length, start + batch.length, score, method);
      options.onProgress(done, total, [...accuracy, measured]);
    }
    accuracy.push(accuracyOf(length, problems.length, score, method));
  }
  return accuracy;
}

interface Score {
  readonly correct: number;
  readonly exact: number;
}

function accuracyOf(length: number, total: number, { correct, exact }: Score, method: Method): LengthAccuracy {
  const exactTraces = method.name === "direct" ? null : finite(exact);
  return { length: finite(length), total: finite(total), correct: finite(correct), exactTraces };
}

async function answer(
  problems: readonly Problem[],
  method: Method,
  { model, signal }: EvaluateOptions,
): Promise<Score> {
  const answers = await answerProblems(problems, { model, method, signal, chooser: () => bareGreedy });
  const count = (kind: "right" | "exact"): number => answers.filter((each) => each[kind]).length;
  return { correct: count("right"), exact: count("exact") };
}

export interface Answer {
  readonly right: boolean;
  /** The whole response is the gold one. */
  readonly exact: boolean;
  /** The answer as people write it; where none could be read, the whole response. */
  readonly given: string;
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
): Promise<Answer[]> {
  const { tokenizer, manifest, session } = model;
  const gold = problems.map((problem) => method.render(problem));
  const responses: number[][] = problems.map(() => []);
  const longest = Math.max(...gold.map(({ response }) => tokenizer.encode(response).length));
  await decodeBatch(
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
  return problems.map((problem, row) => {
    const text = tokenizer.decode(responses[row] ?? []);
    return { ...readAnswer(problem, method, text), exact: text === gold[row]?.response };
  });
}

function readAnswer(problem: Problem, method: Method, response: string): Pick<Answer, "right" | "given"> {
  const parser = method.parser(problem);
  parser.push(response);
  const { answer: given } = parser.end();
  const { outcome } = method.gold(problem);
  if (given === undefined) return { right: false, given: response.trim() };
  const right = outcome.kind === "returned" && equals(given, outcome.value);
  return { right, given: answerTextOf(problem, given) };
}
