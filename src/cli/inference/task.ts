/** @file The inference task of a `--task` flag, and its content of a `--content` flag. */

import { UserError } from "../../core/base/errors.ts";
import type { InferenceTask } from "../../core/inference/inferenceTask.ts";
import { inferenceTaskNamed, inferenceTasks } from "../../core/inference/registry.ts";
import { nearest } from "../nearest.ts";

/** Throws a UserError that names the nearest one, or all there are. */
export function namedInferenceTask(name: string): InferenceTask {
  const task = inferenceTaskNamed(name);
  if (task !== undefined) return task;
  throw unknown(
    "inference task",
    name,
    inferenceTasks.map((each) => each.name),
  );
}

/** Throws a UserError where the task does not have it. */
export function contentOf({ name, variants }: InferenceTask, content: string | undefined): string | undefined {
  if (content === undefined || variants.includes(content)) return content;
  throw unknown(`content for ${name} called`, content, variants);
}

function unknown(what: string, name: string, known: readonly string[]): UserError {
  const meant = nearest(name, known);
  const remedy = meant === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${meant}?`;
  return new UserError("task-unknown", `There is no ${what} ${name}.`, remedy);
}
