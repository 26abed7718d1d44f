/** @file Which model a command means: the one that is named, else the best fitting of those that are there. */

import { delimiter, join } from "node:path";
import { anyModelNamed, findModels, type Model, modelNamed, type VaeModel } from "../client/models.ts";
import { UserError } from "../core/base/errors.ts";
import type { MethodName } from "../core/method/method.ts";
import { productFolder } from "./product.ts";

/** The bundled models, then the folders that the variable `RULESCOPE_MODELS` lists. */
export function modelFolders(): readonly string[] {
  const more = (process.env.RULESCOPE_MODELS ?? "").split(delimiter).filter((folder) => folder !== "");
  return [join(productFolder, "models"), ...more];
}

/** The model of any kind that a person names: a name or a folder. */
export function anyNamedModel(nameOrPath: string): Promise<Model | VaeModel> {
  return anyModelNamed(nameOrPath, modelFolders());
}

/** The decoder of a `--model` flag: a name or a folder. */
export function namedModel(nameOrPath: string): Promise<Model> {
  return modelNamed(nameOrPath, modelFolders());
}

/**
 * The model for a task (undefined where the rule belongs to none) and a method. One trained on this task is taken before one that
 * answers any rule, and that before one trained on another rule. Throws a `UserError` where none answers by this method.
 */
export async function fittingModel(task: string | undefined, method: MethodName): Promise<Model> {
  const { models, problems } = await findModels(modelFolders());
  const fit = ({ manifest }: Model) => (manifest.task === undefined ? 1 : manifest.task === task ? 0 : 2);
  const [best] = models.filter(({ manifest }) => manifest.method === method).sort((a, b) => fit(a) - fit(b));
  if (best !== undefined) return best;
  const [broken] = problems;
  if (broken !== undefined) throw broken.error;
  const known = models.map(({ manifest }) => `${manifest.name} (${manifest.method})`).join(", ") || "none";
  throw new UserError(
    "model-none-for-method",
    `No model here answers by ${method}; found: ${known}.`,
    "Train one with `rulescope train recipes/NAME.json --out models/NAME`, or name a model folder with --model.",
  );
}
