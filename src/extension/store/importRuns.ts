/** @file Asks for a file of runs and reads it; for traces of other programs it asks for the rule they are to be checked against. */
import * as vscode from "vscode";
import type { ImportReport } from "../../client/store/runFiles.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import type { SavedRuns } from "./savedRuns.ts";

/** Undefined when nobody chose a file. */
export async function importWithRule(savedRuns: SavedRuns, rules: RuleHost): Promise<ImportReport | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({ title: "Import Runs", filters: { "JSON Lines": ["jsonl"] } })) ?? [];
  if (file === undefined) return undefined;
  const progress = { location: vscode.ProgressLocation.Notification, title: "Importing runs" };
  const reading = (foreign: { readonly text: string; readonly document: string } | null) =>
    vscode.window.withProgress(progress, () =>
      savedRuns.change((store) => rules.importRuns({ store: store.path, file: file.fsPath, rule: foreign })),
    );
  const report = await reading(null);
  if (report.withoutRule === 0) return report;
  const [rule] =
    (await vscode.window.showOpenDialog({
      title: `The rule of ${report.withoutRule} traces of another program`,
      filters: { Python: ["py"] },
    })) ?? [];
  if (rule === undefined) return report;
  const document = await vscode.workspace.openTextDocument(rule); // with edits that are not saved
  const checked = await reading({ text: document.getText(), document: rule.fsPath });
  return { ...checked, added: report.added + checked.added, known: Math.max(0, checked.known - report.added) };
}
