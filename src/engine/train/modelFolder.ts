/** @file Writes a trained model's folder. `model.json` is written last, so that a folder with it is complete but for the record. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../node/sha256.ts";
import { formerVaeManifestFile, manifestFile, recipeFile, recordFile } from "../../protocol/modelManifest.ts";
import { unwritable, writeAtomically } from "../atomicFile.ts";

export interface ModelContent {
  /** By file name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The description, but for the files' hashes. */
  readonly manifest: object;
}

/** A folder that still has the last model's description or record would pass for complete. */
export async function clearModelFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((error) => {
    throw unwritable(dir, error);
  });
  for (const file of [recordFile, manifestFile, formerVaeManifestFile]) await rm(join(dir, file), { force: true });
}

/** Throws a UserError that names the file that could not be written. */
export async function writeModelFolder(dir: string, recipe: string, content: ModelContent): Promise<void> {
  const files = Object.entries({ [recipeFile]: recipe, ...content.files });
  for (const [file, bytes] of files) await writeInto(dir, file, bytes);
  const hashes = Object.fromEntries(files.map(([file, bytes]) => [file, sha256(bytes)]));
  await writeInto(dir, manifestFile, `${JSON.stringify({ ...content.manifest, hashes }, null, 2)}\n`);
}

/** Whole or not at all. Throws a UserError that names the file. */
export async function writeInto(dir: string, file: string, content: string | Uint8Array): Promise<void> {
  await writeAtomically(join(dir, file), content);
}
