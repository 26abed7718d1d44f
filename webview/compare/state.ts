/** @file What a compare view keeps over a reload. No DOM. */

import * as v from "valibot";

/** Every field falls back by itself, so that an older page's state never breaks a newer one. */
export const keptSchema = v.object({
  /** What the compared runs are kept under, column by column. */
  stored: v.fallback(v.array(v.string()), []),
  /** The chosen row. */
  row: v.fallback(v.nullable(v.number()), null),
});
export type Kept = v.InferOutput<typeof keptSchema>;
