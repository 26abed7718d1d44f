/**
 * @file Runs an experiment: each variant is trained and measured into a folder of its own, and the record is written after each. What can
 * be said against it is said before any work. A run that was killed goes on with `resume`, to the same record.
 */
import { resolve } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import type { Plan, PlannedVariant } from "../../core/recipe/experimentRecipe.ts";
import type { ExperimentRecord } from "../../core/record/experiment.ts";
import { begunVariants, checkFolder, claimFolder, readVariant, variantFolder, writeExperiment } from "./folder.ts";
import { readPlan } from "./planFile.ts";
import {
  type ExperimentTrainings,
  type TrainVariantsOptions,
  trainVariants,
  type VariantTraining,
} from "./trainVariants.ts";

/** Which of `of` parts of the variants to run, from 1. */
export interface Shard {
  readonly part: number;
  readonly of: number;
}

export interface RunExperimentOptions extends TrainVariantsOptions<ExperimentRecord> {
  /** The recipe's text and its file, from whose folder the paths in it are found. */
  readonly recipe: string;
  readonly recipePath: string;
  readonly outDir: string;
  /** Goes on with what is there; without it variants that are there already are an error. */
  readonly resume: boolean;
  readonly shard?: Shard | undefined;
}

/** Rejects with a UserError before any work, with `Cancelled`, or as the engine does. */
export async function runExperiment(options: RunExperimentOptions): Promise<ExperimentRecord> {
  const { recipe, recipePath, outDir, resume, shard } = options;
  const path = resolve(recipePath);
  const plan = await readPlan(recipe, path);
  return trainVariants(await openTrainings({ plan, path, outDir, resume, shard }), options);
}

export interface OpenTrainingsOptions extends Pick<RunExperimentOptions, "outDir" | "resume" | "shard"> {
  readonly plan: Plan;
  /** The recipe's file, for messages. */
  readonly path: string;
}

/** What is left to train of a plan. Rejects with a UserError where the folder cannot take it. */
export async function openTrainings(options: OpenTrainingsOptions): Promise<ExperimentTrainings<ExperimentRecord>> {
  const { plan, path, resume: goOn, shard } = options;
  const outDir = resolve(options.outDir);
  const own = variantsOf(plan, shard);
  await checkFolder(outDir, plan);
  await checkBegun(outDir, { ...plan, variants: own }, goOn);
  const left: VariantTraining[] = [];
  for (const variant of own) {
    if ((await readVariant(outDir, variant)) !== undefined) continue;
    left.push({
      name: variant.name,
      recipe: variant.json,
      recipePath: plan.variants.length === 1 ? path : `${path}, variant ${variant.name}`,
      outDir: variantFolder(outDir, variant),
    });
  }
  return {
    outDir,
    left,
    claim: () => claimFolder(outDir, plan),
    record: () => writeExperiment(outDir, plan),
  };
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
    "Resume with --resume, or choose another folder.",
  );
}
