/** @file Runs a cell's problem in the editor: in a `.problems` document that gathers the cells of one map, by that map's model. */
import * as vscode from "vscode";
import { UserError } from "../../core/base/errors.ts";
import type { MapSource } from "../../protocol/mapRequests.ts";
import { commands, languages } from "../contributions.ts";
import type { MapReader } from "./mapReader.ts";

export class CellRuns {
  /** The document of each map, by the map's id. */
  readonly #documents = new Map<string, vscode.TextDocument>();
  readonly #reader: MapReader;

  constructor(reader: MapReader) {
    this.#reader = reader;
  }

  /** Throws a UserError where the model is gone. */
  async run(source: MapSource, index: number): Promise<void> {
    const { shown, modelDir, header } = source;
    if (modelDir === null)
      throw new UserError(
        "model-missing",
        `The model of ${shown.name} is not in its record's folder.`,
        "Train it again from its recipe, or put model.json and model.onnx back.",
      );
    const text = (await this.#reader.describe(source, index)).problem.replace(/=$/, "");
    const document = await this.#documentFor(shown.id, [
      `# Cells of the case map ${shown.name}.`,
      ...header,
      `model: ${modelDir}`,
    ]);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: columnFor(document),
      preserveFocus: true,
    });
    const line = await lineOf(editor.document, text);
    editor.selection = new vscode.Selection(line, 0, line, 0);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    await vscode.commands.executeCommand(commands.runProblem, { uri: document.uri.toString(), line: line + 1 });
  }

  async #documentFor(id: string, header: readonly string[]): Promise<vscode.TextDocument> {
    const known = this.#documents.get(id);
    if (known !== undefined && !known.isClosed) return known;
    const content = `${header.join("\n")}\n\n`;
    const made = await vscode.workspace.openTextDocument({ language: languages.problems, content });
    this.#documents.set(id, made);
    return made;
  }
}

/** Where the document is shown already, else beside the map. */
function columnFor(document: vscode.TextDocument): vscode.ViewColumn {
  const tabs = vscode.window.tabGroups.all;
  const shows = tabs.find(({ tabs: each }) =>
    each.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === document.uri.toString()),
  );
  if (shows !== undefined) return shows.viewColumn;
  const active = vscode.window.tabGroups.activeTabGroup.viewColumn;
  const other = tabs.find(({ viewColumn }) => viewColumn !== active);
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** The line of the problem, from 0; written at the end where it does not stand yet. */
async function lineOf(document: vscode.TextDocument, text: string): Promise<number> {
  for (let line = 0; line < document.lineCount; line++) if (document.lineAt(line).text === text) return line;
  const end = document.lineAt(document.lineCount - 1);
  const edit = new vscode.WorkspaceEdit();
  const at = end.text === "" ? end.lineNumber : end.lineNumber + 1;
  edit.insert(document.uri, end.range.end, end.text === "" ? `${text}\n` : `\n${text}\n`);
  await vscode.workspace.applyEdit(edit);
  return at;
}
