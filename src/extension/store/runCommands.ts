/** @file The commands of the Runs view: open, compare, delete with undo, export, import, filter. */

import * as vscode from "vscode";
import type { ImportReport } from "../../client/store/runFiles.ts";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { countOf } from "../../core/format/figures.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { type CommandId, commands } from "../contributions.ts";
import { configurationOf } from "../debug/configurations.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import { type Log, logFailure } from "../log/log.ts";
import { showError, showInformation, showWarning } from "../message/messages.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import type { Traces } from "../trace/traces.ts";
import { importWithRule } from "./importRuns.ts";
import { askFilter } from "./runFilter.ts";
import type { RunsView } from "./runsView.ts";
import type { RunsNode } from "./runTree.ts";
import type { SavedRuns } from "./savedRuns.ts";

export interface RunCommandParts {
  readonly savedRuns: SavedRuns;
  readonly view: RunsView;
  readonly documents: ProblemDocuments;
  readonly traces: Traces;
  readonly rules: RuleHost;
  readonly log: Log;
  /** Shows a run in the trace view. */
  readonly open: (record: RunRecord, id: string) => Promise<void>;
  /** Shows runs side by side. */
  readonly compare: (records: readonly RunRecord[]) => Promise<void>;
}

export function registerRunCommands(parts: RunCommandParts): Disposable {
  const { savedRuns, view, rules, log } = parts;
  const list = new DisposableList();
  const register = (id: CommandId, doing: string, run: (node: RunsNode | undefined) => Promise<void>): void => {
    const command = (node: unknown): Promise<void> =>
      run(nodeOf(node)).catch((error: unknown) => {
        logFailure(log, doing, error);
        void showError(`Rulescope: ${doing} could not finish. ${messageOf(error)}`);
      });
    list.add(vscode.commands.registerCommand(id, command));
  };
  const recordsOf = async (node: RunsNode | undefined): Promise<RunRecord[]> => {
    const store = await savedRuns.store();
    return view.selected(node).map(({ id }) => store.get(id));
  };

  register(commands.openRun, "Open Run", async (node) => {
    const { openRun } = await import("./openRun.ts");
    for (const record of (await recordsOf(node)).slice(0, 1)) await openRun(record, parts);
  });
  register(commands.openRunView, "Open in Trace View", async (node) => {
    for (const record of await recordsOf(node)) await parts.open(record, record.id ?? "");
  });
  register(commands.compareRuns, "Compare Runs", async (node) => {
    const records = await recordsOf(node);
    if (records.length < 2)
      throw new UserError(
        "compare-few",
        "Only one run is selected.",
        "Select two or more runs, or a problem with several.",
      );
    await parts.compare(records);
  });
  register(commands.debugRun, "Debug Run", async (node) => {
    for (const run of view.selected(node).slice(0, 1))
      await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configurationOf(run));
  });
  register(commands.deleteRuns, "Delete Runs", (node) =>
    deleteRuns(
      view.selected(node).map(({ id }) => id),
      savedRuns,
      log,
    ),
  );
  register(commands.exportRuns, "Export Runs", (node) => exportRuns(node, parts));
  register(commands.importRuns, "Import Runs", async () => {
    const report = await importWithRule(savedRuns, rules);
    if (report !== undefined) await showImport(report, log);
  });
  register(commands.filterRuns, "Filter Runs", async () => {
    const filter = await askFilter(view.filter, (await savedRuns.store()).list());
    if (filter !== undefined) view.filter = filter;
  });
  register(commands.moreRuns, "Show More Runs", async () => view.more());
  register(commands.clearRunFilter, "Clear Filter", async () => {
    view.filter = {};
  });
  return list;
}

/** Deletes at once and offers to undo it, which is less in the way than asking. */
async function deleteRuns(ids: readonly string[], savedRuns: SavedRuns, log: Log): Promise<void> {
  if (ids.length === 0) return;
  const kept = await savedRuns.change((store) => {
    const records = ids.flatMap((id) => {
      try {
        return [store.get(id)];
      } catch (error) {
        logFailure(log, "Reading a run to delete", error); // what cannot be read can still be deleted
        return [];
      }
    });
    store.delete(ids);
    return records;
  });
  const undo = "Undo";
  const chosen = await showInformation(`Rulescope: deleted ${runsWord(ids.length)}.`, undo);
  if (chosen === undo) await savedRuns.change((store) => store.addAll(kept));
}

/** The runs that a menu was opened on; from the palette and the title, all that the filter shows. */
async function exportRuns(node: RunsNode | undefined, { savedRuns, view, log }: RunCommandParts): Promise<void> {
  const store = await savedRuns.store();
  const ids = (node === undefined ? store.list(view.filter) : view.selected(node)).map(({ id }) => id);
  if (ids.length === 0) throw new UserError("export-none", "There are no runs.", "Run a problem first.");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: `Export ${runsWord(ids.length)}`,
    filters: { "JSON Lines": ["jsonl"] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, "runs.jsonl") }),
  });
  if (target === undefined) return;
  const { exportFile } = await import("../../client/store/runExport.ts");
  const { written, problems } = await exportFile(store, ids, target.fsPath);
  for (const problem of problems) log.warn(problem);
  const left = problems.length === 0 ? "" : ` ${problems.length} could not be read; the log says why.`;
  void showInformation(`Rulescope: exported ${runsWord(written)} to ${target.fsPath}.${left}`);
}

async function showImport({ added, known, withoutRule, problems }: ImportReport, log: Log): Promise<void> {
  for (const { line, message } of problems) log.warn(`import, line ${line}: ${message}`);
  const parts = [
    `imported ${runsWord(added)}`,
    ...(known > 0 ? [`${known} were there already`] : []),
    ...(withoutRule > 0 ? [`${withoutRule} were skipped: no rule was named`] : []),
    ...(problems.length > 0
      ? [`${problems.length} lines could not be read, the first is line ${problems[0]?.line}`]
      : []),
  ];
  const message = `Rulescope: ${parts.join("; ")}.`;
  if (problems.length === 0) void showInformation(message);
  else if ((await showWarning(message, "Show Log")) !== undefined) log.show();
}

function runsWord(count: number): string {
  return countOf(count, "run");
}

/** What the view passes; a keyboard's or the palette's command passes nothing. */
function nodeOf(argument: unknown): RunsNode | undefined {
  if (typeof argument !== "object" || argument === null || !("kind" in argument)) return undefined;
  const isNode = argument.kind === "run" || argument.kind === "problem";
  return isNode ? (argument as RunsNode) : undefined;
}
