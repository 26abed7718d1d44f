/** @file Data sets written for other programs: the tasks to choose from, and the file with its card. */

import { exportData } from "../client/exportData.ts";
import { UserError } from "../core/base/errors.ts";
import { readSource } from "../core/dataset/splitText.ts";
import { methodOf } from "../core/method/methods.ts";
import { scanDoctests } from "../core/rule/doctest.ts";
import { parseProgram } from "../core/rule/program.ts";
import { declaredTasks, tasks } from "../core/task/registry.ts";
import { divide } from "../core/task/split.ts";
import type { Task } from "../core/task/task.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import type { TaskChoice } from "../protocol/dataRequests.ts";
import type { CheckedParams, Event, Result } from "../protocol/request.ts";
import type { RuleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";

type Params<N extends keyof RuleContract["requests"]> = CheckedParams<RuleContract, N>;
type Answer<N extends keyof RuleContract["requests"]> = Result<RuleContract, N>;

/** Of every random choice: the same questions give the same file. */
const seed = 1;

export function exportTasks({ source }: Params<"exportTasks">): Answer<"exportTasks"> {
  return {
    tasks: [...declaredIn(source).map((task) => choice(task, source)), ...tasks.map((task) => choice(task, null))],
  };
}

export function checkSplit({ task: choice, split }: Params<"checkSplit">): void {
  const source = readSource(split, seed);
  const { space } = taskOf(choice);
  if (source.kind === "space" && source.split !== undefined && space) divide(space, source.split);
}

/** Throws a UserError, and leaves nothing half written. */
export async function exportDataSet(
  { task: choice, method: { name, dialect }, split, part, format, count, path, version }: Params<"exportData">,
  {
    signal,
    emit,
  }: { readonly signal: CancelSignal; readonly emit: (event: Event<RuleContract, "exportData">) => void },
): Promise<Answer<"exportData">> {
  const task = taskOf(choice);
  const source = readSource(split, seed);
  const set = { task, method: methodOf(name, dialect), source, part, seed, ...(count === null ? {} : { count }) };
  const onProgress = (samples: number): void => emit({ samples: finite(samples) });
  // The save dialog has asked whether the file may be replaced.
  const exported = await exportData({ set, format, path, overwrite: true, version, signal, onProgress });
  return { path: exported.path, cardPath: exported.cardPath, samples: finite(exported.samples) };
}

function declaredIn(source: string | null): readonly Task[] {
  if (source === null) return [];
  const { python } = scanDoctests(source.replaceAll(/\r\n?/g, "\n"));
  return declaredTasks(parseProgram(python).program).tasks;
}

function taskOf({ name, source }: TaskChoice["task"]): Task {
  const found = (source === null ? tasks : declaredIn(source)).find((task) => task.name === name);
  if (found !== undefined) return found;
  throw new UserError("task-unknown", `There is no task ${name}.`, "Choose the task again.");
}

function choice(task: Task, source: string | null): TaskChoice {
  const { name, functionName, example, scratchpad, space } = task;
  const axis = ({ name: of, from, to }: NonNullable<Task["space"]>["rows"]) => {
    return { name: of, from: finite(from), to: finite(to) };
  };
  return {
    task: { name, source },
    functionName,
    example: task.toText(example),
    scratchpad: scratchpad !== undefined,
    grid: space === undefined ? null : { rows: axis(space.rows), columns: axis(space.columns) },
  };
}
