/**
 * @file Finds model folders and reads what they say about themselves. A folder with a problem is reported beside the good ones and
 * never hides them. What the graphs and the tokenizer hold is the engine's to check when it opens them.
 */

import { access, readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UserError } from "../core/base/errors.ts";
import { parseVaeRecipe, type VaeRecipe } from "../core/recipe/vaeRecipe.ts";
import { missingModel } from "../node/missingModel.ts";
import { readDescription } from "../node/readDescription.ts";
import { parseDescription } from "../protocol/modelDescription.ts";
import {
  type DecoderManifest,
  formerVaeManifestFile,
  graphFile,
  manifestFile,
  modelRemedy,
  recipeFile,
  tokenizerFile,
  vaeIsNoDecoder,
} from "../protocol/modelManifest.ts";
import { decoderFile, encoderFile, type VaeManifest } from "../protocol/vaeManifest.ts";

/** A decoder: what answers problems. */
export interface Model {
  /** Absolute. */
  readonly dir: string;
  readonly manifest: DecoderManifest;
}

/** A language VAE. */
export interface VaeModel {
  readonly dir: string;
  readonly manifest: VaeManifest;
  /** Which items it was made of; undefined where its recipe is gone. */
  readonly data: VaeRecipe["data"] | undefined;
}

export interface ModelProblem {
  readonly dir: string;
  readonly error: UserError;
}

export interface FoundModels {
  /** In the order of the directories given, then by folder name. */
  readonly models: readonly Model[];
  readonly vaes: readonly VaeModel[];
  readonly problems: readonly ModelProblem[];
}

/** Looks into each of `parents` for model folders; a parent may itself be one. */
export async function findModels(parents: readonly string[]): Promise<FoundModels> {
  const models: Model[] = [];
  const vaes: VaeModel[] = [];
  const problems: ModelProblem[] = [];
  for (const dir of await modelFolders(parents)) {
    try {
      const found = await readAnyModel(dir);
      if (isVae(found)) vaes.push(found);
      else models.push(found);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ dir, error });
    }
  }
  return { models, vaes, problems };
}

/** Throws a UserError that names the file and what to do about it. */
export async function readAnyModel(folder: string): Promise<Model | VaeModel> {
  const dir = resolve(folder);
  const description = await readDescription(dir);
  if (description === undefined) throw await missingModel(dir);
  const manifest = parseDescription(description, join(dir, description.file));
  for (const file of manifest.kind === "vae" ? [encoderFile, decoderFile] : [graphFile, tokenizerFile]) {
    await access(join(dir, file)).catch(() => {
      throw new UserError("model-incomplete", `The model folder ${dir} has no ${file}.`, modelRemedy);
    });
  }
  return manifest.kind === "vae" ? { dir, manifest, data: await dataOf(dir) } : { dir, manifest };
}

/** A decoder's. Throws as `readAnyModel` does, and for a language VAE. */
export async function readModel(folder: string): Promise<Model> {
  return decoderOf(await readAnyModel(folder));
}

/** Whether a model is given by its folder, not by its name. */
export function isModelPath(nameOrPath: string): boolean {
  return /[\\/]/.test(nameOrPath);
}

/** The model of that name, or the folder of that path. Throws a UserError that lists the names there are. */
export async function anyModelNamed(nameOrPath: string, parents: readonly string[]): Promise<Model | VaeModel> {
  const { models, vaes, problems } = await findModels(parents);
  const all = [...models, ...vaes];
  const found = all.find(({ manifest, dir }) => manifest.name === nameOrPath || dir === resolve(nameOrPath));
  if (found) return found;
  const broken = problems.find(({ dir }) => basename(dir) === nameOrPath);
  if (broken) throw broken.error;
  if (isModelPath(nameOrPath)) return readAnyModel(nameOrPath);
  const names = all.map(({ manifest }) => manifest.name).join(", ") || "none";
  throw new UserError("model-unknown", `There is no model named ${nameOrPath}.`, `Known models: ${names}.`);
}

/** The decoder of that name or path. Throws as `anyModelNamed` does, and for a language VAE. */
export async function modelNamed(nameOrPath: string, parents: readonly string[]): Promise<Model> {
  return decoderOf(await anyModelNamed(nameOrPath, parents));
}

export function isVae(model: Model | VaeModel): model is VaeModel {
  return model.manifest.kind === "vae";
}

function decoderOf(model: Model | VaeModel): Model {
  if (isVae(model)) throw vaeIsNoDecoder(model.manifest.name);
  return model;
}

/**
 * Absolute paths of the folders in `parents` that hold a description or a graph, in the order of the parents, then by name. A parent counts itself where
 * it holds a description. Folders that cannot be read are left out.
 */
async function modelFolders(parents: readonly string[]): Promise<readonly string[]> {
  const isDescription = (name: string): boolean => name === manifestFile || name === formerVaeManifestFile;
  const found: string[] = [];
  for (const parent of parents) {
    const root = resolve(parent);
    const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
    if (entries.some(({ name }) => isDescription(name))) found.push(root);
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of folders.sort()) {
      const inside: readonly string[] = await readdir(join(root, name)).catch(() => []);
      if (inside.some((file) => isDescription(file) || file === graphFile)) found.push(join(root, name));
    }
  }
  return [...new Set(found)];
}

async function dataOf(dir: string): Promise<VaeRecipe["data"] | undefined> {
  try {
    return parseVaeRecipe(await readFile(join(dir, recipeFile), "utf8"), basename(dir)).data;
  } catch {
    return undefined; // the model works without it
  }
}
