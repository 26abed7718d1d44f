/** @file What a compare view keeps over a reload. No DOM. */

import * as v from "valibot";

/** Every field falls back by itself, so that an older page's state never breaks a newer one. */
export const viewState = v.object({
  /** The ids of the compared runs in the run store, column by column. */
  stored: v.fallback(v.array(v.string()), []),
  /** The chosen row. */
  row: v.fallback(v.nullable(v.number()), null),
});
export type ViewState = v.InferOutput<typeof viewState>;
