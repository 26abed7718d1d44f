/** @file A map's recipe with other squares held out: what a training from the case map view runs. Knows no `vscode`. */

import { type DecoderRecipe, parseDecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { taskNamed } from "../../core/task/registry.ts";
import { divide, type Square } from "../../core/task/split.ts";

/** Squares named in the recipe's name; more would make no name. */
const namedSquares = 2;

/** Throws a UserError where the squares cannot be held out of the task's space. */
export function heldOutRecipe(recipe: DecoderRecipe, squares: readonly Square[], steps: number): DecoderRecipe {
  const split = { kind: "squares" as const, squares: [...squares] };
  const space = taskNamed(recipe.task)?.space;
  if (space !== undefined) divide(space, split);
  const names = squares.slice(0, namedSquares).map(({ centre, halfWidth }) => [...centre, halfWidth].join("-"));
  const more = squares.length > namedSquares ? [`and-${squares.length - namedSquares}-more`] : [];
  const base = recipe.name.replace(/-without-.*$/, "");
  const { training } = recipe;
  const changed = {
    ...recipe,
    name: [base, "without", ...names, ...more].join("-"),
    description: `${base}, trained with ${squares.length === 1 ? "another square" : `${squares.length} squares`} held out.`,
    split,
    training: {
      ...training,
      steps,
      warmupSteps: Math.min(training.warmupSteps, Math.floor(steps / 10)),
      checkpointEverySteps: Math.min(training.checkpointEverySteps, steps),
      ...(training.snapshotSteps && { snapshotSteps: training.snapshotSteps.filter((step) => step < steps) }),
    },
  };
  return parseDecoderRecipe(JSON.stringify(changed), changed.name);
}
