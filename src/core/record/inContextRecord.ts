/** @file The record of an in-context probe: what was asked, what was gained, and what each shot contributed. */

import * as v from "valibot";
import { inContextRecipeSchema } from "../recipe/inContextRecipe.ts";

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const group = v.object({
  /** Each subset that was taken away, as bits, with the share of right answers. */
  ablations: v.array(v.object({ removed: count, accuracy: share })),
  /** Of each shot: the share of the gain that is lost without it. */
  contributions: v.array(v.number()),
});

const probedProblem = v.object({
  problem: v.string(),
  zeroShot: share,
  /** With all shots. */
  fewShot: share,
  shots: v.array(v.object({ group: v.picklist(["similar", "random"]), problem: v.string() })),
  /** Absent where the shots did not gain enough. */
  similar: v.exactOptional(group),
  random: v.exactOptional(group),
});

const estimate = v.object({
  mean: v.number(),
  interval: v.nullable(v.pipe(v.tuple([v.number(), v.number()]), v.readonly())),
  count,
});

export const inContextRecord = v.object({
  version: v.literal(1),
  recipe: inContextRecipeSchema,
  model: v.object({ name: v.string(), hashes: v.record(v.string(), v.string()) }),
  device: v.string(),
  versions: v.object({ rulescope: v.string(), node: v.string(), onnxRuntime: v.string() }),
  seconds: v.number(),
  /** Problems asked without shots. */
  candidates: count,
  /** Mean shares of right answers: of all candidates, and of the problems that were shown with all shots; null where there were none. */
  zeroShot: share,
  fewShot: v.nullable(share),
  /** Prompts that the model could not read. */
  refused: count,
  problems: v.array(probedProblem),
  /** Mean contributions over problems, with 95 % intervals; absent where nothing could be measured. */
  similar: v.exactOptional(estimate),
  random: v.exactOptional(estimate),
  verdict: v.string(),
  /** What has to be known to read the figures. */
  note: v.exactOptional(v.string()),
});

export type InContextRecord = v.InferOutput<typeof inContextRecord>;
export type ProbedProblem = v.InferOutput<typeof probedProblem>;
