/** @file Which points are hidden, selected or grey, and where the names of groups stand on a map. No DOM. */

import { median } from "../../../src/core/statistics/median.ts";
import { isShown, stateBits } from "../scatter/looks.ts";
import type { Marks } from "../scatter/marks.ts";
import type { Cloud } from "./cloud.ts";
import type { Coloring } from "./coloring.ts";

/** Points with a value that the legend hides are hidden; while some are selected, the others are grey. */
export function statesOf(
  cloud: Cloud,
  hidden: Readonly<Record<string, readonly string[]>>,
  selected: ReadonlySet<number>,
): Uint8Array {
  const states = new Uint8Array(cloud.count);
  if (selected.size > 0)
    for (let point = 0; point < states.length; point++)
      states[point] = selected.has(point) ? stateBits.selected : stateBits.dimmed;
  for (const [name, values] of Object.entries(hidden)) {
    const column = cloud.column(name);
    if (column?.kind !== "category" || values.length === 0) continue;
    const out = new Set(values.map((value) => column.values.indexOf(value)));
    for (let point = 0; point < states.length; point++)
      if (out.has(column.of[point] ?? -1)) states[point] = (states[point] ?? 0) | stateBits.hidden;
  }
  return states;
}

export function countShown(states: Uint8Array): number {
  return states.reduce((sum, state) => sum + (isShown(state) ? 1 : 0), 0);
}

/** Twice the same, for a map of queries and keys. */
export function doubled(values: Uint8Array): Uint8Array {
  const made = new Uint8Array(values.length * 2);
  made.set(values);
  made.set(values, values.length);
  return made;
}

/** The largest groups first, each where the middle of its shown points is. */
export function groupLabels(xy: Float32Array, coloring: Coloring, states: Uint8Array): Marks["labels"] {
  const { column, entries } = coloring;
  if (column?.kind !== "category" || entries.length < 2 || entries.length > 40) return [];
  const places = entries.map(() => ({ xs: [] as number[], ys: [] as number[] }));
  for (let point = 0; point < states.length; point++) {
    const at = places[column.of[point] ?? -1];
    if (at === undefined || !isShown(states[point] ?? 0)) continue;
    at.xs.push(xy[2 * point] ?? 0);
    at.ys.push(xy[2 * point + 1] ?? 0);
  }
  return entries
    .map(({ value, color }, i) => ({
      text: value.length > 24 ? `${value.slice(0, 23)}…` : value,
      color,
      ...middleOf(places[i] ?? { xs: [], ys: [] }),
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

/** Medians: a few strays do not move the name out of its group. */
function middleOf({ xs, ys }: { xs: number[]; ys: number[] }): { x: number; y: number; count: number } {
  return { x: median(xs), y: median(ys), count: xs.length };
}
