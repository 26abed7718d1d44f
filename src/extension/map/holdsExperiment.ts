/** @file Whether a document is an experiment's record. Loaded with the extension, so it brings nothing along. */
import type * as vscode from "vscode";
import { isExperimentRecord } from "../../core/record/isExperimentRecord.ts";

export function holdsExperiment(document: vscode.TextDocument): boolean {
  if (!document.uri.path.endsWith(".json")) return false;
  const lines = Array.from({ length: Math.min(8, document.lineCount) }, (_, line) => document.lineAt(line).text);
  return isExperimentRecord(lines.map((text) => text.slice(0, 1000)).join("\n"));
}
