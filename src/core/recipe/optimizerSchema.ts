/** @file How a training moves its weights, as every recipe says it: the learning rate over the steps, AdamW's settings, checkpoints, snapshots. */
import * as v from "valibot";
import { about } from "../format/about.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const above = v.pipe(v.number(), v.finite(), v.gtValue(0));
const decay = v.pipe(v.number(), v.minValue(0), v.ltValue(1));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Each takes the room of a model, and as long to measure. */
const mostSnapshots = 100;

/** To be spread among the fields of a recipe's `training`. */
export const optimizerFields = {
  learningRate: about(above, "Its peak, after the warm-up."),
  warmupSteps: about(whole, "Steps in which the learning rate rises to its peak."),
  schedule: v.picklist(["constant", "cosine", "linear"]),
  finalLearningRateRatio: about(
    v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    "The last step's learning rate as a share of the peak.",
  ),
  weightDecay: amount,
  clip: about(above, "Global norm that gradients are scaled down to."),
  beta1: decay,
  beta2: decay,
  checkpointEverySteps: about(positive, "Steps between checkpoints, from which a stopped training goes on."),
};

export const snapshotSteps = v.optional(
  about(
    v.pipe(v.array(positive), v.maxLength(mostSnapshots)),
    "Steps after which the model as it is then is kept and measured too, in a folder of its own beside the trained one.",
  ),
);

interface Steps {
  readonly steps: number;
  readonly warmupSteps: number;
  readonly snapshotSteps?: readonly number[] | undefined;
}

export const snapshotsExpected = "expected snapshotSteps that rise and stay below steps";
export function snapshotsRise({ steps, snapshotSteps: kept = [] }: Steps): boolean {
  return kept.every((step, at) => step < steps && step > (kept[at - 1] ?? 0));
}

export const warmupExpected = "expected a warm-up no longer than the training's steps";
export function warmupFits({ steps, warmupSteps }: Steps): boolean {
  return warmupSteps <= steps;
}
