/** @file A decoder in training: batches of samples, and how far its heads see in each step. */
import { Rng } from "../../core/base/rng.ts";
import { Batches, type SampleSource } from "../../core/sample/batches.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import { initialParameters, parameterTable } from "../../onnx/transformer/parameterTable.ts";
import { longestWindowOf, type TransformerSpec } from "../../onnx/transformer/specification.ts";
import type { ScheduleConfig } from "./schedule.ts";
import type { Trainee } from "./trainer.ts";
import { TrainingSession } from "./trainingSession.ts";

export interface TrainingConfig extends ScheduleConfig {
  /** Rows × columns of a batch, padding included. */
  readonly batchTokens: number;
  /** Every other step draws how many tokens heads with a window see, from so many to their window; otherwise they see their window. */
  readonly shortestWindow?: number | undefined;
  readonly weightDecay: number;
  /** Gradients are scaled down to this global norm. */
  readonly clip: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon?: number;
  /** Whether the matrices of the blocks are updated by Muon. */
  readonly muon?: boolean;
}

export interface DecoderTraineeOptions {
  readonly model: TransformerSpec;
  /** What checkpoints know the model by; its specification when absent. */
  readonly shape?: object;
  readonly training: TrainingConfig;
  /** The first weights, the order of the batches and what dropout drops follow from it. */
  readonly seed: number;
  readonly source: SampleSource;
  /** What else a checkpoint must agree on: the recipe's text, the tokenizer. */
  readonly identity?: string;
  /** The weights to begin with; fresh ones when absent. */
  readonly from?: Parameters | undefined;
  /** Threads of one operator; all cores when absent. */
  readonly threads?: number;
}

export function decoderTrainee(options: DecoderTraineeOptions): Trainee {
  const { model, training, seed, source, from, threads } = options;
  const { batchTokens, weightDecay, clip, beta1, beta2, epsilon = 1e-8, muon = false } = training;
  return {
    table: parameterTable(model),
    identity: JSON.stringify({ model: options.shape ?? model, training, seed, identity: options.identity }),
    initial: () => from ?? initialParameters(model, new Rng(seed).fork("weights")),
    async open(state, data) {
      const batches = new Batches({ seed, batchTokens, source }, data);
      const optimizer = { beta1, beta2, epsilon, weightDecay, clip, muon };
      const session = await TrainingSession.create({
        spec: model,
        seed,
        optimizer,
        state,
        ...(threads === undefined ? {} : { threads }),
      });
      return {
        async step(step, learningRate) {
          const batch = batches.next();
          const { loss, correct, gradientNorm } = await session.step(batch, learningRate, step, sightAt(options, step));
          return { loss, accuracy: correct / countLabels(batch.labels), gradientNorm, tokens: batch.tokens };
        },
        get data() {
          return batches.state;
        },
        state: () => session.state(),
        dispose: () => session.dispose(),
      };
    },
  };
}

/** How many tokens heads with a window see in a step: the same whether or not the training was broken off. */
function sightAt({ model, training, seed }: DecoderTraineeOptions, step: number): number | undefined {
  const longest = longestWindowOf(model);
  const { shortestWindow } = training;
  if (longest === undefined || shortestWindow === undefined || step % 2 === 0) return longest;
  return new Rng(seed).fork(`sight ${step}`).integer(shortestWindow, longest);
}

function countLabels(labels: BigInt64Array): number {
  return labels.reduce((count, label) => count + (label >= 0n ? 1 : 0), 0);
}
