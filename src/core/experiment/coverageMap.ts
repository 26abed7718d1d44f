/**
 * @file The step-coverage oracle on a whole sample space: for each cell whether a training on the cells that a split leaves shows
 * every step that its answer takes. For every task with a space and every method; see `stepCoverage.ts` for what a step is.
 */

import { goldOf } from "../method/gold.ts";
import type { Dialect, MethodName } from "../method/method.ts";
import { methodOf } from "../method/methods.ts";
import { taskProblem } from "../sample/corpus.ts";
import type { Problem } from "../task/problem.ts";
import type { TaskChoice } from "../task/registry.ts";
import { answerTextOf } from "../task/registry.ts";
import { type Cell, cellKey, cellsOf, type SampleSpace } from "../task/space.ts";
import { divide, type Split } from "../task/split.ts";
import { StepCoverage } from "./stepCoverage.ts";

export interface CoverageOptions {
  readonly task: TaskChoice;
  readonly space: SampleSpace;
  readonly method: MethodName;
  readonly dialect?: Dialect;
  readonly split: Split;
}

/** The held-out cells, by their index among the cells of the space, and whether each is covered. */
export interface CoverageMap {
  readonly heldOut: readonly number[];
  /** Those of `heldOut` that lack a step. Trained cells lack none. */
  readonly uncovered: readonly number[];
  /** The digits of each held-out cell's answer; 0 where it is no number. */
  readonly testDigits: readonly number[];
}

/** What the prediction means, for people. */
export function coverageMeaning(method: MethodName): string {
  switch (method) {
    case "direct":
      return "the answer at once is a single step, the whole problem: remembering predicts that trained cells succeed and held-out cells fail";
    case "scratchpad":
      return "a cell succeeds if each of its scratchpad lines after the first follows from a state that some trained cell shows";
    case "rfft":
      return "a cell succeeds if each of its rule lines is executed on values that some trained cell shows";
  }
}

/** Thousands of cells take seconds: the caller may turn to something else, or stop, at each yield. */
export function* coverageSteps({ task, space, method, dialect, split }: CoverageOptions): Generator<void, CoverageMap> {
  const problem = taskProblem(task);
  const problemAt = ({ row, column }: Cell): Problem => problem(space.at(row, column) ?? []);
  const out = new Set(divide(space, split).test.map(cellKey));
  const cells = [...cellsOf(space).entries()].map(([index, cell]) => ({ index, cell, held: out.has(cellKey(cell)) }));
  const coverage = new StepCoverage(methodOf(method, dialect));
  const uncovered: number[] = [];
  for (const { cell } of cells.filter((each) => !each.held)) {
    coverage.train(problemAt(cell));
    yield;
  }
  const heldOut = cells.filter((each) => each.held);
  const testDigits: number[] = [];
  for (const { cell, index } of heldOut) {
    const held = problemAt(cell);
    if (coverage.missing(held).length > 0) uncovered.push(index);
    testDigits.push(digitsOf(held));
    yield;
  }
  return { heldOut: heldOut.map(({ index }) => index), uncovered, testDigits };
}

/** The whole at once. */
export function coverageMap(options: CoverageOptions): CoverageMap {
  const steps = coverageSteps(options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

function digitsOf(problem: Problem): number {
  const { outcome } = goldOf(problem);
  const text = outcome.kind === "returned" ? answerTextOf(problem, outcome.value) : "";
  return /^[0-9]+$/.test(text) ? text.length : 0;
}
