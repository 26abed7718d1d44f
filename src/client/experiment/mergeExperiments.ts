/** @file Puts the shards of an experiment, which ran into folders of their own, together into one. Lossless: model folders are copied whole. */
import { cp, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import { writeFailure } from "../../core/base/writeFailure.ts";
import type { ExperimentRecord } from "../../core/record/experiment.ts";
import { graphFile } from "../../protocol/modelManifest.ts";
import { decoderFile, encoderFile } from "../../protocol/vaeManifest.ts";
import { checkFolder, claimFolder, readVariant, variantFolder, writeExperiment } from "./folder.ts";
import { readPlanOf, writePlan } from "./planFile.ts";

/**
 * The measured variants of all folders, in `outDir`; what is not measured is left where it is. Throws a UserError when the folders are not of
 * one experiment, or two of them have trained one variant differently.
 */
export async function mergeExperiments(dirs: readonly string[], outDir: string): Promise<ExperimentRecord> {
  const to = resolve(outDir);
  const [first = "", ...others] = dirs.map((dir) => resolve(dir));
  const plan = await readPlanOf(first);
  for (const other of others) {
    const { name, ...rest } = await readPlanOf(other);
    if (writePlan({ name, ...rest }) === writePlan(plan)) continue;
    throw new UserError(
      "experiment-of-another-recipe",
      `${other} (${name}) and ${first} (${plan.name}) are not parts of one experiment.`,
      "Merge folders that were run from the same recipe.",
    );
  }
  await checkFolder(to, plan);
  await claimFolder(to, plan);
  for (const from of [first, ...others]) {
    if (from === to) continue;
    for (const planned of plan.variants) {
      if ((await readVariant(from, planned)) === undefined) continue;
      const [source, target] = [variantFolder(from, planned), variantFolder(to, planned)];
      if ((await readVariant(to, planned)) === undefined) await copyWhole(source, target);
      else await requireSame(source, target);
    }
  }
  return writeExperiment(to, plan);
}

/** A copy that was killed on the way never stands under the variant's name. */
async function copyWhole(source: string, target: string): Promise<void> {
  const partial = join(dirname(target), `.${basename(target)}.partial`);
  try {
    await rm(partial, { recursive: true, force: true });
    await cp(source, partial, { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw writeFailure(target, error);
  }
}

/** None where the kind of model has no such file. */
async function bytesOf(dir: string, file: string): Promise<Buffer> {
  return readFile(join(dir, file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.of();
    throw error;
  });
}

async function requireSame(source: string, target: string): Promise<void> {
  const graphs = [graphFile, encoderFile, decoderFile];
  const [one, other] = await Promise.all(
    [source, target].map((dir) => Promise.all(graphs.map((file) => bytesOf(dir, file)))),
  );
  if (one?.every((bytes, i) => bytes.equals(other?.[i] ?? Buffer.of())) === true) return;
  throw new UserError(
    "experiment-conflict",
    `${source} and ${target} are the same variant, but trained to different weights.`,
    "Leave one of them out.",
  );
}
