/** @file The task of a `--task` flag. */

import { UserError } from "../core/base/errors.ts";
import { taskNamed, tasks } from "../core/task/registry.ts";
import type { Task } from "../core/task/task.ts";
import { nearest } from "./nearest.ts";

/** Throws a UserError that names the nearest one, or all there are. */
export async function namedTask(name: string): Promise<Task> {
  const task = taskNamed(name);
  if (task !== undefined) return task;
  const names = tasks.map((each) => each.name);
  const meant = nearest(name, names);
  const remedy = meant === undefined ? `Tasks: ${names.join(", ")}.` : `Did you mean ${meant}?`;
  throw new UserError("task-unknown", `There is no task ${name}.`, remedy);
}
