/**
 * @file The training loop: batches in, updates, progress, checkpoints. A training that was killed goes on from its newest
 * checkpoint with the very numbers it would have had.
 */
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { Batches, type BatchesState, type SampleSource } from "../../core/sample/batches.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import { initialParameters, parameterTable } from "../../onnx/transformer/parameterTable.ts";
import { longestWindowOf, type TransformerSpec } from "../../onnx/transformer/specification.ts";
import { latestCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { learningRateAt, type ScheduleConfig } from "./schedule.ts";
import { initialState, type TrainingState } from "./stepSession.ts";
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

export interface Progress {
  /** Updates done, from 1. */
  readonly step: number;
  readonly steps: number;
  /** Nats per labelled token of this step's batch, before the update. */
  readonly loss: number;
  /** Share of the labelled tokens that were the model's first choice. */
  readonly accuracy: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Tokens that are not padding, seen so far. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

export interface TrainOptions {
  readonly model: TransformerSpec;
  /** What checkpoints know the model by; its specification when absent. */
  readonly shape?: object;
  readonly training: TrainingConfig;
  /** The first weights, the order of the batches and what dropout drops follow from it. */
  readonly seed: number;
  readonly source: SampleSource;
  /** What else a checkpoint must agree on to be taken up again: the recipe's text, the tokenizer. */
  readonly identity?: string;
  /** The weights to begin with; fresh ones when absent. */
  readonly from?: Parameters | undefined;
  /** Where checkpoints go; none are written when absent. */
  readonly checkpointDir?: string;
  /** Steps between checkpoints. */
  readonly everySteps?: number;
  /** Whether to go on from the newest checkpoint in the folder. */
  readonly resume?: boolean;
  /** Threads of one operator; all cores when absent. */
  readonly threads?: number;
  /** Whether waiting threads keep their core busy (default); switch it off on a machine that has other work. */
  readonly spinning?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Waited for after each of these steps, before any checkpoint of it; the parameters change afterwards. */
  readonly snapshots?: {
    readonly steps: readonly number[];
    readonly take: (step: number, parameters: Parameters) => Promise<void>;
  };
  /** Told about checkpoints that could not be used. */
  readonly onWarning?: (warning: UserError) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly clock: () => number;
}

export interface TrainingResult {
  readonly parameters: Parameters;
  readonly steps: number;
  /** Of the last step. */
  readonly loss: number;
}

/**
 * Trains to the last step. Throws `Cancelled` when the signal is raised, after writing a checkpoint; a `UserError` when the
 * loss stops being a number, or when the checkpoints are of another training.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const { model, training, seed, source, checkpointDir, everySteps = 500, signal, clock } = options;
  const { batchTokens, weightDecay, clip, beta1, beta2, epsilon = 1e-8, muon = false, steps } = training;
  const identity = JSON.stringify({ model: options.shape ?? model, training, seed, identity: options.identity });
  const start = await startingPoint(options, identity);
  const batches = new Batches({ seed, batchTokens, source }, start.data);
  const session = await TrainingSession.create({
    spec: model,
    seed,
    optimizer: { beta1, beta2, epsilon, weightDecay, clip, muon },
    state: start.state,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.spinning === undefined ? {} : { spinning: options.spinning }),
  });
  let loss = Number.NaN;
  let tokens = 0;
  let step = start.step;
  const save = async (): Promise<void> => {
    if (checkpointDir === undefined) return;
    await writeCheckpoint(checkpointDir, parameterTable(model), {
      step,
      data: batches.state,
      identity,
      state: session.state(),
    });
  };
  try {
    const began = clock();
    while (step < steps) {
      if (signal?.aborted === true) {
        if (step > start.step) await save();
        throw new Cancelled();
      }
      const batch = batches.next();
      const learningRate = learningRateAt(training, step + 1);
      const result = await session.step(batch, learningRate, step + 1, sightAt(options, step + 1));
      step++;
      loss = result.loss;
      if (!Number.isFinite(loss)) throw diverged(step);
      tokens += batch.tokens;
      options.onProgress?.({
        step,
        steps,
        loss,
        accuracy: result.correct / countLabels(batch.labels),
        gradientNorm: result.gradientNorm,
        learningRate,
        tokens,
        tokensPerSecond: (1000 * tokens) / Math.max(1, clock() - began),
      });
      if (options.snapshots?.steps.includes(step) === true)
        await options.snapshots.take(step, session.state().parameters);
      if (step % everySteps === 0 || step === steps) await save();
    }
    const parameters = new Map([...session.state().parameters].map(([name, values]) => [name, values.slice()]));
    return { parameters, steps, loss };
  } finally {
    await session.dispose();
  }
}

interface StartingPoint {
  readonly step: number;
  readonly data?: BatchesState;
  readonly state: TrainingState;
}

async function startingPoint(options: TrainOptions, identity: string): Promise<StartingPoint> {
  const { model, seed, from, resume, checkpointDir, onWarning } = options;
  if (resume === true && checkpointDir !== undefined) {
    const { checkpoint, rejected } = await latestCheckpoint(checkpointDir, parameterTable(model));
    for (const warning of rejected) onWarning?.(warning);
    if (checkpoint !== undefined && checkpoint.identity !== identity) {
      throw new UserError(
        "checkpoint-of-another-training",
        `The checkpoints in ${checkpointDir} were written by a training with other settings.`,
        "Use the recipe they were started with, or another folder.",
      );
    }
    if (checkpoint !== undefined) return checkpoint;
  }
  const parameters = from ?? initialParameters(model, new Rng(seed).fork("weights"));
  return { step: 0, state: initialState(parameters) };
}

/** How many tokens heads with a window see in a step: the same whether or not the training was broken off. */
function sightAt({ model, training, seed }: TrainOptions, step: number): number | undefined {
  const longest = longestWindowOf(model);
  const { shortestWindow } = training;
  if (longest === undefined || shortestWindow === undefined || step % 2 === 0) return longest;
  return new Rng(seed).fork(`sight ${step}`).integer(shortestWindow, longest);
}

function countLabels(labels: BigInt64Array): number {
  return labels.reduce((count, label) => count + (label >= 0n ? 1 : 0), 0);
}

function diverged(step: number): UserError {
  return new UserError(
    "training-diverged",
    `The loss stopped being a number at step ${step}.`,
    "Lower the learning rate or raise the warm-up steps in the recipe.",
  );
}
