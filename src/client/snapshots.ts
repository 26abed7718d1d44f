/** @file The models that one training has left: the one that it ended with, and those it kept on the way. */
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../core/base/errors.ts";
import { snapshotFolder, snapshotsFolder } from "../protocol/modelManifest.ts";
import { type Model, readModel } from "./models.ts";

/** Their folders, by step, the last model's at the end; `dir` is that of any of them. A folder without snapshots stands alone. */
export async function familyFolders(dir: string): Promise<readonly string[]> {
  const parent = dirname(dir);
  const root = basename(parent) === snapshotsFolder ? dirname(parent) : dir;
  const names = await readdir(join(root, snapshotsFolder)).catch(() => []);
  const steps = names.map((name) => Number(/^step-(\d+)$/.exec(name)?.[1] ?? Number.NaN)).filter(Number.isFinite);
  return [...steps.sort((one, other) => one - other).map((step) => join(root, snapshotFolder(step))), root];
}

/** Those that can be read; a training that runs has no last model yet. */
export async function readFamily(dir: string): Promise<readonly Model[]> {
  const read = (await familyFolders(dir)).map((each) =>
    readModel(each).catch((error: unknown) => {
      if (error instanceof UserError) return undefined;
      throw error;
    }),
  );
  return (await Promise.all(read)).filter((model) => model !== undefined);
}
