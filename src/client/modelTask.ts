/** @file The task that a model was trained on: a built-in one, or a person's own, whose rule stands in the model folder's recipe. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDecoderRecipe } from "../core/recipe/decoderRecipe.ts";
import { type TaskChoice, taskName, taskNamed } from "../core/task/registry.ts";
import type { Model } from "./models.ts";

/** Undefined for a model that belongs to no task. Throws a UserError where its recipe is damaged. */
export async function taskOfModel({ dir, manifest }: Model): Promise<TaskChoice | undefined> {
  const { task, recipe } = manifest;
  if (task === undefined || taskNamed(task) !== undefined || recipe === undefined) return task;
  const path = join(dir, recipe);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return task;
  const choice = parseDecoderRecipe(text, path).task;
  return taskName(choice) === task ? choice : task;
}
