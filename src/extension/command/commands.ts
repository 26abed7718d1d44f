/** @file The commands that are not about stepping: runs, stop, the pickers, the log. */

import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { messageOf } from "../../core/base/errors.ts";
import type { MethodName } from "../../core/method/method.ts";
import { type CommandId, commands } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { placeOf } from "../lens/problemPlace.ts";
import { type Log, logFailure } from "../log/log.ts";
import { showError } from "../message/messages.ts";
import type { Models } from "../model/models.ts";
import { selectDevice, selectModel } from "../model/pickers.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import type { Runs } from "../run/runs.ts";
import { copyDiagnostics } from "./copyDiagnostics.ts";

export interface CommandParts {
  readonly runs: Runs;
  readonly models: Models;
  readonly engine: EngineHost;
  readonly log: Log;
  readonly version: string;
  readonly documents: ProblemDocuments;
  readonly rules: RuleHost;
  /** The file that `Open Sample` opens. */
  readonly sample: vscode.Uri;
}

export function registerCommands(parts: CommandParts): Disposable {
  const { runs, models, engine, log, version, documents, rules, sample } = parts;
  const list = new DisposableList();
  const register = (id: CommandId, run: (...args: readonly unknown[]) => unknown): void =>
    void list.add(vscode.commands.registerCommand(id, run));
  const registerRun = (id: CommandId, method: MethodName | undefined): void =>
    register(id, (place) => runs.run(placeOf(place), method));
  registerRun(commands.runProblem, undefined);
  registerRun(commands.runDirect, "direct");
  registerRun(commands.runScratchpad, "scratchpad");
  registerRun(commands.runRfft, "rfft");
  register(commands.stop, () => runs.stop());
  register(commands.showLog, () => log.show());
  register(commands.openSample, () => openSample(sample));
  const registerAsking = (id: CommandId, doing: string, ask: () => Promise<void>): void =>
    register(id, () =>
      ask().catch((error: unknown) => {
        logFailure(log, doing, error);
        return showError(`Rulescope: ${doing} could not finish. ${messageOf(error)}`);
      }),
    );
  registerAsking(commands.selectModel, "Select Model", () => selectModel(models));
  registerAsking(commands.selectDevice, "Select Device", () => selectDevice(engine));
  registerAsking(commands.copyDiagnostics, "Copy Diagnostics", () => copyDiagnostics(engine, models, version));
  registerAsking(commands.exportDataSet, "Export Data Set", async () => {
    const { exportDataSet } = await import("../data/exportDataSet.ts");
    await exportDataSet(documents, rules, version);
  });
  return list;
}

/** The sample as a new unsaved document, so that edits never reach the extension's own file. */
async function openSample(sample: vscode.Uri): Promise<void> {
  const content = (await vscode.workspace.openTextDocument(sample)).getText();
  const document = await vscode.workspace.openTextDocument({ language: "python", content });
  await vscode.window.showTextDocument(document);
}
