/** @file Which model answers a run: the one that was chosen, else the best fitting of those that are there. Knows no `vscode`. */
import type { Model } from "../../client/models.ts";
import { UserError } from "../../core/base/errors.ts";
import type { MethodName } from "../../core/method/method.ts";

/**
 * The model for a task (undefined where the rule belongs to none) and a method. One trained on this task is taken before one that
 * answers any rule, and that before one trained on another rule; the order of `models` decides between equals. Throws a
 * UserError where none answers by this method.
 */
export function chooseModel(models: readonly Model[], task: string | undefined, method: MethodName): Model {
  const able = models.filter(({ manifest }) => manifest.method === method);
  const fit = ({ manifest }: Model): number => (manifest.task === undefined ? 1 : manifest.task === task ? 0 : 2);
  const best = [...able].sort((a, b) => fit(a) - fit(b))[0];
  if (best !== undefined) return best;
  const known = models.map(({ manifest }) => `${manifest.name} (${manifest.method})`).join(", ") || "none";
  throw new UserError(
    "model-none-for-method",
    `No model here answers by ${method}; found: ${known}.`,
    "Add a folder with one to the setting rulescope.modelFolders, or run the problem by another method.",
  );
}
