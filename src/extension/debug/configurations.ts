/** @file Launch configurations: what F5 debugs without a launch.json, what a new launch.json holds, and the problem nearest to the cursor. */
import * as vscode from "vscode";
import { debugType, languages } from "../contributions.ts";
import { isProblemDocument, type ProblemDocuments } from "../document/problemDocuments.ts";

/** Debugs the problem at a line (1-based). The empty console would take half of the editor's height. */
export function configurationAt(uri: vscode.Uri, problem: number): vscode.DebugConfiguration {
  const program = uri.scheme === "file" ? uri.fsPath : uri.toString();
  const launch = { type: debugType, request: "launch", name: "Rulescope", program, problem };
  return { ...launch, internalConsoleOptions: "neverOpen" };
}

/** Debugs a saved run, with no model. */
export function configurationOf(run: { readonly id: string; readonly call: string }): vscode.DebugConfiguration {
  return { type: debugType, request: "launch", name: `${run.call} (recorded)`, run: run.id };
}

export class Configurations implements vscode.DebugConfigurationProvider {
  readonly #documents: ProblemDocuments;

  constructor(documents: ProblemDocuments) {
    this.#documents = documents;
  }

  /** One for each problem of the active editor, for somebody who makes a launch.json. */
  async provideDebugConfigurations(): Promise<vscode.DebugConfiguration[]> {
    const document = vscode.window.activeTextEditor?.document;
    const { problems } = document === undefined ? { problems: [] } : await this.#documents.read(document);
    return problems.map(({ call }) => {
      return { type: debugType, request: "launch", name: call, program: `\${file}`, problem: call };
    });
  }

  /**
   * F5 without a launch.json debugs the problem nearest to the cursor; so does a configuration that names no problem. A file without problems
   * is none of ours: then VS Code goes on as if nobody had offered to debug it.
   */
  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const editor = vscode.window.activeTextEditor;
    const here = editor !== undefined && isProblemDocument(editor.document) ? editor : undefined;
    const line = (here?.selection.active.line ?? 0) + 1;
    if (!configuration.type && !configuration.request && !configuration.name) {
      if (here === undefined) return undefined;
      const { problems, diagnostics } = await this.#documents.read(here.document);
      // A problem that cannot be read is still somebody's problem: the launch says what is wrong with it.
      const ours = problems.length > 0 || (here.document.languageId === languages.problems && diagnostics.length > 0);
      return ours ? configurationAt(here.document.uri, line) : undefined;
    }
    const nearest = configuration.problem === undefined && configuration.run === undefined;
    return nearest && configuration.program === `\${file}` ? { ...configuration, problem: line } : configuration;
  }
}
