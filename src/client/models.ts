/**
 * @file Finds model folders and reads what they say about themselves. A folder with a problem is reported beside the good ones and
 * never hides them. What the graph and the tokenizer hold is the engine's to check when it opens them.
 */

import { access, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { UserError } from "../core/base/errors.ts";
import { missingModel } from "../node/missingModel.ts";
import {
  graphFile,
  type ModelManifest,
  manifestFile,
  modelRemedy,
  parseManifest,
  tokenizerFile,
} from "../protocol/modelManifest.ts";
import { foldersHolding } from "./modelFolders.ts";

export interface Model {
  /** Absolute. */
  readonly dir: string;
  readonly manifest: ModelManifest;
}

export interface ModelProblem {
  readonly dir: string;
  readonly error: UserError;
}

export interface FoundModels {
  /** In the order of the directories given, then by folder name. */
  readonly models: readonly Model[];
  readonly problems: readonly ModelProblem[];
}

/** Looks into each of `parents` for folders holding a `model.json`; a parent may itself be a model folder. */
export async function findModels(parents: readonly string[]): Promise<FoundModels> {
  const models: Model[] = [];
  const problems: ModelProblem[] = [];
  for (const dir of await foldersHolding(parents, [manifestFile, graphFile])) {
    try {
      models.push(await readModel(dir));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ dir, error });
    }
  }
  return { models, problems };
}

/** Throws a UserError that names the file and what to do about it. */
export async function readModel(folder: string): Promise<Model> {
  const dir = resolve(folder);
  const path = join(dir, manifestFile);
  const text = await readFile(path, "utf8").catch(async () => {
    throw await missingModel(dir);
  });
  const manifest = parseManifest(text, path);
  for (const file of [graphFile, tokenizerFile]) {
    await access(join(dir, file)).catch(() => {
      throw new UserError("model-incomplete", `The model folder ${dir} has no ${file}.`, modelRemedy);
    });
  }
  return { dir, manifest };
}

/** Whether a model is given by its folder, not by its name. */
export function isModelPath(nameOrPath: string): boolean {
  return /[\\/]/.test(nameOrPath);
}

/** The model of that name, or the folder of that path. Throws a UserError that lists the names there are. */
export async function modelNamed(nameOrPath: string, parents: readonly string[]): Promise<Model> {
  const { models, problems } = await findModels(parents);
  const found = models.find(({ manifest, dir }) => manifest.name === nameOrPath || dir === resolve(nameOrPath));
  if (found) return found;
  const broken = problems.find(({ dir }) => basename(dir) === nameOrPath);
  if (broken) throw broken.error;
  if (isModelPath(nameOrPath)) return readModel(nameOrPath);
  const names = models.map(({ manifest }) => manifest.name).join(", ") || "none";
  throw new UserError("model-unknown", `There is no model named ${nameOrPath}.`, `Known models: ${names}.`);
}
