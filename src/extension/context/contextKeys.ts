/** @file Keeps the context keys true, so that the palette and the key bindings offer what is possible in the active editor. */
import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { type ContextKey, contextKeys } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import { holdsExperiment } from "../map/holdsExperiment.ts";
import { isRunning } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";

export function keepContextKeys(documents: ProblemDocuments, traces: Traces): Disposable {
  const list = new DisposableList();
  const values = new Map<ContextKey, boolean>();
  const set = (key: ContextKey, value: boolean): void => {
    if (values.get(key) === value) return;
    values.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  };
  const running = new Set<string>();
  const showTraces = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    set(contextKeys.hasTrace, uri !== undefined && traces.of(uri).length > 0);
    set(contextKeys.running, running.size > 0);
  };
  const showEditor = (editor: vscode.TextEditor | undefined): void => {
    showTraces();
    set(contextKeys.hasExperiment, editor !== undefined && holdsExperiment(editor.document));
    if (editor === undefined) set(contextKeys.hasProblems, false);
    else void documents.read(editor.document).then((read) => showRead(editor.document, read.problems.length > 0));
  };
  const showRead = (document: vscode.TextDocument, some: boolean): void => {
    if (vscode.window.activeTextEditor?.document === document) set(contextKeys.hasProblems, some);
  };
  list.add(vscode.window.onDidChangeActiveTextEditor(showEditor));
  list.add(documents.onDidRead(({ document, read }) => showRead(document, read.problems.length > 0)));
  list.add(
    traces.onChange((uri) => {
      if (traces.of(uri).some(isRunning)) running.add(uri);
      else running.delete(uri);
      showTraces();
    }),
  );
  // After activation, not in it: reading the first document brings the parser.
  const first = setTimeout(() => showEditor(vscode.window.activeTextEditor), 0);
  list.add({ dispose: () => clearTimeout(first) });
  return list;
}
