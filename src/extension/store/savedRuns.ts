/**
 * @file The run store of this window: opened with the first run or the first look at the Runs view, open until the window closes. A
 * store that cannot be used is said once and hinders no run from being shown.
 */

import * as vscode from "vscode";
import type { RunStore } from "../../client/store/runStore.ts";
import { DisposableList } from "../../core/base/disposable.ts";
import { messageOf } from "../../core/base/errors.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { type Log, logFailure } from "../log/log.ts";
import { showWarning } from "../message/messages.ts";

export class SavedRuns implements vscode.Disposable {
  readonly #folder: vscode.Uri;
  readonly #log: Log;
  readonly #list = new DisposableList();
  readonly #changed = this.#list.add(new vscode.EventEmitter<void>());
  /** Fires after each change that this window made. */
  readonly onDidChange = this.#changed.event;
  #store: Promise<RunStore> | undefined;
  #said = "";

  /** `folder`: where the workspace's data is kept. */
  constructor(folder: vscode.Uri, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Rejects with a UserError where the store cannot be used; the next call tries again. */
  store(): Promise<RunStore> {
    this.#store ??= this.#open().catch((error: unknown) => {
      this.#store = undefined;
      throw error;
    });
    return this.#store;
  }

  /** Saves a run. When this resolves it is on the disk, or a message has said why not. Never rejects. */
  async add(record: RunRecord): Promise<void> {
    try {
      (await this.store()).add(record);
      this.#changed.fire();
    } catch (error) {
      logFailure(this.#log, "Saving a run", error);
      const message = messageOf(error);
      if (message === this.#said) return; // a disk stays full for many runs
      this.#said = message;
      void showWarning(`Rulescope: This run is shown but not saved. ${message}`);
    }
  }

  /** Changes the store, and tells those who show it. */
  async change<T>(work: (store: RunStore) => T | Promise<T>): Promise<T> {
    const result = await work(await this.store());
    this.#changed.fire();
    return result;
  }

  dispose(): void {
    void this.#store?.then(
      (store) => store.dispose(),
      () => {},
    );
    this.#list.dispose();
  }

  async #open(): Promise<RunStore> {
    const [{ RunStore }, { storeFile }] = await Promise.all([
      import("../../client/store/runStore.ts"),
      import("../../client/store/storePlace.ts"),
    ]);
    const path = vscode.Uri.joinPath(this.#folder, storeFile).fsPath;
    const onSetAside = (message: string): void => {
      this.#log.warn(message);
      void showWarning(`Rulescope: ${message}`);
    };
    const store = RunStore.open(path, { onSetAside });
    this.#log.info(`runs are saved in ${path}`);
    return store;
  }
}
