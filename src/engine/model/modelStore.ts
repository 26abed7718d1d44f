/** @file The models that are open in this process. A folder that changed on disk, or whose device setting changed, is opened again. */

import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Disposable } from "../../core/base/disposable.ts";
import type { DeviceChoice } from "../../protocol/contract.ts";
import type { DeviceSetting } from "../../protocol/device.ts";
import { graphFile, manifestFile, tokenizerFile } from "../../protocol/modelManifest.ts";
import type { Loaded, LoadedModels } from "./loadedModels.ts";
import { type OpenModel, openModel } from "./openModel.ts";
import type { Runtime } from "./runtime.ts";

interface Entry {
  readonly stamp: string;
  readonly device: DeviceSetting;
  readonly model: Promise<OpenModel>;
  /** Once it is open. */
  loaded?: Loaded;
}

export interface ModelStoreParts {
  readonly runtime: Pick<Runtime, "open">;
  /** All models of the process, and what they may take. */
  readonly loaded: LoadedModels;
  readonly onDeviceChanged: (modelDir: string, choice: DeviceChoice) => void;
}

export class ModelStore {
  readonly #runtime: Pick<Runtime, "open">;
  readonly #onDeviceChanged: (modelDir: string, choice: DeviceChoice) => void;
  readonly #loaded: LoadedModels;
  readonly #entries = new Map<string, Entry>();
  readonly #releaseListeners = new Set<(model: OpenModel) => void>();

  constructor({ runtime, loaded, onDeviceChanged }: ModelStoreParts) {
    this.#runtime = runtime;
    this.#loaded = loaded;
    this.#onDeviceChanged = onDeviceChanged;
  }

  /** Told of each model whose sessions are given back: what was made of it goes as well. */
  onReleased(listener: (model: OpenModel) => void): Disposable {
    this.#releaseListeners.add(listener);
    return { dispose: () => this.#releaseListeners.delete(listener) };
  }

  /** The model of a folder, opened when it is not. Throws a UserError when it cannot be. */
  async get(modelDir: string, device: DeviceSetting): Promise<OpenModel> {
    const dir = resolve(modelDir);
    const stamp = await stampOf(dir);
    const known = this.#entries.get(dir);
    if (known && known.stamp === stamp && known.device === device) {
      if (known.loaded) this.#loaded.touch(known.loaded);
      return known.model;
    }
    await this.unload(dir);
    const model = openModel({
      dir,
      device,
      runtime: this.#runtime,
      onDeviceChanged: (choice) => this.#onDeviceChanged(dir, choice),
    });
    const entry: Entry = { stamp, device, model };
    this.#entries.set(dir, entry);
    const forget = (): void => {
      if (this.#entries.get(dir) === entry) this.#entries.delete(dir);
    };
    model.then((open) => {
      entry.loaded = {
        bytes: open.bytes,
        release: async () => {
          forget();
          for (const listener of this.#releaseListeners) listener(open);
          await open.session.release();
        },
      };
      this.#loaded.add(entry.loaded);
      if (this.#entries.get(dir) !== entry) this.#loaded.retire(entry.loaded);
    }, forget);
    return model;
  }

  /** Forgets a folder. Runs under way keep their session until they end; then it is given back. */
  async unload(modelDir: string): Promise<void> {
    const dir = resolve(modelDir);
    const entry = this.#entries.get(dir);
    this.#entries.delete(dir);
    if (entry?.loaded) this.#loaded.retire(entry.loaded);
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
