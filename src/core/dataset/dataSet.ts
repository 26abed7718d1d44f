/**
 * @file The samples of a data set that is written for other programs: a task's problems by a split or by length, each with the prompt
 * and the gold response of a method. Drawn and rendered one at a time, so that a set may be larger than the memory.
 */

import { UserError } from "../base/errors.ts";
import { Rng } from "../base/rng.ts";
import type { Method, Rendered } from "../method/method.ts";
import type { Value } from "../rule/value.ts";
import { taskProblem } from "../sample/corpus.ts";
import { DistinctTexts } from "../sample/distinctTexts.ts";
import { heldOut } from "../sample/problems.ts";
import { type Cell, cellsOf } from "../task/space.ts";
import { divide, type Split } from "../task/split.ts";
import type { Task } from "../task/task.ts";

export const dataParts = ["training", "test", "all"] as const;
export type DataPart = (typeof dataParts)[number];

/**
 * - `space`: the cells of the task's sample space, in the study's order; `split` says which of them are for training.
 * - `lengths`: problems of these lengths, first and last included, drawn at random and each at most once. A fixed tenth of them is the
 *   test part, the same that every training here leaves out.
 */
export type DataSource =
  | { readonly kind: "space"; readonly split?: Split }
  | { readonly kind: "lengths"; readonly lengths: readonly [number, number] };

export interface DataSet {
  readonly task: Task;
  readonly method: Method;
  readonly source: DataSource;
  readonly part: DataPart;
  /** Samples at most; of a space a random choice of so many cells. */
  readonly count?: number;
  readonly seed: number;
}

export interface DataSample extends Rendered {
  /** Of a space: the number that the study gives the cell. Else how many samples came before. */
  readonly id: number;
  readonly length: number;
  /** Of a space: the study's two numbers. */
  readonly fields?: { readonly a: number; readonly b: number };
}

/** Throws a UserError where the task has no such problems. Fewer than `count` come where there are no more. */
export function* samplesOf(set: DataSet): Generator<DataSample> {
  const { task, method } = set;
  const problem = taskProblem(task);
  for (const { args, ...known } of set.source.kind === "space" ? cellProblems(set, set.source.split) : drawn(set))
    yield { ...method.render(problem(args)), length: task.lengthOf(args), ...known };
}

interface Chosen extends Pick<DataSample, "id" | "fields"> {
  readonly args: readonly Value[];
}

function* cellProblems({ task, part, count, seed }: DataSet, split: Split | undefined): Generator<Chosen> {
  const { space } = task;
  if (space === undefined) {
    throw new UserError(
      "no-space",
      `The task ${task.name} has no grid of problems.`,
      "Export it by length, as in --split length:1-5.",
    );
  }
  if (split === undefined && part !== "all")
    throw new UserError("no-split", `Without a split there is no ${part} part.`, "Name a split, or export all cells.");
  const all = cellsOf(space);
  const wanted = split === undefined || part === "all" ? all : divide(space, split)[part];
  const key = ({ row, column }: Cell): string => `${row} ${column}`;
  const some = count !== undefined && count < wanted.length;
  const chosen = new Set(
    (some
      ? new Rng(seed)
          .fork("cells")
          .shuffle([...wanted])
          .slice(0, count)
      : wanted
    ).map(key),
  );
  for (const [id, { row, column }] of all.entries()) {
    const args = chosen.has(key({ row, column })) ? space.at(row, column) : undefined;
    if (args !== undefined) yield { id, args, fields: space.fields?.(row, column) ?? { a: row, b: column } };
  }
}

const defaultCount = 10_000;

/** Draws that bring nothing new before a length counts as used up, per problem it is said to have. */
const patience = 30;

/** Each sample's length is drawn again, so that the file needs no shuffling. */
function* drawn({ task, source, part, count = defaultCount, seed }: DataSet): Generator<Chosen> {
  const [shortest, longest] = source.kind === "lengths" ? source.lengths : [1, 0];
  const rng = new Rng(seed).fork("data set");
  const seen = new DistinctTexts();
  const open = Array.from({ length: longest - shortest + 1 }, (_, i) => ({ length: shortest + i, vain: 0 }));
  for (let id = 0; id < count && open.length > 0; ) {
    const at = rng.integer(0, open.length - 1);
    const drawing = open[at];
    if (drawing === undefined) break;
    const args = task.sample(rng, drawing.length);
    const text = task.toText(args);
    const wanted = part === "all" || heldOut(task, text) === (part === "test");
    if (wanted && seen.add(text)) {
      drawing.vain = 0;
      yield { id: id++, args };
    } else if (++drawing.vain > Math.min(patience * task.problemsOfLength(drawing.length), 20_000)) open.splice(at, 1);
  }
}
