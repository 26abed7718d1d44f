/**
 * @file Diagnostics about the text itself: malformed problem lines, and what lies outside the rule language in a function that a
 * problem calls. Quiet in Python files (information only): not everything there is meant for Rulescope.
 */

import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { visibleLines } from "../../core/base/plainText.ts";
import { countText } from "../../core/format/figures.ts";
import { diagnosticSource, languages } from "../contributions.ts";
import { isProblemDocument, longestDocument, type ProblemDocuments } from "../document/problemDocuments.ts";
import { relevantDiagnostics } from "./relevance.ts";

export function showDocumentDiagnostics(documents: ProblemDocuments): Disposable {
  const list = new DisposableList();
  const collection = list.add(vscode.languages.createDiagnosticCollection("rulescope-documents"));
  list.add(
    documents.onDidRead(({ document, read }) => {
      const quiet = document.languageId === languages.python;
      const severity = quiet ? vscode.DiagnosticSeverity.Information : vscode.DiagnosticSeverity.Error;
      const mine = quiet ? relevantDiagnostics(document.getText(), read.diagnostics, read.unread) : read.diagnostics;
      const found = mine.map((it) => {
        const range = new vscode.Range(it.line - 1, it.column, it.endLine - 1, it.endColumn);
        const error = it.about === "syntax";
        return new vscode.Diagnostic(
          range,
          visibleLines(it.message),
          error ? vscode.DiagnosticSeverity.Error : severity,
        );
      });
      if (read.tooLong) found.push(tooLong());
      for (const diagnostic of found) diagnostic.source = diagnosticSource;
      collection.set(document.uri, found);
    }),
  );
  list.add(
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isProblemDocument(document)) collection.delete(document.uri);
    }),
  );
  return list;
}

function tooLong(): vscode.Diagnostic {
  const limit = countText(longestDocument);
  const message = `This file is longer than ${limit} characters; Rulescope does not look for problems in it. Move the rule and its problems to a file of their own.`;
  return new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1000), message, vscode.DiagnosticSeverity.Information);
}
