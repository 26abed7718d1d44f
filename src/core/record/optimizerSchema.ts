/** @file How a training moves its weights, as every recipe says it: the learning rate over the steps, AdamW's settings, checkpoints. */
import * as v from "valibot";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const above = v.pipe(v.number(), v.finite(), v.gtValue(0));
const decay = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

/** To be spread among the fields of a recipe's `training`. */
export const optimizerFields = {
  /** Peak, after the warm-up. */
  learningRate: above,
  warmupSteps: whole,
  schedule: v.picklist(["constant", "cosine", "linear"]),
  /** The last step's learning rate as a share of the peak. */
  finalLearningRateRatio: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  weightDecay: amount,
  /** Global norm that gradients are scaled down to. */
  clip: above,
  beta1: decay,
  beta2: decay,
  checkpointEverySteps: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
};
