/** @file The settings of a training that takes a second: repeating a list. */
import type { Rng } from "../../../src/core/base/rng.ts";
import { type Sample, seededSource } from "../../../src/core/sample/batches.ts";
import { type DecoderTraineeOptions, decoderTrainee } from "../../../src/engine/train/decoderTrainee.ts";
import { type TrainOptions as LoopOptions, train as loop } from "../../../src/engine/train/trainer.ts";
import type { Parameters } from "../../../src/onnx/parameters.ts";
import { decoderSpecification } from "../../../src/onnx/transformer/ownModels.ts";

/** `a b c 1 a b c 2`, of 2 to 6 items; the second half is to be predicted. */
export function drawRepetition(rng: Rng): Sample {
  const items = Array.from({ length: rng.integer(2, 6) }, () => rng.integer(3, 9));
  const ids = [...items, 1, ...items, 2];
  return { ids, coupledIds: ids.map(() => 0), lossStart: items.length + 1 };
}

export type TrainOptions = DecoderTraineeOptions & Omit<LoopOptions, "trainee" | "schedule">;

/** A decoder through the loop. */
export function train(options: TrainOptions): Promise<Parameters> {
  return loop({ ...options, trainee: decoderTrainee(options), schedule: options.training });
}

export function tinyTraining(steps: number): TrainOptions {
  return {
    model: decoderSpecification({
      vocabularySize: 10,
      layers: 2,
      width: 32,
      heads: [
        { rotary: true, window: 4 },
        { rotary: true, window: null },
      ],
      feedForward: 64,
      activation: "squaredRelu",
      tiedEmbeddings: true,
      coupledPositions: 0,
    }),
    training: {
      steps,
      batchTokens: 256,
      shortestWindow: 2,
      learningRate: 0.005,
      warmupSteps: 5,
      schedule: "constant",
      finalLearningRateRatio: 1,
      weightDecay: 0.1,
      clip: 1,
      beta1: 0.9,
      beta2: 0.98,
    },
    seed: 17,
    source: seededSource(23, drawRepetition),
    threads: 2,
    clock: () => performance.now(),
  };
}
