/** @file Answers `checkTrainings`: what can be said against trainings before any work, so that a long experiment does not fail in its middle. */
import { resolve } from "node:path";
import { ruleNames } from "../../core/inference/inferenceTask.ts";
import { inferenceTaskNamed } from "../../core/inference/registry.ts";
import { InferenceTokenizer } from "../../core/inference/tokens.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { parseRecipe } from "../../core/recipe/recipe.ts";
import type { VaeRecipe } from "../../core/recipe/vaeRecipe.ts";
import { taskNamed } from "../../core/task/registry.ts";
import { divide } from "../../core/task/split.ts";
import { decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import { type Finite, finite } from "../../protocol/wire.ts";
import { decoderConfig } from "../model/decoderShape.ts";
import { vaeConfig } from "../model/vaeShape.ts";
import { checkRoom, decoderExtent, type Extent, keptBytes, needOf, roomAt, vaeExtent } from "../train/room.ts";
import { startingFolder, startingModel } from "../train/startingModel.ts";

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
    const extent = recipe.kind === "vae" ? extentOfVae(recipe) : await checkDecoder(recipe, recipePath, fits);
    const need = needOf(extent);
    memory = Math.max(memory, need.memory);
    working = Math.max(working, need.disk);
    kept += keptBytes(extent);
  }
  const need = { memory, disk: recipes.length === 0 ? 0 : working + kept };
  const dir = resolve(outDir);
  checkRoom(dir, need, await roomAt(dir));
  return { diskBytes: finite(Math.round(need.disk)), memoryBytes: finite(Math.round(need.memory)) };
}

/** `fits` are the models to begin with that are known to fit. */
async function checkDecoder(recipe: DecoderRecipe, recipePath: string, fits: Set<string>): Promise<Extent> {
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
  return decoderExtent(recipe, decoderSpecification(shapeOf(likelyVocabulary)));
}

function extentOfVae(recipe: VaeRecipe): Extent {
  const task = inferenceTaskNamed(recipe.task);
  if (task === undefined) throw new Error(`The task ${recipe.task} was checked and is not there.`);
  const tokenizer = new InferenceTokenizer(task);
  return vaeExtent(recipe, vaeConfig(recipe, { tokenizer, rules: ruleNames(task) }));
}
