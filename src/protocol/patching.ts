/** @file Activation patching between two runs of one model; the formula is in `core/attention/patchEffect.ts`. A part of the engine's contract. */

import * as v from "valibot";
import { range } from "./attention.ts";
import { insideOf } from "./inside.ts";
import { count, float32Array, number, streamingRequest } from "./request.ts";

export const patchComponents = ["residual", "attention.output", "feedForward.output", "head"] as const;
export type PatchComponent = (typeof patchComponents)[number];

/** The request's own run is the clean one. */
export const patchParams = {
  component: v.picklist(patchComponents),
  /** The token whose probability is measured, among prompt and response; both runs have it. */
  token: count,
  /** Tokens that are patched together: one column each. */
  spans: v.array(range),
};

/** In nats: of the token that the clean run wrote, and of the corrupted run's in its place. */
const tokenLogs = v.object({ own: number, other: number });

export const patchResult = v.object({
  clean: tokenLogs,
  corrupted: tokenLogs,
  ownText: v.string(),
  otherText: v.string(),
});
export type PatchResult = v.InferOutput<typeof patchResult>;

/** A row of the heat map: a layer, or a head of one. `effects` has a number for each span. */
export const patchEvent = v.object({
  row: count,
  rows: count,
  /** `embedding`, `layer 2`, `layer 2, head 0` */
  name: v.string(),
  effects: float32Array,
});
export type PatchEvent = v.InferOutput<typeof patchEvent>;

export const patchRequests = {
  /** When two runs are held against each other. Streams each row of effects as it is computed. */
  patchEffects: streamingRequest(
    v.object({
      ...insideOf,
      ...patchParams,
      /** The corrupted run, by the same model, of as many prompt tokens. */
      other: v.object({ prompt: v.string(), response: v.array(count), placeSeed: v.optional(count) }),
    }),
    patchResult,
    patchEvent,
  ),
};
