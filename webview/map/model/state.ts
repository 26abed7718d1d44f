/** @file How a person sees case maps, which outlives a reload. Every field falls back by itself. No DOM. */

import * as v from "valibot";
import { layers } from "../../charts/ramp.ts";
import { wholeGrid } from "./viewport.ts";

const cell = v.object({ row: v.number(), column: v.number() });
const square = v.object({ centre: v.tuple([v.number(), v.number()]), halfWidth: v.number() });

/** Which rows the table shows. */
export const tableFilters = ["held", "wrong", "all"] as const;

export const viewState = v.object({
  /** What is shown: the records' paths. */
  sources: v.fallback(v.array(v.string()), []),
  layer: v.fallback(v.picklist(layers), "accuracy"),
  zoom: v.fallback(v.object({ k: v.number(), row: v.number(), column: v.number() }), wholeGrid),
  /** The cell under the cursor, by its values on the axes. */
  cursor: v.fallback(v.nullable(cell), null),
  table: v.fallback(v.boolean(), false),
  filter: v.fallback(v.picklist(tableFilters), "held"),
  /** Squares to be held out of a new training, and of which map's recipe; null while nobody chooses any. */
  brush: v.fallback(v.nullable(v.object({ map: v.string(), squares: v.array(square) })), null),
});
export type ViewState = v.InferOutput<typeof viewState>;
