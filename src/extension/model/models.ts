/** @file The models this window knows: bundled ones, then those in the folders of the setting. Read again for each question. */
import type { FoundModels, Model } from "../../client/models.ts";
import type { MethodName } from "../../core/method/method.ts";
import type { Settings } from "../setting/settings.ts";
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
      const { modelNamed } = await import("../../client/models.ts");
      const model = await modelNamed(settings.model, this.folders(settings));
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
    return [this.#bundled, ...settings.modelFolders];
  }
}
