/**
 * @file The protocol of activations: each question about the activations of a run, declared once. The engine's contract has them about a run
 * that is written out (`runInput`), a view's about a run by its id; `relay.ts` passes them on. Tensors stay in the engine; what crosses is a tile
 * at the resolution of a screen, a row, or sums.
 *
 * Tokens are those of prompt and response together, from 0. A row of attention has the weights of one query position; a token is written by
 * the one before it.
 */

import * as v from "valibot";
import { poolings } from "../core/attention/tile.ts";
import { deviceSetting } from "./device.ts";
import {
  count,
  countFrom,
  float32Array,
  measured,
  number,
  numberFrom,
  type Request,
  uint8Array,
  type WireSchema,
} from "./request.ts";

/** Which side of a language VAE reads an item; `decoderWithoutZ`: the decoder, z all zeros. */
export const latentReaders = ["encoder", "decoder", "decoderWithoutZ"] as const;
export type LatentReader = (typeof latentReaders)[number];

const latentItemRead = v.object({
  reads: v.picklist(latentReaders),
  premises: v.array(v.string()),
  /** What the encoder reads with the premises, and the decoder is given to write, token by token. */
  conclusion: v.string(),
});
export type LatentItemRead = v.InferInput<typeof latentItemRead>;

/**
 * A run as the engine takes it: what the model was given and what it wrote, an end token included. The engine reads it once more, tokens given,
 * and keeps the activations of the last few runs within a fixed memory; a request computes them again where they are gone.
 */
export const runInput = {
  modelDir: v.string(),
  device: deviceSetting,
  prompt: v.string(),
  response: v.array(count),
  /** As in `generate`. */
  couplingSeed: v.optional(count),
  /** Of a language VAE: an item that it reads, instead of prompt and response, which are empty. Only attention can be asked about. */
  latent: v.optional(latentItemRead),
};
const runInputSchema = v.object(runInput);
export type RunInput = v.InferInput<typeof runInputSchema>;

export const head = v.object({ layer: count, head: count });
export type Head = v.InferInput<typeof head>;

export const combinations = ["mean", "max"] as const;
export type Combination = (typeof combinations)[number];

/** Through all layers: what reached a token after the last one (`core/attention/rollout.ts`, `flow.ts`). Weights below the threshold count as none. */
export const through = v.object({ kind: v.picklist(["rollout", "flow"]), threshold: v.optional(numberFrom(0, 1), 0) });
export type Through = v.InferInput<typeof through>;

/** Some heads as one: by the mean or the largest of their weights; of each layer where it goes through all of them. */
export const headSet = v.object({
  heads: v.array(head),
  combine: v.optional(v.picklist(combinations), "mean"),
  through: v.optional(through),
});
export type HeadSet = v.InferInput<typeof headSet>;

/** Tokens [from, to). */
export const range = v.tuple([count, count]);

/** What a run's activations look like. */
export const captureShape = v.object({
  layers: countFrom(1),
  /** Of every layer. `window`: it sees this many tokens, itself included; null = all before it. */
  heads: v.array(v.object({ rotary: v.boolean(), window: v.nullable(count) })),
  width: countFrom(1),
  /** Prompt, then response. */
  tokens: v.array(v.object({ id: count, text: v.string(), coupledId: count })),
  promptTokens: count,
  /** Whether tokens see only themselves and earlier ones. */
  causal: v.boolean(),
  /** Whether token 0 is a language VAE's z: a key and a value that every token sees, and which sees nothing. */
  slot: v.boolean(),
  /** Side of a thumbnail, in cells; 0 without. */
  thumbnail: count,
});
export type CaptureShape = v.InferOutput<typeof captureShape>;

const captureEvent = v.variant("kind", [
  v.object({ kind: v.literal("shape"), shape: captureShape }),
  /** A layer is done: its heads as thumbnails [head, row, column], pooled by their largest, one byte each (`core/attention/quantize.ts`). */
  v.object({ kind: v.literal("layer"), layer: count, thumbnails: uint8Array }),
]);
export type CaptureEvent = v.InferOutput<typeof captureEvent>;

const headScores = v.array(
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
);
export type ScoredHeads = v.InferOutput<typeof headScores>;

/** The hook points of a layer. `residual` is after the layer; queries and keys are of all heads, [token, head * headWidth]. */
export const stateComponents = [
  "residual",
  "attention.output",
  "feedForward.output",
  "attention.query",
  "attention.key",
] as const;
export type StateComponent = (typeof stateComponents)[number];

const lensRows = v.array(
  v.object({
    /** 0 = what the first layer reads; then after each layer. */
    depth: count,
    /** Of the token that was written, and how many others were more probable. */
    probability: number,
    rank: count,
    top: v.array(v.object({ id: count, text: v.string(), probability: number })),
  }),
);
export type LensRows = v.InferOutput<typeof lensRows>;

/** Heads whose output is set to zero, and tokens that no later one may see (attention knockout). */
export const ablation = { heads: v.array(head), masked: v.array(count) };

const headAblations = v.object({
  before: number,
  heads: v.array(v.object({ layer: count, head: count, after: number })),
});
export type HeadAblations = v.InferOutput<typeof headAblations>;

export const patchComponents = ["residual", "attention.output", "feedForward.output", "head"] as const;
export type PatchComponent = (typeof patchComponents)[number];

/** In nats: of the token that the clean run wrote, and of the corrupted run's in its place. */
const tokenLogs = v.object({ cleanToken: number, corruptedToken: number });

const patchResult = v.object({
  clean: tokenLogs,
  corrupted: tokenLogs,
  cleanText: v.string(),
  corruptedText: v.string(),
});
export type PatchResult = v.InferOutput<typeof patchResult>;

