/**
 * @file Runs an experiment: each variant is trained and measured into a folder of its own, and the record is written after each. What can
 * be said against it is said before any work. A run that was killed goes on with `resume`, to the same record.
 */
import { resolve } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import type { ExperimentRecord } from "../../core/record/experiment.ts";
import type { Plan, PlannedVariant } from "../../core/record/experimentRecipe.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { TrainingProgress } from "../../protocol/contract.ts";
import type { EngineClient } from "../engineClient.ts";
import { begunVariants, checkFolder, claimFolder, readVariant, variantFolder, writeExperiment } from "./folder.ts";
import { readPlan } from "./planFile.ts";

/** Which of `of` parts of the variants to run, from 1. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

export interface ExperimentProgress {
  readonly variant: PlannedVariant;
  /** Of the variants of this run, from 0. */
  readonly index: number;
  readonly of: number;
  readonly training: TrainingProgress;
}

export interface RunExperimentOptions {
  readonly client: Pick<EngineClient, "train" | "request">;
  /** The recipe's text and its file, from whose folder the paths in it are found. */
  readonly recipe: string;
  readonly recipePath: string;
  readonly outDir: string;
  /** Goes on with what is there; without it variants that are there already are an error. */
  readonly resume: boolean;
  readonly shard?: Shard | undefined;
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  /** After each variant, with the record of all that are measured by then. */
  readonly onVariant?: (variant: PlannedVariant, record: ExperimentRecord) => void;
}

/** Rejects with a UserError before any work, with `Cancelled`, or as the engine does. */
export async function runExperiment(options: RunExperimentOptions): Promise<ExperimentRecord> {
  const { client, recipe, recipePath, resume, shard, signal, onProgress, onVariant } = options;
  const outDir = resolve(options.outDir);
  const path = resolve(recipePath);
  const plan = await readPlan(recipe, path);
  const own = variantsOf(plan, shard);
  await checkFolder(outDir, plan);
  await checkBegun(outDir, { ...plan, variants: own }, resume);
  const left: PlannedVariant[] = [];
  for (const variant of own) if ((await readVariant(outDir, variant)) === undefined) left.push(variant);
  const pathOf = ({ name }: PlannedVariant): string => (plan.variants.length === 1 ? path : `${path}, variant ${name}`);
  const recipes = left.map((variant) => ({ recipe: variant.json, recipePath: pathOf(variant) }));
  await client.request("checkTrainings", { recipes, outDir }, { signal });
  await claimFolder(outDir, plan);
  for (const [index, variant] of left.entries()) {
    const request = {
      recipe: variant.json,
      recipePath: pathOf(variant),
      outDir: variantFolder(outDir, variant),
      resume: true,
    };
    const about = { variant, index, of: left.length };
    await client.train(request, (training) => onProgress?.({ ...about, training }), signal);
    const record = await writeExperiment(outDir, plan);
    onVariant?.(variant, record);
  }
  return writeExperiment(outDir, plan);
}

/** The variants of a shard: every `of`-th one, so that shards are alike in what they hold. */
export function variantsOf({ variants }: Plan, shard: Shard | undefined): readonly PlannedVariant[] {
  return shard === undefined ? variants : variants.filter((_, index) => index % shard.of === shard.part - 1);
}

async function checkBegun(outDir: string, own: Plan, resume: boolean): Promise<void> {
  const begun = await begunVariants(outDir, own);
  const [first] = begun;
  if (resume || first === undefined) return;
  throw new UserError(
    "experiment-begun",
    `${outDir} holds ${begun.length === 1 ? `the variant ${first}` : `${begun.length} variants`} of this experiment already.`,
    "Go on with --resume, or choose another folder.",
  );
}
