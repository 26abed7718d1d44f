/** @file The lens above a recipe: runs it, with the number of its trainings; where the recipe is malformed, it says why. */

import * as vscode from "vscode";
import { messageOf } from "../../core/base/errors.ts";
import { commands } from "../contributions.ts";
import { readSettings } from "../setting/settings.ts";
import { isTrusted, manageTrust } from "../trust/trust.ts";
import { looksLikeRecipe } from "./recipeText.ts";

export class RecipeLenses implements vscode.CodeLensProvider {
  readonly #plan: (text: string, path: string) => Promise<readonly string[]>;

  /** `plan` gives the names of the trainings that a recipe asks for. */
  constructor(plan: (text: string, path: string) => Promise<readonly string[]>) {
    this.#plan = plan;
  }

  readonly onDidChangeCodeLenses = vscode.workspace.onDidGrantWorkspaceTrust;

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const text = document.getText();
    if (!readSettings(document).codeLensEnabled || !looksLikeRecipe(text)) return [];
    const command = { command: commands.runExperiment, arguments: [document.uri] };
    const lens = (title: string, tooltip: string): vscode.CodeLens[] => [
      new vscode.CodeLens(document.lineAt(0).range, { ...command, title, tooltip }),
    ];
    if (!isTrusted()) {
      const title = "$(workspace-untrusted) Training is off: manage workspace trust";
      const tooltip = "Recipes train models, which only a trusted workspace may do";
      return [new vscode.CodeLens(document.lineAt(0).range, { command: manageTrust, title, tooltip })];
    }
    try {
      const names = await this.#plan(text, document.uri.fsPath);
      if (names.length === 1)
        return lens("$(beaker) Train and Measure", "Trains the model, and measures it as the recipe says");
      const shown = names.length > 20 ? [...names.slice(0, 20), "…"] : names;
      return lens(`$(beaker) Run Experiment (${names.length} trainings)`, shown.join("\n"));
    } catch (error) {
      return lens("$(warning) This recipe cannot be run", messageOf(error));
    }
  }
}
