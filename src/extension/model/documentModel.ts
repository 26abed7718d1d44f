/** @file The model of a document: the one that its header names, else the setting's. A folder counts from the document's own. */
import type * as vscode from "vscode";
import type { Settings } from "../setting/settings.ts";
import { besideDocument, isTrusted } from "../trust/trust.ts";

/** The settings with the document's model in them. Throws a UserError where the header names a folder that it may not. */
export async function documentModel(
  document: vscode.TextDocument,
  defaults: { readonly model?: string | undefined } | undefined,
  settings: Settings,
): Promise<Settings> {
  const model = defaults?.model;
  if (model === undefined) return settings;
  // Where the workspace is not trusted, only names of bundled models are taken, and the one who looks for the model says so.
  if (!isTrusted() || !/[\\/]/.test(model)) return { ...settings, model };
  return { ...settings, model: (await besideDocument(document.uri, model)).fsPath };
}
