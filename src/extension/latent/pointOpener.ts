/** @file Where a point leads: to the line of its problem, or to its run and the step of it. */
import * as vscode from "vscode";
import type { RunRecord } from "../../core/record/run.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import type { Traces } from "../trace/traces.ts";
import { GatheredItems } from "./gatheredItems.ts";
import type { PointOrigin } from "./points.ts";

export interface PointOpenerParts {
  readonly documents: ProblemDocuments;
  readonly traces: Traces;
  readonly rules: RuleHost;
  readonly loadRun: (id: string) => Promise<RunRecord | undefined>;
}

export class PointOpener implements vscode.Disposable {
  readonly #parts: PointOpenerParts;
  readonly #gathered = new GatheredItems();

  constructor(parts: PointOpenerParts) {
    this.#parts = parts;
  }

  dispose(): void {
    this.#gathered.dispose();
  }

  /** `column` is the view's own, which stays in sight. Throws a UserError where a run is gone. */
  async open(origin: PointOrigin, focus: boolean, column: vscode.ViewColumn | undefined): Promise<void> {
    switch (origin.kind) {
      case "line": {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(origin.uri));
        await this.#show(document, origin.line - 1, focus, column);
        return;
      }
      case "item": {
        const { document, line } = await this.#gathered.show(origin.task, origin.text);
        await this.#show(document, line, focus, column);
        return;
      }
      case "step":
        await this.#openStep(origin.run, origin.step, focus, column);
    }
  }

  async #show(document: vscode.TextDocument, line: number, focus: boolean, column: vscode.ViewColumn | undefined) {
    const editor = await vscode.window.showTextDocument(document, placeFor(document.uri, focus, column));
    const at = Math.max(0, Math.min(line, document.lineCount - 1));
    editor.selection = new vscode.Selection(at, 0, at, 0);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #openStep(run: string, step: number, focus: boolean, column: vscode.ViewColumn | undefined): Promise<void> {
    const { traces, loadRun, documents, rules } = this.#parts;
    const known = (): { uri: string; id: number } | undefined => {
      for (const { uri } of vscode.workspace.textDocuments) {
        const trace = traces.of(uri.toString()).find(({ stored }) => stored === run);
        if (trace !== undefined) return { uri: uri.toString(), id: trace.id };
      }
      return undefined;
    };
    if (known() === undefined) {
      const record = await loadRun(run);
      if (record === undefined) return;
      const { openRun } = await import("../store/openRun.ts");
      await openRun(record, { documents, rules, traces }, placeFor(undefined, focus, column));
    }
    const trace = known();
    if (trace === undefined) return;
    traces.activate(trace.uri, trace.id);
    traces.change(trace.uri, trace.id, { position: step });
    const uri = vscode.Uri.parse(trace.uri);
    if (focus || !vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === trace.uri))
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), placeFor(uri, focus, column));
  }
}

/** Where the document is shown already, else in another column than the view. */
function placeFor(
  uri: vscode.Uri | undefined,
  focus: boolean,
  own: vscode.ViewColumn | undefined,
): vscode.TextDocumentShowOptions {
  const groups = vscode.window.tabGroups.all;
  const shows = groups.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri?.toString()),
  );
  const other = groups.find(({ viewColumn }) => viewColumn !== own);
  const viewColumn = shows?.viewColumn ?? other?.viewColumn ?? vscode.ViewColumn.Beside;
  return { viewColumn, preserveFocus: !focus };
}
