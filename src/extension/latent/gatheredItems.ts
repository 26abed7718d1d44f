/**
 * @file Items that stand in no file, as lines of a document that can be read and is never asked to be saved: one for each task, with the items that
 * somebody went to.
 */
import * as vscode from "vscode";
import { languages } from "../contributions.ts";

const scheme = "rulescope-points";

export class GatheredItems implements vscode.Disposable {
  readonly #lines = new Map<string, string[]>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: this.#changed.event,
    provideTextDocumentContent: ({ path }) => this.#text(path.slice(1).replace(/ items\.problems$/, "")),
  });

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }

  /** The document with this item in it, and the item's line from 0. */
  async show(task: string, item: string): Promise<{ readonly document: vscode.TextDocument; readonly line: number }> {
    const lines = this.#lines.get(task) ?? [];
    this.#lines.set(task, lines);
    const uri = vscode.Uri.from({ scheme, path: `/${task} items.problems` });
    if (!lines.includes(item)) {
      lines.push(item);
      this.#changed.fire(uri);
    }
    const opened = await vscode.workspace.openTextDocument(uri);
    const document = await vscode.languages.setTextDocumentLanguage(opened, languages.problems);
    const line = lines.indexOf(item) + head(task).length;
    await shown(document, line, item);
    return { document, line };
  }

  #text(task: string): string {
    return `${[...head(task), ...(this.#lines.get(task) ?? [])].join("\n")}\n`;
  }
}

function head(task: string): readonly string[] {
  return ["# Points of the latent view that stand in no file.", `task: ${task}`, ""];
}

/** A document that is open already takes up a new line a moment later. */
async function shown(document: vscode.TextDocument, line: number, text: string): Promise<void> {
  const there = (): boolean => line < document.lineCount && document.lineAt(line).text === text;
  if (there()) return;
  await new Promise<void>((done) => {
    const end = (): void => {
      listening.dispose();
      clearTimeout(timer);
      done();
    };
    const listening = vscode.workspace.onDidChangeTextDocument(() => there() && end());
    const timer = setTimeout(end, 2000);
  });
}
