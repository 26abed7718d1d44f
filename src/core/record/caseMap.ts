/**
 * @file The case map: how often a model answers each cell of a sample space right, with the cells that its training left out. Kept in
 * a training's record; the view and the command line read it from there.
 */
import * as v from "valibot";
import { type ErrorKind, errorCounts, errorKinds } from "../check/errorCounts.ts";
import { splitSchema } from "../recipe/splitSchema.ts";
import { type Cell, cellKey, type SampleSpace } from "../task/space.ts";
import { distanceToRim, divide } from "../task/split.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const wrongCell = v.object({
  cell: whole,
  /** Different answers, the most frequent first. */
  answers: v.array(v.object({ text: v.string(), count: whole, kind: v.optional(v.picklist(errorKinds)) })),
});

export type WrongCell = v.InferOutput<typeof wrongCell>;

export const caseMap = v.object({
  split: splitSchema,
  /** Answers drawn for each cell, and at which temperature; one answer is the greedy one. */
  generations: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  temperature: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  /** Right answers of each cell that has a problem, row by row along the space. */
  correct: v.array(whole),
  /** What was answered instead, by cells (indices into `correct`) that were not always answered right. */
  wrong: v.optional(v.array(wrongCell)),
  /** What kinds of errors there were, on the cells of the training and on those left out. */
  errors: v.optional(v.object({ training: errorCounts, test: errorCounts })),
  /** Cells that the step-coverage oracle predicts to fail, all of them left out of the training. */
  uncovered: v.optional(v.array(whole)),
  /** Of each cell left out, in order, the digits of its answer; 0 where that is no number. */
  testDigits: v.optional(v.array(whole)),
});

export type CaseMap = v.InferOutput<typeof caseMap>;

export interface Count {
  /** Answers drawn, and how many of them were right. */
  readonly total: number;
  readonly correct: number;
}

export interface CaseMapSummary {
  readonly training: Count;
  readonly test: Count;
  /** Of a split into squares: the test cells by how far they are from the nearest trained one, 0 on the rim. */
  readonly byDistance: readonly (Count & { readonly distance: number })[];
}

export function summarize(map: CaseMap, space: SampleSpace, cells: readonly Cell[]): CaseMapSummary {
  const { split, generations, correct } = map;
  const test = new Set(divide(space, split).test.map(cellKey));
  const sums = { training: { total: 0, correct: 0 }, test: { total: 0, correct: 0 } };
  const byDistance = new Map<number, { total: number; correct: number }>();
  const add = (to: { total: number; correct: number }, right: number): void => {
    to.total += generations;
    to.correct += right;
  };
  for (const [index, cell] of cells.entries()) {
    const right = correct[index] ?? 0;
    const held = test.has(cellKey(cell));
    add(held ? sums.test : sums.training, right);
    const distances = split.kind === "squares" ? split.squares.map((square) => distanceToRim(square, cell)) : [];
    const distance = distances.find((each) => each !== undefined);
    if (!held || distance === undefined) continue;
    const ring = byDistance.get(distance) ?? { total: 0, correct: 0 };
    byDistance.set(distance, ring);
    add(ring, right);
  }
  const rings = [...byDistance].sort(([one], [other]) => one - other);
  return { ...sums, byDistance: rings.map(([distance, count]) => ({ distance, ...count })) };
}

/** How many different wrong answers of one cell are kept, and how much of an answer that could not be read. */
const mostWrong = 5;
const longestWrong = 60;

/** Collects wrong answers cell by cell. */
export class WrongAnswers {
  readonly #cells = new Map<number, Map<string, { count: number; readonly kind: ErrorKind | undefined }>>();

  /** `kind` is that of the first such answer: the same wrong answer may have come about in other ways as well. */
  add(cell: number, answer: string, kind?: ErrorKind): void {
    const text = answer.length > longestWrong ? `${answer.slice(0, longestWrong - 1)}…` : answer;
    const counts = this.#cells.get(cell) ?? new Map();
    this.#cells.set(cell, counts);
    const known = counts.get(text) ?? { count: 0, kind };
    known.count++;
    counts.set(text, known);
  }

  cells(): WrongCell[] {
    return [...this.#cells]
      .sort(([one], [other]) => one - other)
      .map(([cell, counts]) => {
        const answers = [...counts].map(([text, { count, kind }]) => ({
          text,
          count,
          ...(kind === undefined ? {} : { kind }),
        }));
        return { cell, answers: answers.sort((one, other) => other.count - one.count).slice(0, mostWrong) };
      });
  }
}
