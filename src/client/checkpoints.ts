/** @file Whether a training's folder holds something to go on from. What a checkpoint holds is the engine's to read. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export async function hasCheckpoint(outDir: string): Promise<boolean> {
  const names = await readdir(join(outDir, "checkpoints")).catch(() => []);
  return names.some((name) => /^step-\d+\.safetensors$/.test(name));
}
