/** @file The models that are open in this process. A folder that changed on disk, or whose device setting changed, is opened anew. */

import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DeviceChoice } from "../../protocol/contract.ts";
import type { DeviceSetting } from "../../protocol/inside.ts";
import { graphFile, manifestFile, tokenizerFile } from "../../protocol/modelManifest.ts";
import { type OpenModel, openModel } from "./openModel.ts";
import type { Runtime } from "./runtime.ts";

interface Entry {
  readonly stamp: string;
  readonly device: DeviceSetting;
  readonly model: Promise<OpenModel>;
}

export class ModelStore {
  readonly #runtime: Runtime;
  readonly #onDeviceChanged: (modelDir: string, choice: DeviceChoice) => void;
  readonly #entries = new Map<string, Entry>();

  constructor(runtime: Runtime, onDeviceChanged: (modelDir: string, choice: DeviceChoice) => void) {
    this.#runtime = runtime;
    this.#onDeviceChanged = onDeviceChanged;
  }

  /** The model of a folder, opened when it is not. Throws a UserError when it cannot be. */
  async get(modelDir: string, device: DeviceSetting): Promise<OpenModel> {
    const dir = resolve(modelDir);
    const stamp = await stampOf(dir);
    const known = this.#entries.get(dir);
    if (known && known.stamp === stamp && known.device === device) return known.model;
    await this.unload(dir);
    const model = openModel({
      dir,
      device,
      runtime: this.#runtime,
      onDeviceChanged: (choice) => this.#onDeviceChanged(dir, choice),
    });
    const entry: Entry = { stamp, device, model };
    this.#entries.set(dir, entry);
    model.catch(() => {
      if (this.#entries.get(dir) === entry) this.#entries.delete(dir);
    });
    return model;
  }

  /** Forgets a folder. Runs under way keep their session until they end. */
  async unload(modelDir: string): Promise<void> {
    const dir = resolve(modelDir);
    this.#entries.delete(dir);
  }
}

/** Changes whenever a file of the model is written. A missing file is a stamp too: opening it gives the message. */
async function stampOf(dir: string): Promise<string> {
  const parts = [manifestFile, tokenizerFile, graphFile].map(async (file) => {
    const found = await stat(join(dir, file)).catch(() => undefined);
    return found ? `${found.size}@${found.mtimeMs}` : "missing";
  });
  return (await Promise.all(parts)).join(" ");
}
