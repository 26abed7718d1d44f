/** @file What a model folder's recipe says about the problems that the model has seen, so that it is measured on others. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { holdOutOf, trainingProblems } from "../../core/sample/problems.ts";
import { type TaskChoice, taskName } from "../../core/task/registry.ts";
import type { OpenModel } from "../model/openModel.ts";
import type { EvaluateOptions } from "./evaluateModel.ts";

/** Empty for a model without a recipe, or of another task. Throws a UserError where the recipe is damaged. */
export async function trainedOn(
  { dir, manifest }: Pick<OpenModel, "dir" | "manifest">,
  task: TaskChoice,
): Promise<Pick<EvaluateOptions, "by" | "trained">> {
  if (manifest.recipe === undefined) return {};
  const path = join(dir, manifest.recipe);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return {};
  const recipe = parseDecoderRecipe(text, path);
  if (taskName(recipe.task) !== taskName(task)) return {};
  const trained = recipe.split && new Set([...trainingProblems(recipe).values()].flat());
  return { by: holdOutOf(recipe), trained };
}
