/**
 * @file What the case map views ask of the process that runs rules: records read into maps, their cells' problems, the oracle, and what to
 * train. A recipe crosses as its JSON.
 */

import * as v from "valibot";
import { shownMap, square } from "./mapView.ts";
import { count, countFrom, request } from "./request.ts";

/** Between the path of an experiment's record, the name of one of its variants, and the step of one of that one's snapshots. */
export const mapMark = "#";

/** The record's file. */
export function recordPath(id: string): string {
  return id.split(mapMark)[0] ?? id;
}

const recipe = v.string();

const mapSource = v.object({
  shown: shownMap,
  recipe,
  /** The folder of the model, where it is whole. */
  modelDir: v.nullable(v.string()),
  /** What a document with its problems states first: the task and the method. */
  header: v.array(v.string()),
});
export type MapSource = v.InferOutput<typeof mapSource>;

export const mapRequests = {
  /** What a path stands for: one training, one variant of an experiment or a snapshot of it, or all of them. */
  readMaps: request(v.object({ id: v.string() }), v.object({ maps: v.array(mapSource) })),

  /** A cell's problem and its answer as their task writes them. */
  describeCell: request(v.object({ recipe, cell: count }), v.object({ problem: v.string(), answer: v.string() })),

  /** The cells that need a step which no training problem shows. A recipe without a sample space has none. */
  coverage: request(v.object({ recipe }), v.object({ uncovered: v.array(count) })),

  /** The recipe with other squares held out, and the map before its training. Refused where they cannot be held out. */
  holdOut: request(
    v.object({ recipe, squares: v.array(square), steps: countFrom(1) }),
    v.object({ recipe, shown: shownMap }),
  ),

  /** One row for each cell of each map that has a grid. */
  mapsCsv: request(v.object({ maps: v.array(v.object({ shown: shownMap, recipe })) }), v.object({ csv: v.string() })),
};
