/** @file A sample space as the study's data set: one item a cell, numbered along the grid (Hu et al., ICML 2024, released data). */
import { traceOf } from "../rule/interpret.ts";
import { taskProblem } from "../sample/corpus.ts";
import type { Cell } from "../task/space.ts";
import { cellsOf } from "../task/space.ts";
import type { Task } from "../task/task.ts";

export interface StudyItem {
  readonly id: number;
  readonly question: string;
  readonly a: number;
  readonly b: number;
  readonly answers: readonly string[];
}

/** The items of a task that has a space, in the study's order, each with its cell. Throws a RangeError for any other task. */
export function* studyItems(task: Task): Generator<StudyItem & { readonly cell: Cell }> {
  const { space } = task;
  if (space === undefined) throw new RangeError(`The task ${task.name} has no sample space.`);
  const problem = taskProblem(task.name);
  let id = 0;
  for (const cell of cellsOf(space)) {
    const { row, column } = cell;
    const { program, functionName, args } = problem(space.at(row, column) ?? []);
    const { outcome } = traceOf(program, functionName, args);
    if (outcome.kind !== "returned") throw new Error(`The rule of ${task.name} gives no answer to ${row}, ${column}.`);
    const { a, b } = space.fields?.(row, column) ?? { a: row, b: column };
    yield { id: id++, question: task.toText(args), a, b, answers: [task.answerText(outcome.value) ?? ""], cell };
  }
}
