/**
 * @file The conversation between the extension and an attention view. Questions about activations are those of the engine's contract, which the extension passes on to the
 * engine, which alone holds the tensors. Tokens are those of prompt and response together.
 */

import * as v from "valibot";
import { verdicts } from "../core/check/verdict.ts";
import { ablation, captureShape, headSet, latentReaders, patchRequest, range, relayedRequests } from "./activations.ts";
import { count, countFrom, number, request, uint8Array } from "./request.ts";

const done = v.object({});

/** Which language VAE reads an item, by which side, and which others could: their folders and names. */
const latentChoice = v.object({
  reads: v.picklist(latentReaders),
  model: v.string(),
  models: v.array(v.object({ dir: v.string(), name: v.string() })),
});

/** A run as an attention view shows it. */
export const attentionRun = v.object({
  /** Tells this run from any other in this window. */
  id: v.string(),
  call: v.string(),
  method: v.string(),
  model: v.string(),
  shape: captureShape,
  steps: v.array(
    v.object({
      tokens: range,
      /** 1-based line in the rule's file; null where the text names none. */
      line: v.nullable(count),
      text: v.string(),
      verdict: v.picklist(verdicts),
    }),
  ),
  /** The rule's lines in the prompt; empty where the method gives no rule. */
  lines: v.array(v.object({ line: count, text: v.string(), tokens: range })),
  problem: v.nullable(range),
  operands: v.nullable(range),
  /** Where it is an item that a language VAE read: by which side. It has no steps and no lines. */
  latent: v.nullable(latentChoice),
  /** What is to be known before believing what is shown. */
  notices: v.array(v.string()),
  /** For captions: what the numbers were made by. */
  provenance: v.string(),
});
export type AttentionRun = v.InferOutput<typeof attentionRun>;
export type AttentionStep = AttentionRun["steps"][number];

/** A response in a few words: what checking it says. */
const judged = v.object({
  answer: v.nullable(v.string()),
  steps: count,
  /** Index of the first wrong step; null where none is. */
  firstWrong: v.nullable(count),
  message: v.nullable(v.string()),
});
export type Judged = v.InferOutput<typeof judged>;

export const exportFormats = ["svg", "png", "csv", "npy", "safetensors"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Which run is asked about, by its id. */
const run = { run: v.string() };
const aboutRun = v.object(run);
/** What is passed on to the engine. */
export const relayedToEngine = relayedRequests(run);

export const attentionViewContract = {
  requests: {
    /** The view's script runs. */
    ready: request(v.object({}), done),
    /** A step was chosen in the view: the editor goes there. */
    select: request(v.object({ ...run, step: count }), done),
    /** These heads are shown from now on: the rule's lines in the editor are painted by them. */
    heads: request(v.object({ set: headSet }), done),
    /** Another side of a language VAE, the one in this folder, is to read the shown item. */
    reader: request(v.object({ reads: v.picklist(latentReaders), model: v.string() }), done),
    /** Runs the problem at the cursor, or what is shown again. */
    run: request(v.object({}), done),
    /** Asks which run to compare the shown one with; the answer comes as a notice. */
    chooseCompared: request(aboutRun, done),
    clearCompared: request(v.object({}), done),
    /** Asks for a place and saves there. `name` is without an ending. */
    save: request(v.object({ name: v.string(), format: v.picklist(exportFormats), bytes: uint8Array }), done),
    ...relayedToEngine,
    /** `corrupted`: the id of the run that the shown one is compared with. */
    patch: patchRequest(run, v.string()),
    /** The response written again as by `generateAblated`, and both checked against the rule. */
    rerunAblated: request(
      v.object({ ...run, ...ablation, kept: count, maxNewTokens: v.optional(countFrom(1, 4096), 512) }),
      v.object({ text: v.string(), before: judged, after: judged }),
    ),
  },
  notices: {
    /** Another run is shown from now on; without one, `message` says what to do. `runnable`: running a problem is what helps. */
    show: v.object({
      run: v.nullable(attentionRun),
      message: v.nullable(v.string()),
      runnable: v.boolean(),
      /** Without a run: the item that could not be read, for which another reader can be chosen. */
      latent: v.nullable(latentChoice),
      busy: v.boolean(),
    }),
    /** A layer's thumbnails, as in the engine's contract. */
    layer: v.object({ run: v.string(), layer: count, thumbnails: uint8Array }),
    /** All layers are there. */
    captured: v.object({ run: v.string(), seconds: number, bytes: count }),
    /** The run that the shown one is compared with from now on, or what went wrong with it. */
    compared: v.object({ run: v.nullable(attentionRun), message: v.nullable(v.string()), busy: v.boolean() }),
    /** The step that the editor stands at. */
    step: v.object({ run: v.string(), step: v.nullable(count) }),
  },
};
export type AttentionViewContract = typeof attentionViewContract;
