/** @file Finds the folders of language VAEs and reads what they say about themselves. What their graphs hold is the engine's to check. */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../core/base/errors.ts";
import { type LatentRecipe, parseLatentRecipe } from "../core/recipe/latentRecipe.ts";
import { type LatentManifest, latentManifestFile, parseLatentManifest } from "../protocol/latentManifest.ts";
import { foldersHolding } from "./modelFolders.ts";

export interface LatentFolder {
  /** Absolute. */
  readonly dir: string;
  readonly manifest: LatentManifest;
  /** Which items it was made of; undefined where its recipe is gone. */
  readonly data: LatentRecipe["data"] | undefined;
}

export interface FoundLatentFolders {
  /** In the order of the directories given, then by folder name. */
  readonly folders: readonly LatentFolder[];
  readonly problems: readonly UserError[];
}

/** Looks into each of `parents` for folders holding a `latent.json`; a parent may itself be one. */
export async function findLatentFolders(parents: readonly string[]): Promise<FoundLatentFolders> {
  const folders: LatentFolder[] = [];
  const problems: UserError[] = [];
  for (const dir of await foldersHolding(parents, [latentManifestFile])) {
    try {
      const path = join(dir, latentManifestFile);
      const manifest = parseLatentManifest(await readFile(path, "utf8"), path);
      folders.push({ dir, manifest, data: await dataOf(dir) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  }
  return { folders, problems };
}

async function dataOf(dir: string): Promise<LatentRecipe["data"] | undefined> {
  const path = join(dir, "recipe.json");
  try {
    return parseLatentRecipe(await readFile(path, "utf8"), basename(path)).data;
  } catch {
    return undefined; // the model works without it
  }
}
