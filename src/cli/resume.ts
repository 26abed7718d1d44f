/** @file What is said when a training was stopped: how to go on, only where there is something to go on from. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { recordFile } from "../protocol/modelManifest.ts";

export const nothingYet = "Nothing was saved yet: the same command starts over.";

/** `goOn`, where the folder holds a checkpoint. */
export async function howToGoOn(outDir: string, goOn: string): Promise<string> {
  return (await hasCheckpoint(outDir)) ? goOn : nothingYet;
}

/** Whether one of the trainings below a folder is done, or has a checkpoint. */
export async function isBegun(outDir: string): Promise<boolean> {
  const entries = await readdir(outDir, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const folder = join(outDir, entry.name);
    const inside: readonly string[] = await readdir(folder).catch(() => []);
    if (inside.some((name) => name === recordFile) || (await hasCheckpoint(folder))) return true;
  }
  return false;
}

/** What a checkpoint holds is the engine's to read. */
async function hasCheckpoint(outDir: string): Promise<boolean> {
  const names = await readdir(join(outDir, "checkpoints")).catch(() => []);
  return names.some((name) => /^step-\d+\.safetensors$/.test(name));
}
