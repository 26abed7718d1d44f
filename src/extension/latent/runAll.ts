/** @file Runs all problems of a document at once and keeps the runs, with progress and cancel: so that a latent view has points. */

import * as vscode from "vscode";
import { methodNames } from "../../core/method/method.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import type { Log } from "../log/log.ts";
import { documentModel } from "../model/documentModel.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { readSettings } from "../setting/settings.ts";
import type { SavedRuns } from "../store/savedRuns.ts";

export interface RunAllParts {
  readonly documents: ProblemDocuments;
  readonly engine: EngineHost;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly savedRuns: SavedRuns;
  readonly log: Log;
  readonly version: string;
}

/** Rejects with a UserError where no model answers such problems. */
export async function runAll(
  uri: string,
  { documents, engine, rules, models, savedRuns, log, version }: RunAllParts,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const { problems, defaults } = await documents.read(document);
  const settings = await documentModel(document, defaults, readSettings(document));
  const method = methodNames.find((name) => name === defaults?.method);
  const { runProblems } = await import("../../client/runProblems.ts");
  const options = { location: vscode.ProgressLocation.Notification, title: "Rulescope: running", cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let done = 0;
    for (const [task, its] of Map.groupBy(problems, (problem) => problem.task)) {
      const chosen = await models.forRun(settings, task, method);
      await runProblems({
        client: await engine.client(),
        judge: await rules.judge(),
        ...chosen,
        device: settings.device,
        maxNewTokens: settings.maxNewTokens,
        problems: its,
        document: document.uri.scheme === "file" ? document.uri.fsPath : uri,
        version,
        signal: abort.signal,
        onRun: (record) => {
          done++;
          progress.report({ message: `${done} of ${problems.length}`, increment: 100 / problems.length });
          void savedRuns.add(record);
        },
        onRefused: (error) => log.warn(`latent view: ${error.message}`),
      });
    }
  });
}
