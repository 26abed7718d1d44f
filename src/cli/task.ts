/** @file The task of a `--task` flag: a built-in one by its name, or a person's own by its rule file. */

import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../core/base/errors.ts";
import { readRuleTask, type TaskChoice, taskNamed, tasks } from "../core/task/registry.ts";
import type { Task } from "../core/task/task.ts";
import { nearest } from "./nearest.ts";

/** `mine.py`, or `mine.py:function` where a file declares several. Throws a UserError that names the nearest task, or all there are. */
export async function namedTask(name: string, alsoKnown: readonly string[] = []): Promise<Task> {
  const choice = await taskChoice(name, alsoKnown);
  const task = taskNamed(choice);
  if (task === undefined) throw new Error(`The task ${name} was checked and is not there.`);
  return task;
}

/** The same as a choice that can be sent to the engine. `alsoKnown`: what the command takes beside tasks. */
export async function taskChoice(name: string, alsoKnown: readonly string[] = []): Promise<TaskChoice> {
  const [, path, functionName] = /^(.*\.py)(?::([^/\\:]+))?$/.exec(name) ?? [];
  if (path !== undefined) {
    const source = await readFile(path, "utf8").catch((error: unknown) => {
      throw new UserError(
        "rule-unreadable",
        `${path} cannot be read: ${messageOf(error)}.`,
        "Name a Python file with a rule.",
      );
    });
    const choice = { rule: path, ...(functionName === undefined ? {} : { function: functionName }), source };
    readRuleTask(source, choice);
    return choice;
  }
  if (taskNamed(name) !== undefined) return name;
  const names = [...tasks.map((each) => each.name), ...alsoKnown];
  const meant = nearest(name, names);
  const remedy =
    meant === undefined ? `Tasks: ${names.join(", ")}, or a rule file that declares one.` : `Did you mean ${meant}?`;
  throw new UserError("task-unknown", `There is no task ${name}.`, remedy);
}
