/** @file Next, previous and first wrong step of the active editor's trace. The highlighted line moves and is brought into view; the cursor stays. */
import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { commands } from "../contributions.ts";
import { firstWrong, problemLine, stepLine } from "../trace/trace.ts";
import type { StepMove, Traces } from "../trace/traces.ts";

export function registerStepCommands(traces: Traces): Disposable {
  const list = new DisposableList();
  const register = (command: string, move: StepMove): void =>
    void list.add(vscode.commands.registerTextEditorCommand(command, (editor) => step(editor, traces, move)));
  register(commands.nextStep, "next");
  register(commands.previousStep, "previous");
  register(commands.firstWrongStep, "first-wrong");
  list.add(
    vscode.commands.registerTextEditorCommand(commands.clearTrace, (editor) =>
      traces.clear(editor.document.uri.toString()),
    ),
  );
  list.add(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const uri = textEditor.document.uri.toString();
      const trace = traces.at(uri, (selections[0]?.active.line ?? -1) + 1);
      if (trace !== undefined) traces.activate(uri, trace.id);
    }),
  );
  return list;
}

function step(editor: vscode.TextEditor, traces: Traces, move: StepMove): void {
  const uri = editor.document.uri.toString();
  const trace = traces.move(uri, move);
  if (trace === undefined) {
    vscode.window.setStatusBarMessage("Rulescope: this trace has no steps", 3000);
    return;
  }
  if (move === "first-wrong" && firstWrong(trace) === undefined) {
    vscode.window.setStatusBarMessage("Rulescope: no step is wrong", 3000);
    return;
  }
  const current = trace.position === undefined ? undefined : trace.steps[trace.position];
  const line = current === undefined ? problemLine(trace) : stepLine(trace, current);
  const range = new vscode.Range(line - 1, 0, line - 1, 0);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
