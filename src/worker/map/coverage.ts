/** @file The step-coverage oracle for a map whose record does not hold it. */
import { coverageMap } from "../../core/experiment/coverageMap.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { taskNamed } from "../../core/task/registry.ts";

/** The cells that need a step which no training problem shows, by their index. */
export function uncoveredCells({ task, method, dialect, split }: DecoderRecipe): readonly number[] {
  const space = taskNamed(task)?.space;
  if (space === undefined || split === undefined) return [];
  return coverageMap({ task, space, method, dialect, split }).uncovered;
}
