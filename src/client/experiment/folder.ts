/**
 * @file An experiment's folder: the plan, a model folder for each variant, and the record, which is made anew from the variants each
 * time one is done. Several processes may write different variants at once.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { writeFailure } from "../../core/base/writeFailure.ts";
import { experimentOf } from "../../core/experiment/experiment.ts";
import { variantOf } from "../../core/experiment/variant.ts";
import type { Plan, PlannedVariant } from "../../core/recipe/experimentRecipe.ts";
import type { ExperimentRecord, Variant } from "../../core/record/experiment.ts";
import { parseTrainingRecord, type TrainingRecord } from "../../core/record/training.ts";
import { writeWhole } from "../../node/writeWhole.ts";
import { experimentFile, recipeFile, recordFile, snapshotFolder } from "../../protocol/modelManifest.ts";
import { planFile, readPlanOf, writePlan } from "./planFile.ts";

/** Whether a folder can take an experiment. Throws a UserError where something else is there; writes nothing. */
export async function checkFolder(dir: string, plan: Plan): Promise<void> {
  const entries = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw writeFailure(dir, error);
  });
  const others = entries.filter((name) => !name.startsWith("."));
  if (others.length === 0) return;
  if (!others.includes(planFile)) {
    throw new UserError(
      "folder-in-use",
      `${dir} holds other files (${others.slice(0, 3).join(", ")}), which an experiment would be mixed up with.`,
      "Choose an empty or a new folder.",
    );
  }
  const known = await readPlanOf(dir);
  if (writePlan(known) === writePlan(plan)) return;
  throw new UserError(
    "experiment-of-another-recipe",
    `${dir} holds the experiment ${known.name} of another recipe${differenceOf(known, plan)}.`,
    "Choose another folder, or run the recipe that it was begun with.",
  );
}

/** Makes the folder this plan's. */
export async function claimFolder(dir: string, plan: Plan): Promise<void> {
  await writeWhole(join(dir, planFile), writePlan(plan));
}

export function variantFolder(dir: string, { name }: Pick<PlannedVariant, "name">): string {
  return join(dir, name);
}

/** Variants that have a folder, finished or not. */
export async function begunVariants(dir: string, plan: Plan): Promise<readonly string[]> {
  const entries = new Set(await readdir(dir).catch(() => []));
  return plan.variants.map(({ name }) => name).filter((name) => entries.has(name));
}

/** A variant as it was measured; undefined while it is not. Throws a UserError where its folder holds another training. */
export async function readVariant(dir: string, planned: PlannedVariant): Promise<Variant | undefined> {
  const folder = variantFolder(dir, planned);
  const path = join(folder, recordFile);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new UserError("record-unreadable", `${path} cannot be read: ${messageOf(error)}.`, "Check its permissions.");
  });
  if (text === undefined) return undefined;
  const recipe = await readFile(join(folder, recipeFile), "utf8").catch(() => "{}");
  if (!sameJson(recipe, planned.json)) {
    throw new UserError(
      "experiment-of-another-recipe",
      `${folder} was trained from another recipe than the variant ${planned.name} has.`,
      "Move it away, or run the experiment into another folder.",
    );
  }
  const snapshots: TrainingRecord[] = [];
  for (const step of planned.recipe.training.snapshotSteps ?? []) {
    const file = join(folder, snapshotFolder(step), recordFile);
    const snapshot = await readFile(file, "utf8").catch(() => undefined);
    // Snapshots are there for who looks at them, and may be thrown away.
    if (snapshot !== undefined) snapshots.push(parseTrainingRecord(snapshot, file));
  }
  return variantOf(planned, parseTrainingRecord(text, path), snapshots);
}

/** The record of what has been measured so far. */
export async function readExperiment(dir: string, plan: Plan): Promise<ExperimentRecord> {
  const variants: Variant[] = [];
  for (const planned of plan.variants) {
    const variant = await readVariant(dir, planned);
    if (variant !== undefined) variants.push(variant);
  }
  return experimentOf(plan, variants);
}

/** Writes the record; also when another process ends a variant in that moment, whichever of them writes last has both. */
export async function writeExperiment(dir: string, plan: Plan): Promise<ExperimentRecord> {
  for (;;) {
    const record = await readExperiment(dir, plan);
    await writeWhole(join(dir, experimentFile), `${JSON.stringify(record)}\n`);
    const now = await readExperiment(dir, plan);
    if (now.missing.length === record.missing.length) return record;
  }
}

/** The text of a record that stands by itself, such as those under results/: its models need not be there. */
export async function readRecordFile(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UserError("record-unreadable", `${path} cannot be read: ${messageOf(error)}.`, "Check the path.");
  });
}

/** The record of an experiment's folder, from its variants as they are now. */
export async function openExperiment(dir: string): Promise<{ readonly plan: Plan; readonly record: ExperimentRecord }> {
  const folder = resolve(dir);
  const plan = await readPlanOf(folder);
  return { plan, record: await readExperiment(folder, plan) };
}

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
}

/** ` (the variant seed-1 differs)` */
function differenceOf(known: Plan, plan: Plan): string {
  const other = plan.variants.find(({ name, json }) => {
    const found = known.variants.find((each) => each.name === name);
    return found === undefined || !sameJson(found.json, json);
  });
  return other === undefined ? "" : ` (the variant ${other.name} differs)`;
}
