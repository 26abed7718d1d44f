/**
 * @file Debugging in the editor: makes a session's adapter, fills in launch configurations, and tells sessions of edits. The adapter and all it
 * needs are loaded with the first session.
 */

import * as vscode from "vscode";
import type { RunSummary } from "../../client/store/runStore.ts";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { commands, debugType, fileDebugType, languages } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { placeOf } from "../lens/problemPlace.ts";
import { showError } from "../message/messages.ts";
import type { Models } from "../model/models.ts";
import { debugViewMayOpen } from "../setting/settings.ts";
import { compareBranches, goToBranch, pickToken } from "./branchCommands.ts";
import { Configurations, configurationAt } from "./configurations.ts";
import { RuleInlineValues } from "./inlineValues.ts";
import { LaunchCompletions } from "./launchCompletions.ts";
import type { RemoteDebugSession } from "./remoteSession.ts";

export interface DebugParts {
  readonly documents: ProblemDocuments;
  readonly models: Models;
  readonly engine: EngineHost;
  /** The script of the process that a session lives in. */
  readonly entry: string;
  readonly log: (line: string) => void;
  /** Shows runs side by side. */
  readonly compare: (records: readonly RunRecord[]) => Promise<void>;
  /** Keeps what a session has written. */
  readonly saveRun: (record: RunRecord) => Promise<void>;
  /** A saved run; undefined when there is none of that id. */
  readonly loadRun: (id: string) => Promise<RunRecord | undefined>;
  /** The newest of the saved runs. */
  readonly listRuns: () => Promise<readonly RunSummary[]>;
}

export function registerDebugging(parts: DebugParts): Disposable {
  const list = new DisposableList();
  const sessions = new Map<string, RemoteDebugSession>();
  const factory: vscode.DebugAdapterDescriptorFactory = {
    async createDebugAdapterDescriptor({ id }) {
      const [{ RemoteDebugSession }, { launchPort }] = await Promise.all([
        import("./remoteSession.ts"),
        import("./launchPort.ts"),
      ]);
      const { entry, log } = parts;
      const session = new RemoteDebugSession({ entry, log, handlers: launchPort(parts) });
      sessions.set(id, session);
      return new vscode.DebugAdapterInlineImplementation(session);
    },
  };
  list.add(vscode.debug.registerDebugAdapterDescriptorFactory(debugType, factory));
  const configurations = new Configurations(parts.documents);
  for (const type of [debugType, fileDebugType])
    list.add(vscode.debug.registerDebugConfigurationProvider(type, configurations));
  const completions = new LaunchCompletions(parts);
  list.add(vscode.languages.registerCompletionItemProvider({ language: "jsonc" }, completions, '"'));
  list.add(vscode.debug.onDidStartDebugSession(showDebugView));
  list.add(
    vscode.debug.onDidTerminateDebugSession(async ({ id, configuration }) => {
      const session = sessions.get(id);
      sessions.delete(id);
      const records = (await session?.records()) ?? [];
      // A recorded run is kept already.
      if (configuration.run === undefined) for (const record of records) void parts.saveRun(record);
    }),
  );
  list.add(
    vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
      if (contentChanges.length === 0) return;
      const path = uri.scheme === "file" ? uri.fsPath : uri.toString();
      for (const session of sessions.values()) session.edited(path);
    }),
  );
  list.add(vscode.languages.registerInlineValuesProvider({ language: languages.python }, new RuleInlineValues()));
  list.add(vscode.commands.registerCommand(commands.debugProblem, (argument) => debugProblem(argument)));
  list.add(vscode.commands.registerCommand(commands.goToBranch, goToBranch));
  list.add(vscode.commands.registerCommand(commands.pickToken, pickToken));
  list.add(vscode.commands.registerCommand(commands.compareBranches, () => compareBranches(parts.compare)));
  return list;
}

/** Debugs the problem of a lens, or the one nearest to the cursor. */
async function debugProblem(argument: unknown): Promise<void> {
  const place = placeOf(argument);
  const editor = vscode.window.activeTextEditor;
  const uri = place === undefined ? editor?.document.uri : vscode.Uri.parse(place.uri);
  if (uri === undefined) {
    await showError("Rulescope: There is no file to look for a problem in. Open a rule first.");
    return;
  }
  const line = place?.line ?? (editor?.selection.active.line ?? 0) + 1;
  await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(uri), configurationAt(uri, line));
}

/** VS Code opens the view at the first breakpoint only; somebody who asked to step wants the variables at once. */
async function showDebugView({ type, configuration }: vscode.DebugSession): Promise<void> {
  const { stopOnEntry, noDebug } = configuration;
  if (type !== debugType || stopOnEntry === false || noDebug === true || !debugViewMayOpen()) return;
  await vscode.commands.executeCommand("workbench.view.debug");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
}
