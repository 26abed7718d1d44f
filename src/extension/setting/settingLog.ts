/** @file Writes changes of this extension's settings into the log: what a run's line there means depends on them. */
import * as vscode from "vscode";
import type { Disposable } from "../../core/base/disposable.ts";
import { settings } from "../contributions.ts";
import type { Log } from "../log/log.ts";

export function logSettings(log: Log): Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    for (const id of Object.values(settings)) {
      if (!event.affectsConfiguration(id)) continue;
      log.info(`${id} is now ${JSON.stringify(vscode.workspace.getConfiguration().get(id))}`);
    }
  });
}
