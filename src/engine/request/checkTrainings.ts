/** @file Answers `checkTrainings`: what can be said against trainings before any work, so that a long experiment does not fail in its middle. */
import { resolve } from "node:path";
import { parseRecipe } from "../../core/recipe/recipe.ts";
import { taskNamed } from "../../core/task/registry.ts";
import { divide } from "../../core/task/split.ts";
import { decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import { type Finite, finite } from "../../protocol/wire.ts";
import { decoderConfig } from "../recipe/decoderShape.ts";
import { checkRoom, keptBytes, needOf, roomAt } from "../recipe/room.ts";
import { startingFolder, startingModel } from "../recipe/startingModel.ts";

export interface CheckedTrainings {
  readonly diskBytes: Finite;
  readonly memoryBytes: Finite;
}

export interface TrainingsToCheck {
  readonly recipes: readonly { readonly recipe: string; readonly recipePath: string }[];
  /** The folder that holds all their model folders. */
  readonly outDir: string;
}

/** Nobody knows a tokenizer's size before it is built, and building one takes seconds. */
const likelyVocabulary = 1000;

/** Throws a UserError about the first training that cannot be. */
export async function checkTrainings({ recipes, outDir }: TrainingsToCheck): Promise<CheckedTrainings> {
  let [memory, working, kept] = [0, 0, 0];
  const fits = new Set<string>();
  for (const { recipe: json, recipePath } of recipes) {
    const recipe = parseRecipe(json, recipePath);
    const space = taskNamed(recipe.task)?.space;
    if (recipe.split !== undefined && space !== undefined) divide(space, recipe.split);
    const shapeOf = (size: number) => decoderConfig(recipe, size);
    if (recipe.from !== undefined) {
      const dir = startingFolder(recipePath, recipe.from);
      const { task, method, dialect, numbers, model, mixture } = recipe;
      const kind = JSON.stringify({ dir, task, method, dialect, numbers, model, mixture });
      if (!fits.has(kind)) await startingModel({ recipe, dir, shapeOf });
      fits.add(kind);
    }
    const spec = decoderSpecification(shapeOf(likelyVocabulary));
    const need = needOf(recipe, spec);
    memory = Math.max(memory, need.memory);
    working = Math.max(working, need.disk);
    kept += keptBytes(recipe, spec);
  }
  const need = { memory, disk: recipes.length === 0 ? 0 : working + kept };
  const dir = resolve(outDir);
  checkRoom(dir, need, await roomAt(dir));
  return { diskBytes: finite(Math.round(need.disk)), memoryBytes: finite(Math.round(need.memory)) };
}
