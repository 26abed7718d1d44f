/**
 * @file One engine of this window: made with the first run (or ahead of it, where a setting says so), kept until the window
 * closes. Its code and its process are loaded only then. Trainings have one of their own, so that they never delay a run.
 */

import type { EngineClient, EngineClientOptions } from "../../client/engineClient.ts";
import type { Disposable } from "../../core/base/disposable.ts";
import type { DeviceChoice, Role } from "../../protocol/contract.ts";

export interface EngineHostOptions {
  readonly role: Role;
  /** The engine's bundled script. */
  readonly entry: string;
  readonly log: (line: string) => void;
  /** A provider failed and a model went on elsewhere. */
  readonly onDeviceChanged: (choice: DeviceChoice) => void;
}

export class EngineHost implements Disposable {
  readonly #options: EngineHostOptions;
  #client: Promise<EngineClient> | undefined;
  #disposed = false;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  /** The engine's process id while one is running. */
  async pid(): Promise<number | undefined> {
    return (await this.#client)?.pid;
  }

  /** The client, its process started. After a loss the client starts the next process by itself. */
  client(): Promise<EngineClient> {
    this.#client ??= this.#start();
    return this.#client;
  }

  dispose(): void {
    this.#disposed = true;
    void this.#client?.then((client) => client.dispose());
  }

  async #start(): Promise<EngineClient> {
    const { EngineClient } = await import("../../client/engineClient.ts");
    const { role, entry, log, onDeviceChanged } = this.#options;
    const options: EngineClientOptions = {
      role,
      entry,
      log,
      onDeviceChanged: ({ choice }) => onDeviceChanged(choice),
    };
    const client = EngineClient.start(options);
    if (this.#disposed) client.dispose();
    return client;
  }
}
