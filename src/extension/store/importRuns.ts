/** @file Asks for a file of runs and reads it; for traces of other programs it asks for the rule they are to be checked against. */
import * as vscode from "vscode";
import type { ImportReport } from "../../client/store/runFiles.ts";
import { UserError } from "../../core/base/errors.ts";
import type { RunKeeper } from "./runKeeper.ts";

/** Undefined when nobody chose a file. */
export async function importWithRule(keeper: RunKeeper): Promise<ImportReport | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({ title: "Import Runs", filters: { "JSON Lines": ["jsonl"] } })) ?? [];
  if (file === undefined) return undefined;
  const { importRuns } = await import("../../client/store/runFiles.ts");
  const progress = { location: vscode.ProgressLocation.Notification, title: "Importing runs" };
  const reading = (foreign?: Parameters<typeof importRuns>[2]) =>
    vscode.window.withProgress(progress, () => keeper.change((store) => importRuns(store, file.fsPath, foreign)));
  const report = await reading();
  if (report.withoutRule === 0) return report;
  const [rule] =
    (await vscode.window.showOpenDialog({
      title: `The rule of ${report.withoutRule} traces of another program`,
      filters: { Python: ["py"] },
    })) ?? [];
  if (rule === undefined) return report;
  const { readProblems } = await import("../../core/document/problems.ts");
  const document = await vscode.workspace.openTextDocument(rule); // with edits that are not saved
  const { program, problems } = readProblems(document.getText(), "python");
  if (program === undefined || program.functions.size === 0)
    throw new UserError("no-rule", `${rule.fsPath} has no rule that can run.`, "Choose a Python file with a rule.");
  const checked = await reading({ rule: { program, problems }, document: rule.fsPath, startedAt: new Date() });
  return { ...checked, added: report.added + checked.added, known: Math.max(0, checked.known - report.added) };
}
