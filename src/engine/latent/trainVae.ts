/** @file The training loop of a VAE: batches and noise in, updates, progress, checkpoints that it can go on from. */

import { Tensor } from "onnxruntime-node";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { betaAt } from "../../core/recipe/betaCycle.ts";
import type { LatentRecipe } from "../../core/recipe/latentRecipe.ts";
import { LatentBatches, noiseOf } from "../../core/sample/latentBatches.ts";
import type { LatentItem } from "../../core/sample/latentItems.ts";
import type { VaeConfig } from "../../onnx/latent/config.ts";
import { initialVaeParameters, vaeParameterTable } from "../../onnx/latent/vaeParameters.ts";
import { vaeStepOutputs, writeVaeTrainingStep } from "../../onnx/latent/vaeTraining.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { latestCheckpoint, writeCheckpoint } from "../train/checkpoint.ts";
import { learningRateAt } from "../train/schedule.ts";
import { initialState, StepSession, scalarTensor } from "../train/stepSession.ts";
import type { Progress } from "../train/trainer.ts";

export interface VaeProgress extends Progress {
  readonly latent: {
    /** Nats per item. */
    readonly reconstruction: number;
    readonly kl: number;
    readonly beta: number;
    readonly ruleLoss: number;
    /** Share of the batch's items whose rule the classifier names. */
    readonly ruleAccuracy: number;
  };
}

export interface TrainVaeOptions {
  readonly recipe: LatentRecipe;
  readonly config: VaeConfig;
  readonly items: readonly LatentItem[];
  /** What a checkpoint must agree on to be taken up again. */
  readonly identity: string;
  readonly checkpointDir: string;
  readonly resume: boolean;
  readonly threads: number;
  readonly onProgress: (progress: VaeProgress) => void;
  readonly onWarning: (warning: UserError) => void;
  readonly signal: CancelSignal;
  /** Milliseconds. */
  readonly clock: () => number;
}

/** Trains to the last step. Throws `Cancelled` after writing a checkpoint; a `UserError` when the loss stops being a number. */
export async function trainVae(options: TrainVaeOptions): Promise<Parameters> {
  const { recipe, config, items, identity, checkpointDir, signal, clock } = options;
  const { training, loss, seed } = recipe;
  const table = vaeParameterTable(config);
  const start = await startingPoint(options);
  const batches = new LatentBatches({ items, size: training.batch, seed, together: training.batchesTogether });
  const session = await StepSession.create({
    graph: writeVaeTrainingStep(config, { ...training, epsilon: 1e-8 }),
    table,
    state: start.state,
    threads: options.threads,
    // Its products are small: threads that wait busily would take each other's core.
    spinning: false,
  });
  let step = start.step;
  const save = async (): Promise<void> => {
    const data = { round: 0, index: step, source: "" };
    await writeCheckpoint(checkpointDir, table, { step, data, identity, state: session.state() });
  };
  try {
    const began = clock();
    let tokens = 0;
    while (step < training.steps) {
      // The runtime blocks this process: without a turn between steps no cancel would arrive.
      await new Promise((resume) => setImmediate(resume));
      if (signal.aborted) {
        if (step > start.step) await save();
        throw new Cancelled();
      }
      step++;
      const batch = batches.at(step);
      const learningRate = learningRateAt(training, step);
      const beta = betaAt(step, { steps: training.steps, beta: loss.beta, cycles: loss.betaCycles });
      const rows = (values: BigInt64Array, columns: number) => new Tensor("int64", values, [batch.batch, columns]);
      const noise = noiseOf(seed, step, batch.batch * config.latent);
      const result = await session.step(
        {
          encoder_ids: rows(batch.encoderIds, batch.source),
          encoder_mask: rows(batch.encoderMask, batch.source),
          decoder_ids: rows(batch.decoderIds, batch.target),
          labels: rows(batch.labels, batch.target),
          rules: new Tensor("int64", batch.rules, [batch.batch]),
          noise: new Tensor("float32", noise, [batch.batch, config.latent]),
          beta: scalarTensor(beta),
          rule_weight: scalarTensor(loss.ruleWeight),
          free_bits: scalarTensor(loss.freeBits),
          learning_rate: scalarTensor(learningRate),
          step: scalarTensor(step),
        },
        [...vaeStepOutputs, "gradient_norm"],
      );
      if (!Number.isFinite(result.loss)) throw diverged(step);
      tokens += batch.labelled;
      options.onProgress({
        step,
        steps: training.steps,
        loss: result.loss,
        accuracy: result.correct / batch.labelled,
        gradientNorm: result.gradient_norm,
        learningRate,
        tokens,
        tokensPerSecond: (1000 * tokens) / Math.max(1, clock() - began),
        latent: {
          reconstruction: result.reconstruction,
          kl: result.kl,
          beta,
          ruleLoss: result.rule_loss,
          ruleAccuracy: result.rule_correct / batch.batch,
        },
      });
      if (step % training.checkpointEverySteps === 0 || step === training.steps) await save();
    }
    return new Map([...session.state().parameters].map(([name, values]) => [name, values.slice()]));
  } finally {
    await session.dispose();
  }
}

/** The weights that a training of this recipe starts with. */
export function freshWeights({ seed, model }: Pick<LatentRecipe, "seed" | "model">, config: VaeConfig): Parameters {
  return initialVaeParameters(config, new Rng(seed).fork("weights"), model.initialDeviation);
}

async function startingPoint({ recipe, config, identity, checkpointDir, resume, onWarning }: TrainVaeOptions) {
  if (resume) {
    const { checkpoint, rejected } = await latestCheckpoint(checkpointDir, vaeParameterTable(config));
    for (const warning of rejected) onWarning(warning);
    if (checkpoint !== undefined && checkpoint.identity !== identity) {
      throw new UserError(
        "checkpoint-of-another-training",
        `The checkpoints in ${checkpointDir} were written by a training with other settings.`,
        "Use the recipe they were started with, or another folder.",
      );
    }
    if (checkpoint !== undefined) return checkpoint;
  }
  return { step: 0, state: initialState(freshWeights(recipe, config)) };
}

function diverged(step: number): UserError {
  return new UserError(
    "training-diverged",
    `The loss stopped being a number at step ${step}.`,
    "Lower the learning rate or raise the warm-up steps in the recipe.",
  );
}
