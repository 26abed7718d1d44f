/**
 * @file Opens a stored run beside its code, with no model: in its document where that still holds the problem, else in a new one
 * with the rule as it was.
 */

import * as vscode from "vscode";
import type { RunRecord } from "../../core/record/run.ts";
import type { TextProblem } from "../../core/task/problem.ts";
import { languages } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import { recordedTrace } from "../run/recordedTrace.ts";
import { problemLine } from "../trace/trace.ts";
import { sameProblem, type Traces } from "../trace/traces.ts";
import { namedDocument } from "../trust/trust.ts";

export interface OpenRunParts {
  readonly documents: ProblemDocuments;
  readonly traces: Traces;
  readonly rules: RuleHost;
}

/** Throws a UserError where the record holds no rule that runs. `options`: where the document is shown. */
export async function openRun(
  record: RunRecord,
  { documents, traces, rules }: OpenRunParts,
  options: vscode.TextDocumentShowOptions = {},
): Promise<void> {
  const { problem: recorded, stands } = await rules.recorded(record);
  const document = (await documentOf(record)) ?? (await newDocument(recorded, stands));
  const { problems } = await documents.read(document);
  const same = problems.filter((each) => sameProblem(each, recorded));
  const problem = same.find(({ line }) => line === recorded.line) ?? same[0] ?? recorded;
  const uri = document.uri.toString();
  const trace = await recordedTrace(record, problem, {
    ruleHere: document.languageId === languages.python,
    judged: (params) => rules.judged(params),
  });
  const id = traces.start(uri, trace);
  traces.markStale(uri, problems);
  const editor = await vscode.window.showTextDocument(document, options);
  const kept = traces.of(uri).find((it) => it.id === id);
  const line = Math.min(kept === undefined ? 1 : problemLine(kept), document.lineCount) - 1;
  editor.selection = new vscode.Selection(line, 0, line, 0);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The document of the run, where it can be opened and still holds this call, whatever has become of its rule. */
async function documentOf({ problem }: RunRecord): Promise<vscode.TextDocument | undefined> {
  if (problem.document === undefined) return undefined;
  try {
    const document = await vscode.workspace.openTextDocument(await namedDocument(problem.document));
    const there = document.getText().includes(problem.call) || document.languageId === languages.problems;
    return there ? document : undefined;
  } catch {
    return undefined; // moved, or of another machine
  }
}

async function newDocument(recorded: TextProblem, stands: boolean): Promise<vscode.TextDocument> {
  const { source } = recorded.program;
  const content = stands ? source : `${source.trimEnd()}\n\n# >>> ${recorded.call}\n`;
  const open = vscode.workspace.textDocuments.find((it) => it.isUntitled && it.getText() === content);
  return open ?? vscode.workspace.openTextDocument({ language: languages.python, content });
}
