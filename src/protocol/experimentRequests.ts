/** @file What *Run Experiment* asks of the process that runs rules: a recipe's plan, what its folder holds, its trainings and its record. */

import * as v from "valibot";
import { count, request } from "./request.ts";

const plan = v.object({
  name: v.string(),
  description: v.string(),
  variants: v.array(v.object({ name: v.string(), point: v.record(v.string(), v.string()), json: v.string() })),
});
/** A plan as it crosses: each recipe is its JSON. */
export type PlanText = v.InferOutput<typeof plan>;

const folder = { plan, dir: v.string() };

export const experimentRequests = {
  /** The trainings that a recipe's text asks for. Refused where it is none. */
  readPlan: request(
    v.object({ text: v.string(), path: v.string(), within: v.nullable(v.array(v.string())) }),
    v.object({ plan }),
  ),

  /** Whether a folder can take the experiment, and how much of it is there. Refused where something else is. */
  readFolder: request(v.object(folder), v.object({ begun: count, measured: count })),

  /** What is left to train. Refused where the folder holds something else, or, without `resume`, a part of it already. */
  openTrainings: request(
    v.object({ ...folder, path: v.string(), resume: v.boolean() }),
    v.object({
      left: v.array(v.object({ name: v.string(), recipe: v.string(), recipePath: v.string(), outDir: v.string() })),
    }),
  ),

  /** Makes the folder this experiment's. */
  claimFolder: request(v.object(folder), v.object({})),

  /** Writes the record of what is measured by now, and says it in a sentence or two. */
  writeRecord: request(v.object(folder), v.object({ summary: v.string() })),
};
