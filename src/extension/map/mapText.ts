/** @file Case maps in words: a line of a list, names that differ, and everything as JSON for other programs. Knows no `vscode`. */

import { basename, dirname } from "node:path";
import { percentText } from "../../core/format/figures.ts";
import type { MapSource } from "../../protocol/mapRequests.ts";
import type { ShownMap } from "../../protocol/mapView.ts";

export function mapsJson(sources: readonly MapSource[], caption: string): string {
  const maps = sources.map(({ shown, recipe }) => ({ ...shown, recipe: JSON.parse(recipe) as unknown }));
  return `${JSON.stringify({ caption, maps }, undefined, 1)}\n`;
}

/** Trainings of one recipe are distinguished by their folders. */
export function distinctNames(maps: readonly ShownMap[]): ShownMap[] {
  return maps.map((map) => {
    const alone = maps.filter(({ name }) => name === map.name).length === 1;
    return alone ? map : { ...map, name: `${map.name} (${basename(dirname(map.id))})` };
  });
}

/** What a record has, in a line of a list. */
export function headlineOf({ shown: { grid, lengths } }: MapSource): string {
  if (grid === null) return lengths.length === 0 ? "nothing measured" : "curve by length, no map";
  const right = grid.test.reduce((sum, cell) => sum + (grid.correct[cell] ?? 0), 0);
  const drawn = grid.test.reduce((sum, cell) => sum + (grid.drawn[cell] ?? 0), 0);
  return `map of ${grid.split}, ${drawn === 0 ? "not measured" : `${percentText(right / drawn)} right where held out`}`;
}
