/** @file How often a model answers each cell of its task's sample space right, many cells at once: the case map of a training. */

import { addErrors, countErrors, noErrors } from "../../core/check/errorCounts.ts";
import { methodOf } from "../../core/method/methods.ts";
import { type CaseMap, WrongAnswers } from "../../core/record/caseMap.ts";
import { taskProblem } from "../../core/sample/corpus.ts";
import type { TaskChoice } from "../../core/task/registry.ts";
import { cellKey, cellsOf, type SampleSpace } from "../../core/task/space.ts";
import { divide, type Split } from "../../core/task/split.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { finite } from "../../protocol/wire.ts";
import { bareGreedy, type Chooser, measuredChooser } from "../decode/choose.ts";
import type { OpenModel } from "../model/openModel.ts";
import { answerProblems } from "./evaluateModel.ts";

export interface EvaluateSpaceOptions {
  readonly model: OpenModel;
  readonly task: TaskChoice;
  readonly space: SampleSpace;
  readonly split: Split;
  /** Answers drawn for each cell; one is the greedy one. */
  readonly generations: number;
  readonly temperature: number;
  readonly seed: number;
  readonly signal: CancelSignal;
  /** Answers drawn, of how many, and what the cells that were just answered have now. */
  readonly onProgress: (done: number, total: number, cells: MeasuredCells) => void;
}

/** Neighboring cells in the order of the record. */
export interface MeasuredCells {
  readonly first: number;
  /** Answers drawn for each of them so far, and how many of those were right. */
  readonly drawn: number;
  readonly correct: readonly number[];
}

/** Cells decoded together. A cell's answer is short, so that many are worth their padding. */
const batchRows = 256;

/** Throws `Cancelled`. */
export async function evaluateSpace(options: EvaluateSpaceOptions): Promise<CaseMap> {
  const { model, task, space, split, generations, temperature, seed, signal, onProgress } = options;
  const method = methodOf(model.manifest.method, model.manifest.dialect);
  const problemOf = taskProblem(task);
  const cells = cellsOf(space);
  const problems = cells.map(({ row, column }) => problemOf(space.at(row, column) ?? []));
  const correct = new Array<number>(problems.length).fill(0);
  const wrong = new WrongAnswers();
  const out = new Set(divide(space, split).test.map(cellKey));
  const held = cells.map((cell) => out.has(cellKey(cell)));
  let errors = { training: noErrors, test: noErrors };
  const total = problems.length * generations;
  let done = 0;
  for (let generation = 0; generation < generations; generation++) {
    for (let start = 0; start < problems.length; start += batchRows) {
      const batch = problems.slice(start, start + batchRows);
      const chooser = (row: number) =>
        generations === 1 ? bareGreedy : sampler(temperature, seed + generation * problems.length + start + row);
      const answers = await answerProblems(batch, { model, method, signal, chooser });
      for (const [row, answer] of answers.entries()) {
        if (answer.right) correct[start + row] = (correct[start + row] ?? 0) + 1;
        else wrong.add(start + row, answer.given, answer.kind);
      }
      errors = {
        training: addErrors([errors.training, countErrors(answers.filter((_, row) => !held[start + row]))]),
        test: addErrors([errors.test, countErrors(answers.filter((_, row) => held[start + row]))]),
      };
      done += batch.length;
      const measured = correct.slice(start, start + batch.length);
      onProgress(done, total, { first: start, drawn: generation + 1, correct: measured });
    }
  }
  return { split, generations, temperature, correct, wrong: wrong.cells(), errors };
}

function sampler(temperature: number, seed: number): Chooser {
  return measuredChooser(
    { kind: "sampled", seed: finite(seed), temperature: finite(temperature), topK: finite(0), topP: finite(1) },
    0,
  );
}
