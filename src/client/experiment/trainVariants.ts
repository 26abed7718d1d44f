/**
 * @file The trainings of an experiment, one after the other, in an engine. Knows no recipe and no record: whoever reads those says what is
 * to be trained, which may be another process.
 */
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { TrainingProgress } from "../../protocol/contract.ts";
import type { EngineClient } from "../engineClient.ts";

/** The training of a variant, as the engine takes it. */
export interface VariantTraining {
  readonly name: string;
  readonly recipe: string;
  readonly recipePath: string;
  readonly outDir: string;
}

export interface ExperimentTrainings<R> {
  readonly outDir: string;
  /** Those that are not measured yet. */
  readonly left: readonly VariantTraining[];
  /** Makes the folder this experiment's. */
  claim(): Promise<void>;
  /** Writes the record of what is measured by now. */
  record(): Promise<R>;
}

export interface ExperimentProgress {
  readonly variant: Pick<VariantTraining, "name">;
  /** Of the variants of this run, from 0. */
  readonly index: number;
  readonly of: number;
  readonly training: TrainingProgress;
}

export interface TrainVariantsOptions<R> {
  readonly client: Pick<EngineClient, "train" | "request">;
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  /** After each variant, with the record of all that are measured by then. */
  readonly onVariant?: (variant: Pick<VariantTraining, "name">, record: R) => void;
}

/** Rejects with a UserError before any work, with `Cancelled`, or as the engine does. */
export async function trainVariants<R>(
  trainings: ExperimentTrainings<R>,
  options: TrainVariantsOptions<R>,
): Promise<R> {
  const { outDir, left } = trainings;
  const { client, signal, onProgress, onVariant } = options;
  const recipes = left.map(({ recipe, recipePath }) => ({ recipe, recipePath }));
  await client.request("checkTrainings", { recipes, outDir }, { signal });
  await trainings.claim();
  for (const [index, variant] of left.entries()) {
    const { name, ...request } = variant;
    const about = { variant: { name }, index, of: left.length };
    await client.train({ ...request, resume: true }, (training) => onProgress?.({ ...about, training }), signal);
    const record = await trainings.record();
    onVariant?.(variant, record);
  }
  return trainings.record();
}
