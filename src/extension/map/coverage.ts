/** @file The step-coverage oracle for a map whose record does not hold it, computed between other work of the window. Knows no `vscode`. */
import { setImmediate } from "node:timers/promises";
import { coverageSteps } from "../../core/measure/coverageMap.ts";
import { taskNamed } from "../../core/task/registry.ts";
import { finite } from "../../protocol/wire.ts";
import type { MapSource } from "./mapSource.ts";

/** How long the window's other work may wait at a time. */
const sliceMilliseconds = 12;

/** The same source with its oracle; undefined where there is none to compute, or when the signal was given. */
export async function withCoverage(source: MapSource, signal: AbortSignal): Promise<MapSource | undefined> {
  const { shown, recipe } = source;
  const space = taskNamed(recipe.task)?.space;
  const { task, method, dialect, split } = recipe;
  if (shown.grid === null || shown.grid.uncovered !== null || space === undefined || split === undefined)
    return undefined;
  const steps = coverageSteps({ task, space, method, dialect, split });
  for (let started = performance.now(); !signal.aborted; ) {
    const { done, value } = steps.next();
    if (done === true) {
      const uncovered = value.uncovered.map(finite);
      return { ...source, shown: { ...shown, grid: { ...shown.grid, uncovered } } };
    }
    if (performance.now() - started < sliceMilliseconds) continue;
    await setImmediate();
    started = performance.now();
  }
  return undefined;
}
