/** @file Which run store a command means: the file of `--store`, else of RULESCOPE_STORE, else this user's own. */

import { existsSync } from "node:fs";
import type { RunStore } from "../client/store/runStore.ts";
import { userStore } from "../client/store/storePlace.ts";
import type { Disposable } from "../core/base/disposable.ts";
import { messageOf, UserError } from "../core/base/errors.ts";
import type { RunRecord } from "../core/record/run.ts";
import type { Flag } from "./command.ts";
import type { Terminal } from "./terminal.ts";

export const storeFlag = {
  kind: "text",
  value: "FILE",
  about: "the run store (default: RULESCOPE_STORE, else this user's own)",
} as const satisfies Flag;

/** The store's file. */
export function storePath(flag: string | undefined): string {
  return flag ?? (process.env.RULESCOPE_STORE || userStore());
}

/** SQLite is loaded only by the commands that need it. `reading`: a file that somebody named must be there. */
export async function openStore(
  flag: string | undefined,
  terminal: Terminal,
  { reading = false }: { readonly reading?: boolean } = {},
): Promise<RunStore> {
  const path = storePath(flag);
  const named = flag !== undefined;
  if (named && reading && !existsSync(path))
    throw new UserError("store-missing", `There is no run store ${path}.`, "Name the file that holds the runs.");
  const { RunStore } = await import("../client/store/runStore.ts");
  return RunStore.open(path, { refuseForeign: named, onSetAside: (message) => terminal.note(message) });
}

/** Saves the runs of one command. A store that cannot be used is reported once, and the results are shown all the same. */
export class RunSaver implements Disposable {
  readonly #flag: string | undefined;
  readonly #terminal: Terminal;
  #store: Promise<RunStore | undefined> | undefined;

  constructor(flag: string | undefined, terminal: Terminal) {
    this.#flag = flag;
    this.#terminal = terminal;
  }

  async save(record: RunRecord): Promise<void> {
    this.#store ??= openStore(this.#flag, this.#terminal);
    try {
      (await this.#store)?.add(record);
    } catch (error) {
      this.#store = Promise.resolve(undefined);
      this.#terminal.note(`The runs are not saved. ${messageOf(error)}`);
    }
  }

  dispose(): void {
    void this.#store?.then(
      (store) => store?.dispose(),
      () => {},
    );
  }
}
