/** @file The models this window knows: bundled ones, then those in the folders of the setting. Read again for each question. */

import type { FoundModels, Model } from "../../client/models.ts";
import { pathProblem } from "../../core/base/dataPath.ts";
import { UserError } from "../../core/base/errors.ts";
import type { MethodName } from "../../core/method/method.ts";
import type { Settings } from "../setting/settings.ts";
import { isTrusted, untrustedModel } from "../trust/trust.ts";
import { chooseModel } from "./modelChoice.ts";

export class Models {
  readonly #bundled: string;

  /** `bundled` is the folder of the models that come with the extension. */
  constructor(bundled: string) {
    this.#bundled = bundled;
  }

  async find(settings: Settings): Promise<FoundModels> {
    const { findModels } = await import("../../client/models.ts");
    return findModels(this.folders(settings));
  }

  /**
   * The model and method of a run. `method` is undefined for a plain `Run`: then a chosen model's own method, else the default.
   * A chosen model that answers by another method than asked for is left for one that does.
   */
  async forRun(
    settings: Settings,
    task: string | undefined,
    method: MethodName | undefined,
  ): Promise<{ readonly model: Model; readonly method: MethodName }> {
    if (settings.model !== "") {
      const model = await this.#named(settings);
      if (method === undefined || model.manifest.method === method) return { model, method: model.manifest.method };
    }
    const wanted = method ?? settings.defaultMethod;
    const { models, problems } = await this.find(settings);
    const broken = problems[0];
    if (models.length === 0 && broken !== undefined) throw broken.error;
    return { model: chooseModel(models, task, wanted), method: wanted };
  }

  /** Where models are looked for. */
  folders(settings: Settings): string[] {
    return isTrusted() ? [this.#bundled, ...settings.modelFolders.filter(isAllowed)] : [this.#bundled];
  }

  async #named(settings: Settings): Promise<Model> {
    const { model: name } = settings;
    const { findModels, modelNamed } = await import("../../client/models.ts");
    if (isTrusted()) {
      const problem = pathProblem(name);
      if (problem === undefined) return modelNamed(name, this.folders(settings));
      throw new UserError(
        "model-refused",
        `The model ${JSON.stringify(name)} is refused: it ${problem}.`,
        "Choose another.",
      );
    }
    const { models } = await findModels(this.folders(settings));
    const bundled = models.find(({ manifest }) => manifest.name === name);
    if (bundled === undefined) throw untrustedModel(name);
    return bundled;
  }
}

/** A folder of the settings may be a workspace's: on another machine or a device it is left out. */
function isAllowed(folder: string): boolean {
  return pathProblem(folder) === undefined;
}
