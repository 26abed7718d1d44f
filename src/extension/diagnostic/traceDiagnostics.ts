/**
 * @file A diagnostic at the first wrong step of each trace, with expected against claimed and links to the rule's line and the
 * problem. Gone while the trace is stale: it would speak about another text.
 */

import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { visibleLines } from "../../core/base/plainText.ts";
import { diagnosticSource } from "../contributions.ts";
import { wrongSentence } from "../trace/stepWords.ts";
import { firstWrong, problemLine, stepLine, type Trace } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";

export function showTraceDiagnostics(traces: Traces): Disposable {
  const list = new DisposableList();
  const collection = list.add(vscode.languages.createDiagnosticCollection("rulescope-traces"));
  const shown = new Map<string, string>();
  list.add(
    traces.onChange((uri) => {
      const found = traces
        .of(uri)
        .filter((it) => !it.stale)
        .flatMap((it) => wrongStep(uri, it));
      const key = JSON.stringify(found.map((it) => [it.range, it.message]));
      if (shown.get(uri) === key) return; // every token announces a change; the first wrong step seldom does
      shown.set(uri, key);
      collection.set(vscode.Uri.parse(uri), found);
    }),
  );
  return list;
}

/** The first wrong step, else a response that ended too early or not at all. Nothing where all is right or unread. */
function wrongStep(uri: string, trace: Trace): vscode.Diagnostic[] {
  const index = firstWrong(trace);
  const step = index === undefined ? undefined : trace.steps[index];
  const wrong = step ?? trace.ending;
  if (wrong === undefined) return [];
  const line = step === undefined ? problemLine(trace) : stepLine(trace, step);
  const document = vscode.workspace.textDocuments.find((it) => it.uri.toString() === uri);
  const which = index === undefined ? "The end" : `Step ${index + 1}`;
  const sentence = step === undefined ? wrong.message : wrongSentence(step);
  const message = `${which} of ${trace.problem.call} (${trace.method}): ${sentence}`;
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, line),
    visibleLines(message),
    vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = diagnosticSource;
  diagnostic.code = wrong.verdict;
  const at = (target: number, about: string): vscode.DiagnosticRelatedInformation =>
    new vscode.DiagnosticRelatedInformation(
      new vscode.Location(vscode.Uri.parse(uri), rangeOf(document, target)),
      about,
    );
  const expected = wrong.expected !== undefined && trace.ruleHere ? trace.lines.now(wrong.expected.line) : undefined;
  const rule = expected === line ? "the rule's line" : "the line that the rule executes here";
  diagnostic.relatedInformation = [
    ...(expected === undefined ? [] : [at(expected, rule)]),
    at(problemLine(trace), "the problem"),
  ];
  return [diagnostic];
}

/** The text of a line (1-based) without its indentation. */
export function rangeOf(document: vscode.TextDocument | undefined, line: number): vscode.Range {
  if (document === undefined || line < 1 || line > document.lineCount)
    return new vscode.Range(line - 1, 0, line - 1, 1000);
  const text = document.lineAt(line - 1);
  return new vscode.Range(line - 1, text.firstNonWhitespaceCharacterIndex, line - 1, text.range.end.character);
}
