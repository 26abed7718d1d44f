/** @file One compare view: a panel with runs side by side, and what a person chooses in it. */
import * as vscode from "vscode";
import type { RunRecord } from "../../core/record/run.ts";
import { type CompareViewContract, compareViewContract } from "../../protocol/compareView.ts";
import { languages } from "../contributions.ts";
import { ViewPanel, type ViewPanelHost } from "../webview/viewPanel.ts";
import { type Entry, shownComparison } from "./shownComparison.ts";

export interface CompareActions {
  /** Shows one of the runs by itself, beside the comparison. */
  readonly open: (record: RunRecord, id: string, beside: vscode.ViewColumn | undefined) => Promise<void>;
  /** The saved runs with these ids, but those that are gone. */
  readonly loadRuns: (ids: readonly string[]) => Promise<readonly RunRecord[]>;
}

export class ComparePanel {
  readonly view: ViewPanel<CompareViewContract>;
  #entries: readonly Entry[] | undefined;

  constructor(host: ViewPanelHost, { open, loadRuns }: CompareActions) {
    this.view = new ViewPanel({
      ...host,
      name: "compare",
      contract: compareViewContract,
      handlers: {
        ready: async ({ stored }) => {
          if (this.#entries === undefined && stored.length > 1) this.#restore(await loadRuns(stored));
          this.#send();
        },
        select: async ({ column, step }) => {
          const record = this.#record(column);
          if (record !== undefined) await reveal(record, step);
        },
        open: async ({ column }) => {
          const record = this.#record(column);
          if (record !== undefined) await open(record, record.id ?? record.startedAt, host.panel.viewColumn);
        },
      },
    });
  }

  show(entries: readonly Entry[]): void {
    this.#entries = entries;
    this.#send();
  }

  /** What was compared before a reload, as far as it is still there; one run alone is no comparison. */
  #restore(records: readonly RunRecord[]): void {
    if (this.#entries === undefined && records.length > 1)
      this.#entries = records.map((record) => ({ kind: "record", record }));
  }

  #record(column: number): RunRecord | undefined {
    const entry = this.#entries?.[column];
    return entry?.kind === "record" ? entry.record : undefined;
  }

  #send(): void {
    if (!this.view.ready) return;
    const comparison = this.#entries === undefined ? null : shownComparison(this.#entries);
    this.view.notify("show", { comparison });
  }
}

/** Puts the cursor on the step's line, where an editor shows the rule: it stands in the run's document, unless that lists only problems. */
async function reveal({ problem, steps }: RunRecord, index: number): Promise<void> {
  const line = steps[index]?.line;
  const editor = vscode.window.visibleTextEditors.find(
    ({ document: { uri, languageId } }) =>
      languageId === languages.python && [uri.fsPath, uri.toString()].includes(problem.document ?? ""),
  );
  if (editor === undefined || line === undefined || line === null || line > editor.document.lineCount) return;
  editor.selection = new vscode.Selection(line - 1, 0, line - 1, 0);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
