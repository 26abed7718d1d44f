/** @file How a training moves its weights, as every recipe says it: the learning rate over the steps, AdamW's settings, checkpoints. */
import * as v from "valibot";
import { about } from "../format/about.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const above = v.pipe(v.number(), v.finite(), v.gtValue(0));
const decay = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

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
  checkpointEverySteps: about(
    v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    "Steps between checkpoints, from which a stopped training goes on.",
  ),
};
