/**
 * @file The training loop of every kind of model: updates, progress, checkpoints. What a step is made of is the trainee's matter. A training that
 * was killed goes on from its newest checkpoint with the very numbers it would have had.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import type { BatchesState } from "../../core/sample/batches.ts";
import type { Parameter, Parameters } from "../../onnx/parameters.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { latestCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { learningRateAt, type ScheduleConfig } from "./schedule.ts";
import { initialState, type TrainingState } from "./stepSession.ts";

/** What is trained: the parameters, and how a step of them is made. Decoders and VAEs each have one. */
export interface Trainee {
  readonly table: readonly Parameter[];
  /** What a checkpoint must agree on to be taken up again. */
  readonly identity: string;
  /** The weights to begin with. */
  initial(): Parameters;
  /** The graph of a training step, with a state. Batches go on from `data`, or begin. */
  open(state: TrainingState, data?: BatchesState): Promise<OpenTrainee>;
}

export interface OpenTrainee {
  /** One update; `step` counts from 1. */
  step(step: number, learningRate: number): Promise<StepFigures>;
  /** Where the batches stand after the last step. */
  readonly data: BatchesState;
  /** After the last step. The arrays are the session's own: copy what must outlive the next step. */
  state(): TrainingState;
  dispose(): Promise<void>;
}

/** Of one step's batch, before the update. */
export interface StepFigures {
  /** Nats per labeled token; of a VAE, per item. */
  readonly loss: number;
  /** Share of the labeled tokens that were the model's first choice. */
  readonly accuracy: number;
  readonly gradientNorm: number;
  /** Tokens that are not padding. */
  readonly tokens: number;
  /** Of a VAE. */
  readonly latent?: LatentFigures;
}

export interface LatentFigures {
  /** Nats per item. */
  readonly reconstruction: number;
  readonly kl: number;
  readonly beta: number;
  readonly ruleLoss: number;
  /** Share of the batch's items whose rule the classifier names. */
  readonly ruleAccuracy: number;
}

export interface Progress extends StepFigures {
  /** Updates done, from 1. */
  readonly step: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Tokens that are not padding, seen so far. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

export interface TrainOptions {
  readonly trainee: Trainee;
  readonly schedule: ScheduleConfig;
  /** Where checkpoints go; none are written when absent. */
  readonly checkpointDir?: string;
  /** Steps between checkpoints. */
  readonly everySteps?: number;
  /** Whether to go on from the newest checkpoint in the folder. */
  readonly resume?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Waited for after each of these steps, before any checkpoint of it; the parameters change afterwards. */
  readonly snapshots?: {
    readonly steps: readonly number[];
    readonly take: (step: number, parameters: Parameters) => Promise<void>;
  };
  /** Told about checkpoints that could not be used. */
  readonly onWarning?: (warning: UserError) => void;
  readonly signal?: Pick<CancelSignal, "aborted">;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Trains to the last step and returns the weights. Throws `Cancelled` when the signal is raised, after writing a checkpoint; a `UserError` when the
 * loss stops being a number, or when the checkpoints are of another training.
 */
export async function train(options: TrainOptions): Promise<Parameters> {
  const { trainee, schedule, checkpointDir, everySteps = 500, signal, clock } = options;
  const { steps } = schedule;
  const start = await startingPoint(options);
  const open = await trainee.open(start.state, start.data);
  let step = start.step;
  const save = async (): Promise<void> => {
    if (checkpointDir === undefined) return;
    const checkpoint = { step, data: open.data, identity: trainee.identity, state: open.state() };
    await writeCheckpoint(checkpointDir, trainee.table, checkpoint);
  };
  try {
    const began = clock();
    let tokens = 0;
    while (step < steps) {
      // The runtime blocks this process: without a turn between steps no cancel would arrive.
      await nextTurn();
      if (signal?.aborted === true) {
        if (step > start.step) await save();
        throw new Cancelled();
      }
      step++;
      const learningRate = learningRateAt(schedule, step);
      const figures = await open.step(step, learningRate);
      if (!Number.isFinite(figures.loss)) throw diverged(step);
      tokens += figures.tokens;
      const tokensPerSecond = (1000 * tokens) / Math.max(1, clock() - began);
      options.onProgress?.({ ...figures, step, steps, learningRate, tokens, tokensPerSecond });
      if (options.snapshots?.steps.includes(step) === true) await options.snapshots.take(step, open.state().parameters);
      if (step % everySteps === 0 || step === steps) await save();
    }
    return new Map([...open.state().parameters].map(([name, values]) => [name, values.slice()]));
  } finally {
    await open.dispose();
  }
}

interface StartingPoint {
  readonly step: number;
  readonly data?: BatchesState;
  readonly state: TrainingState;
}

async function startingPoint({ trainee, resume, checkpointDir, onWarning }: TrainOptions): Promise<StartingPoint> {
  if (resume === true && checkpointDir !== undefined) {
    const { checkpoint, rejected } = await latestCheckpoint(checkpointDir, trainee.table);
    for (const warning of rejected) onWarning?.(warning);
    if (checkpoint !== undefined && checkpoint.identity !== trainee.identity) {
      throw new UserError(
        "checkpoint-of-another-training",
        `The checkpoints in ${checkpointDir} were written by a training with other settings.`,
        "Use the recipe they were started with, or another folder.",
      );
    }
    if (checkpoint !== undefined) return checkpoint;
  }
  return { step: 0, state: initialState(trainee.initial()) };
}

function diverged(step: number): UserError {
  return new UserError(
    "training-diverged",
    `The loss stopped being a number at step ${step}.`,
    "Lower the learning rate or raise the warm-up steps in the recipe.",
  );
}
