/** @file Brings edits of a document to its traces: lines move at once, staleness is judged when the text has been read again. */
import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { LineEdit } from "./lineTracker.ts";
import type { Traces } from "./traces.ts";

export function followEdits(documents: ProblemDocuments, traces: Traces): Disposable {
  const list = new DisposableList();
  list.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const uri = document.uri.toString();
      if (traces.of(uri).length === 0) return;
      // From the end of the document to its start, so that an edit's lines are still those of before the others.
      const ordered = [...contentChanges].sort((a, b) => b.range.start.compareTo(a.range.start));
      traces.edit(uri, ordered.map(lineEdit));
    }),
  );
  list.add(
    documents.onDidRead(({ document, read }) => {
      if (!read.tooLong) traces.markStale(document.uri.toString(), read.problems);
    }),
  );
  list.add(vscode.workspace.onDidCloseTextDocument((document) => traces.clear(document.uri.toString())));
  return list;
}

function lineEdit({ range, text }: vscode.TextDocumentContentChangeEvent): LineEdit {
  return {
    first: range.start.line + 1,
    last: range.end.line + 1,
    lineCount: text.split(/\r\n|\r|\n/).length,
    atLineStart: range.start.character === 0,
  };
}
