/**
 * @file What can be asked about the inside of a run: the shapes that the engine and the attention view share. Tensors stay in the engine;
 * what crosses is a tile at the resolution of a screen, a row, or sums.
 *
 * Tokens are those of prompt and response together, from 0. What a row of attention tells is what was read *at* a token; a token is
 * written by the one before it.
 */

import * as v from "valibot";
import { poolings } from "../core/attention/tile.ts";
import { count, countFrom, float32Array, measured, number, numberFrom, uint8Array } from "./request.ts";

export const head = v.object({ layer: count, head: count });
export type Head = v.InferInput<typeof head>;

export const combinations = ["mean", "max"] as const;
export type Combination = (typeof combinations)[number];

/** Through all layers: what reached a token after the last one (`core/attention/rollout.ts`, `flow.ts`). Shares below the threshold count as none. */
export const through = v.object({ kind: v.picklist(["rollout", "flow"]), threshold: v.optional(numberFrom(0, 1), 0) });
export type Through = v.InferInput<typeof through>;

/** Some heads, looked at as one: by the mean or the largest of their probabilities; of each layer where it goes through all of them. */
export const headSet = v.object({
  heads: v.array(head),
  combine: v.optional(v.picklist(combinations), "mean"),
  through: v.optional(through),
});
export type HeadSet = v.InferInput<typeof headSet>;

/** Tokens [from, to). */
export const range = v.tuple([count, count]);

/** What the run looks like from inside. */
export const captureShape = v.object({
  layers: countFrom(1),
  /** Of every layer. `window`: it sees this many tokens, itself included; null = all before it. */
  heads: v.array(v.object({ rotary: v.boolean(), window: v.nullable(count) })),
  width: countFrom(1),
  /** Prompt, then response. */
  tokens: v.array(v.object({ id: count, text: v.string(), place: count })),
  promptTokens: count,
  /** Whether tokens see only themselves and earlier ones. */
  causal: v.boolean(),
  /** Whether token 0 is a language VAE's z: a key and a value that every token sees, and which sees nothing. */
  slot: v.boolean(),
  /** Side of a thumbnail, in cells; 0 without. */
  thumbnail: count,
});
export type CaptureShape = v.InferOutput<typeof captureShape>;

export const captureEvent = v.variant("kind", [
  v.object({ kind: v.literal("shape"), shape: captureShape }),
  /** A layer is done: its heads as thumbnails [head, row, column], pooled by their largest, one byte each (`core/attention/quantise.ts`). */
  v.object({ kind: v.literal("layer"), layer: count, thumbnails: uint8Array }),
]);
export type CaptureEvent = v.InferOutput<typeof captureEvent>;

export const captureParams = { thumbnail: v.optional(countFrom(0, 256), 0) };
export const captureResult = v.object({
  /** Wall time; what it takes in the engine's memory. */
  seconds: number,
  bytes: count,
  /** Whether it was still known from an earlier request. */
  known: v.boolean(),
});

export const tileParams = {
  set: headSet,
  queries: range,
  keys: range,
  rows: countFrom(1, 4096),
  columns: countFrom(1, 4096),
  pooling: v.optional(v.picklist(poolings), "max"),
};
/** [row, column], one byte each. */
export const tileResult = v.object({ rows: count, columns: count, bytes: uint8Array });

/** `out`: what `token` reads, its row; `in`: what reads it, its column. Exact; one number for each token of the run. */
export const rowParams = { set: headSet, token: count, direction: v.picklist(["out", "in"]) };
export const rowResult = v.object({ probabilities: float32Array });

/** Exact numbers of a part of the matrix, [query, key]; at most 2^24 of them. */
export const matrixParams = { set: headSet, queries: range, keys: range };
export const matrixResult = v.object({ probabilities: float32Array });

/** Shares between spans, [query span, key span]; see `core/attention/spanSums.ts`. */
export const spanParams = { set: headSet, queries: v.array(range), keys: v.array(range) };
export const spanResult = v.object({ shares: float32Array });

/** What each head does; see `core/attention/headScores.ts`. */
export const scoreParams = {
  steps: v.array(v.object({ queries: range, line: range })),
  operands: v.optional(range),
};
export const scoreResult = v.object({
  /** By layer, then head. */
  heads: v.array(
    v.object({
      layer: count,
      head: count,
      scores: v.object({
        previousToken: measured,
        duplicateToken: measured,
        induction: measured,
        firstToken: measured,
        ruleLine: measured,
        operands: measured,
        entropy: measured,
        distance: measured,
      }),
    }),
  ),
});
export type ScoredHeads = v.InferOutput<typeof scoreResult>["heads"];

/** Hidden states at some tokens, [token, values]. `residual` is after the layer; queries and keys are of all heads, [token, head * headWidth]. */
export const stateComponents = [
  "residual",
  "attention.output",
  "feedForward.output",
  "attention.query",
  "attention.key",
] as const;
export type StateComponent = (typeof stateComponents)[number];
export const stateParams = {
  layer: count,
  component: v.picklist(stateComponents),
  positions: v.array(count),
};
export const stateResult = v.object({ values: float32Array, width: count });

/** What each layer would write in the place of `token`: the residual read as if it were the last. */
export const lensParams = { token: count, topK: v.optional(countFrom(1, 20), 5) };
export const lensResult = v.object({
  rows: v.array(
    v.object({
      /** 0 = what the first layer reads; then after each layer. */
      depth: count,
      /** Of the token that was written, and how many others were more probable. */
      probability: number,
      rank: count,
      top: v.array(v.object({ id: count, text: v.string(), probability: number })),
    }),
  ),
});
export type LensRows = v.InferOutput<typeof lensResult>["rows"];

/** Heads whose output is set to zero, and tokens that no later one may see. */
export const ablation = { heads: v.array(head), hidden: v.array(count) };

/** The run's tokens read once more without them: how probable each is before and after. */
export const ablateParams = { ...ablation, tokens: range };
export const ablateResult = v.object({
  before: float32Array,
  after: float32Array,
  /** The first token of the range that the model would now write differently, and as what; null where there is none. */
  changed: v.nullable(v.object({ token: count, text: v.string(), before: v.string() })),
});

/** Every head silenced by itself: how probable these tokens are together, with all heads and without it, in nats. */
export const effectParams = { tokens: range };
export const effectResult = v.object({
  before: number,
  heads: v.array(v.object({ layer: count, head: count, after: number })),
});
export type HeadEffects = v.InferOutput<typeof effectResult>;

/** The response written anew, greedily, after its first `kept` tokens. */
export const rerunParams = { ...ablation, kept: count, maxNewTokens: v.optional(countFrom(1, 4096), 512) };
export const rerunResult = v.object({ tokens: v.array(v.object({ id: count, text: v.string() })), ended: v.boolean() });
