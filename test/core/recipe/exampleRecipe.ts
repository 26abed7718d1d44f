/** @file A complete recipe for tests, with parts of it replaced. */

import type { DecoderRecipe } from "../../../src/core/recipe/decoderRecipe.ts";

export function recipe(changes: Partial<DecoderRecipe> = {}): DecoderRecipe {
  return {
    version: 2,
    kind: "decoder",
    name: "addition-rfft",
    description: "Long addition by following the rule.",
    seed: 42,
    task: "addition",
    method: "rfft",
    dialect: "compact",
    samples: 1000,
    lengths: [1, 5],
    carryHeavy: 0.2,
    numbers: "digits",
    mixture: [],
    model: {
      layers: 2,
      width: 64,
      heads: [
        { rotary: true, window: 32 },
        { rotary: false, window: null },
      ],
      feedForward: 128,
      activation: "relu",
      tiedEmbeddings: true,
      coupledPositions: 32,
      positionCoupling: "place-value",
      randomPositions: false,
    },
    training: {
      steps: 100,
      batchTokens: 4096,
      learningRate: 0.001,
      warmupSteps: 10,
      schedule: "cosine",
      finalLearningRateRatio: 0.1,
      weightDecay: 0.01,
      clip: 1,
      beta1: 0.9,
      beta2: 0.95,
      checkpointEverySteps: 50,
    },
    evaluation: { lengths: [1, 15], perLength: 100, temperature: 1, seed: 7 },
    ...changes,
  };
}
