/** @file One run as the views show it, live or stored: what crosses to a webview. Made in the extension; the views never judge. */

import * as v from "valibot";
import { verdicts } from "../core/check/verdict.ts";
import { methodNames } from "../core/method/method.ts";
import { count, countFrom, number } from "./request.ts";

const viewToken = v.object({
  id: count,
  text: v.string(),
  /** Of the chosen token. */
  probability: number,
  /** In nats. */
  entropy: number,
  /** The most probable tokens, most probable first. */
  topK: v.object({ ids: v.array(count), texts: v.array(v.string()), probabilities: v.array(number) }),
  /** Put there by a person; the model went on from it. */
  forced: v.optional(v.literal(true)),
});
export type ViewToken = v.InferOutput<typeof viewToken>;

/** A variable, or what the step returns or raises, as the text claims it and as the rule has it. */
const viewValue = v.object({
  name: v.string(),
  /** As Python's `repr` writes it; null where the text claims none. */
  claimed: v.nullable(v.string()),
  /** Only where it differs; null where the rule has none. */
  expected: v.optional(v.nullable(v.string())),
  /** The step says something about it. */
  changed: v.boolean(),
});
export type ViewValue = v.InferOutput<typeof viewValue>;

export const viewStep = v.object({
  /** 1-based line in the rule's file as it was run; null where the text names none. */
  line: v.nullable(count),
  text: v.string(),
  /** Indices of its tokens, [first, end). */
  tokens: v.tuple([count, count]),
  verdict: v.picklist(verdicts),
  /** Whether the rule would do this from the model's own previous state. */
  locallyValid: v.nullable(v.boolean()),
  message: v.string(),
  /** The line that the rule executes here, where it is another one. */
  expectedLine: v.nullable(count),
  values: v.array(viewValue),
});
export type ViewStep = v.InferOutput<typeof viewStep>;

const ruleLine = v.object({ line: countFrom(1), text: v.string() });

/** What is known when the run begins and stays. */
export const viewRun = v.object({
  /** Tells this run from any other in this window. */
  id: v.string(),
  call: v.string(),
  method: v.picklist(methodNames),
  prompt: v.nullable(v.string()),
  /** The prompt as the model read it; null where that is not known. */
  promptTokens: v.nullable(v.object({ ids: v.array(count), texts: v.array(v.string()) })),
  /** The rule's functions, line by line; empty where only the steps are known. */
  rule: v.array(ruleLine),
});
export type ViewRun = v.InferOutput<typeof viewRun>;

/** What changes while it is written, and afterwards. */
export const viewStatus = v.object({
  phase: v.picklist(["starting", "writing", "finished", "stopped", "failed"]),
  model: v.string(),
  /** The task that the model was trained on, where it is another one than the problem's. */
  otherTask: v.nullable(v.string()),
  device: v.nullable(v.string()),
  answer: v.nullable(v.string()),
  expected: v.nullable(v.string()),
  correct: v.nullable(v.boolean()),
  /** What to say where the answer isn't simply right or wrong: an ending too early, a failure. */
  remark: v.nullable(v.string()),
  seconds: v.nullable(number),
  /** The rule or the problem was edited since. */
  stale: v.boolean(),
  /** Under which id the run is kept, once it is over: with it a view finds the run again after a reload. */
  stored: v.nullable(v.string()),
  /** The step that the editor stands at. */
  position: v.nullable(count),
});
export type ViewStatus = v.InferOutput<typeof viewStatus>;

/** What was added to the response, and from which index on; what the view had from there is replaced. */
export const viewGrowth = v.object({
  run: v.string(),
  firstToken: count,
  tokens: v.array(viewToken),
  firstStep: count,
  steps: v.array(viewStep),
});
export type ViewGrowth = v.InferOutput<typeof viewGrowth>;
