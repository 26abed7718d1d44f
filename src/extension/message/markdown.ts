/** @file The only place that makes Markdown for VS Code: no HTML, and no commands but those that it is given. */
import * as vscode from "vscode";
import type { CommandId } from "../contributions.ts";

export interface MarkdownOptions {
  /** The only commands that links in the text may run. */
  readonly commands?: readonly CommandId[];
  /** Whether `$(name)` is a picture. */
  readonly icons?: boolean;
}

/** `text` holds nothing of files and models but what `core/base/plainText.ts` has made harmless. */
export function markdown(text: string, { commands = [], icons = false }: MarkdownOptions = {}): vscode.MarkdownString {
  const made = new vscode.MarkdownString(text, icons);
  made.supportHtml = false;
  made.isTrusted = commands.length === 0 ? false : { enabledCommands: commands };
  return made;
}
