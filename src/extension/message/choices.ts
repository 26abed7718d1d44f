/** @file The only place that shows lists to choose from: VS Code makes pictures of `$(name)`, which no text of a file or a model may be. */
import * as vscode from "vscode";
import { labelText } from "../../core/base/plainText.ts";

export interface Choice extends vscode.QuickPickItem {
  /** The name of the picture before the label. */
  readonly icon?: string | undefined;
}

/** As VS Code shows it. What else the choice holds stays with it. */
export function choiceItem<T extends Choice>(choice: T): T {
  const { icon, label, description, detail } = choice;
  return {
    ...choice,
    label: `${icon === undefined ? "" : `$(${icon}) `}${labelText(label)}`,
    ...(description === undefined ? {} : { description: labelText(description) }),
    ...(detail === undefined ? {} : { detail: labelText(detail) }),
  };
}

/** Undefined where nothing was chosen. */
export async function choose<T extends Choice>(
  choices: readonly T[] | Promise<readonly T[]>,
  options: vscode.QuickPickOptions,
): Promise<T | undefined> {
  const items = Promise.resolve(choices).then((all) => all.map(choiceItem));
  return vscode.window.showQuickPick(items, options);
}

/** Empty where nothing was chosen. */
export async function chooseSeveral<T extends Choice>(
  choices: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<readonly T[]> {
  return (await vscode.window.showQuickPick(choices.map(choiceItem), { ...options, canPickMany: true })) ?? [];
}