/** A row of the heat map: a layer, or a head of one. `effects` has a number for each span. */
const patchEvent = v.object({
  row: count,
  rows: count,
  /** `embedding`, `layer 2`, `layer 2, head 0` */
  name: v.string(),
  effects: float32Array,
});
export type PatchEvent = v.InferOutput<typeof patchEvent>;

const layersDone = v.object({ done: count, total: count });

/** Which run is asked about. */
type Of = v.ObjectEntries;
type AnySchema = v.GenericSchema<unknown, unknown>;

/** What the engine and a view answer alike. `of`: how they are told which run it is. */
export function relayedRequests<O extends Of>(of: O) {
  return {
    /** When a view draws a part of some heads' matrix: [row, column], one byte each. */
    attentionTile: about(
      of,
      {
        set: headSet,
        queries: range,
        keys: range,
        rows: countFrom(1, 4096),
        columns: countFrom(1, 4096),
        pooling: v.optional(v.picklist(poolings), "max"),
      },
      v.object({ rows: count, columns: count, bytes: uint8Array }),
    ),

    /** When somebody rests on a token. `out`: its row, as a query; `in`: its column, as a key. Exact; one weight for each token of the run. */
    attentionRow: about(
      of,
      { set: headSet, token: count, direction: v.picklist(["out", "in"]) },
      v.object({ weights: float32Array }),
    ),

    /** When exact numbers are exported: [query, key]. Refused where they would be more than 2^24. */
    attentionMatrix: about(of, { set: headSet, queries: range, keys: range }, v.object({ weights: float32Array })),

    /** When steps are compared with steps, or with the rule's lines: weights between spans, [query span, key span] (`core/attention/spanSums.ts`). */
    attentionSpans: about(
      of,
      { set: headSet, queries: v.array(range), keys: v.array(range) },
      v.object({ weights: float32Array }),
    ),

    /** When heads are to be sorted by what they do, by layer, then head (`core/attention/headScores.ts`). Streams how many layers are done. */
    headScores: streamed(
      of,
      { steps: v.array(v.object({ queries: range, line: range })), operands: v.optional(range) },
      v.object({ heads: headScores }),
      layersDone,
    ),

    /** What each layer would write instead of `token`: the residual stream read as if it were the last layer's. */
    logitLens: about(of, { token: count, topK: v.optional(countFrom(1, 20), 5) }, v.object({ rows: lensRows })),

    /** The run's tokens read once more with heads ablated or tokens masked: how probable each is before and after. */
    ablate: about(
      of,
      { ...ablation, tokens: range },
      v.object({
        before: float32Array,
        after: float32Array,
        /** The first token of the range that the model would now write differently, and as what; null where there is none. */
        changed: v.nullable(v.object({ token: count, text: v.string(), before: v.string() })),
      }),
    ),

    /** Every head ablated by itself: how probable these tokens are together, with all heads and without it, in nats. Streams as `headScores`. */
    ablateHeads: streamed(of, { tokens: range }, headAblations, layersDone),
  };
}

export type RelayedName = keyof ReturnType<typeof relayedRequests>;

/** What of the clean run, put into the corrupted one, restores what the clean one writes (`core/attention/patchEffect.ts`). Streams each row. */
export function patchRequest<O extends Of, C extends AnySchema>(of: O, corrupted: C) {
  return streamed(
    { ...of, corrupted },
    {
      component: v.picklist(patchComponents),
      /** The token whose probability is measured, among prompt and response; both runs have it. */
      token: count,
      /** Tokens that are patched together: one column each. */
      spans: v.array(range),
    },
    patchResult,
    patchEvent,
  );
}

/** What the engine answers. */
export const activationRequests = {
  ...relayedRequests(runInput),

  /** When an attention view opens. Streams the run's shape first, then each layer's thumbnails as it is computed. */
  capture: streamed(
    runInput,
    { thumbnail: v.optional(countFrom(0, 256), 0) },
    v.object({
      /** Wall time; what it takes in the engine's memory. */
      seconds: number,
      bytes: count,
      /** Whether it was still known from an earlier request. */
      known: v.boolean(),
    }),
    captureEvent,
  ),

  /** The corrupted run is by the same model and has as many prompt tokens. */
  patch: patchRequest(
    runInput,
    v.object({ prompt: v.string(), response: v.array(count), couplingSeed: v.optional(count) }),
  ),

  /** The response written again, greedily, after its first `kept` tokens, with heads ablated or tokens masked. Streams how many are written. */
  generateAblated: streamed(
    runInput,
    { ...ablation, kept: count, maxNewTokens: v.optional(countFrom(1, 4096), 512) },
    v.object({ tokens: v.array(v.object({ id: count, text: v.string() })), ended: v.boolean() }),
    v.object({ written: count }),
  ),

  /** When something is computed from activations at some tokens, [token, values]: a projection, a probe. */
  activations: about(
    runInput,
    { layer: count, component: v.picklist(stateComponents), positions: v.array(count) },
    v.object({ values: float32Array, width: count }),
  ),
};

function about<O extends Of, P extends v.ObjectEntries, R extends AnySchema>(
  of: O,
  params: P,
  result: R & WireSchema<R>,
): Request<v.ObjectSchema<O & P, undefined>, R, v.NeverSchema<undefined>> {
  return { params: v.object({ ...of, ...params }), result, event: v.never() };
}

function streamed<O extends Of, P extends v.ObjectEntries, R extends AnySchema, E extends AnySchema>(
  of: O,
  params: P,
  result: R & WireSchema<R>,
  event: E & WireSchema<E>,
): Request<v.ObjectSchema<O & P, undefined>, R, E> {
  return { params: v.object({ ...of, ...params }), result, event };
}
