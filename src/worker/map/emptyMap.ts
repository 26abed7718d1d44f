/** @file The map of a training that has not begun. */
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { taskName, taskNamed } from "../../core/task/registry.ts";
import type { ShownMap } from "../../protocol/mapView.ts";
import { finite } from "../../protocol/wire.ts";
import { gridOf } from "./mapSource.ts";

/** As the map of a training is before it begins; its record is yet to come. */
export function emptyMap(recipe: DecoderRecipe): ShownMap {
  const { name, task, method, seed, split, evaluation, training } = recipe;
  const space = taskNamed(task)?.space;
  const { generations = 1, temperature } = evaluation;
  return {
    id: "",
    name,
    task: taskName(task),
    method,
    provenance: [
      { name: "steps", value: String(training.steps) },
      { name: "seed", value: String(seed) },
    ],
    grid: space && split ? gridOf(space, { split, generations, temperature, correct: [] }, 0) : null,
    lengths: [],
    lossCurve: [],
    work: { phase: "preparing", step: finite(0), steps: finite(training.steps), seconds: finite(0), problem: null },
    trainable: false,
    steps: finite(training.steps),
  };
}
