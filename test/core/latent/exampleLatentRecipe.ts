/** @file A latent recipe that trains in a second. */
import type { LatentRecipe } from "../../../src/core/record/latentRecipe.ts";

export const exampleLatentRecipe: LatentRecipe = {
  version: 1,
  kind: "latent",
  name: "test-latent",
  description: "As small as a language VAE can be.",
  seed: 3,
  task: "explanatory",
  data: { seed: 1, samples: 120, withNoRule: false, labels: "true" },
  model: {
    latent: 4,
    injection: "query",
    fusionRank: 2,
    encoderLayers: 1,
    decoderLayers: 1,
    width: 16,
    heads: 2,
    rotaryHeads: 2,
    feedForward: 32,
    activation: "gelu",
  },
  loss: { ruleWeight: 1, beta: 1, betaCycles: 2, freeBits: 0.3 },
  training: {
    steps: 12,
    batch: 16,
    learningRate: 0.005,
    warmupSteps: 3,
    schedule: "cosine",
    finalLearningRateRatio: 0,
    weightDecay: 0.01,
    clip: 1,
    beta1: 0.9,
    beta2: 0.98,
    checkpointEverySteps: 5,
  },
  evaluation: { items: 20, seed: 1 },
};
