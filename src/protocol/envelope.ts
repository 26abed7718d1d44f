/** @file The six kinds of message that an endpoint sends, and the check that each passes before anything looks inside. */

import * as v from "valibot";

const id = v.pipe(v.number(), v.safeInteger());

export const envelope = v.variant("kind", [
  v.object({ kind: v.literal("request"), id, name: v.string(), params: v.unknown() }),
  v.object({ kind: v.literal("ok"), id, result: v.unknown() }),
  v.object({
    kind: v.literal("err"),
    id,
    /** `cancelled`, `bug`, or a UserError's own code with `user:` before it. */
    code: v.string(),
    message: v.string(),
    /** Only of a UserError. */
    remedy: v.optional(v.string()),
  }),
  v.object({ kind: v.literal("event"), id, event: v.unknown() }),
  v.object({ kind: v.literal("cancel"), id }),
  v.object({ kind: v.literal("notice"), name: v.string(), notice: v.unknown() }),
]);

export type Envelope = v.InferOutput<typeof envelope>;
