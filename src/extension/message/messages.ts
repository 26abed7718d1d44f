/** @file The only place that shows notifications: VS Code makes links and commands of what looks like them, which no text of a file or a model may be. */
import * as vscode from "vscode";
import { messageText } from "../../core/base/plainText.ts";

export function showInformation(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(messageText(text), ...buttons);
}

export function showWarning(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(messageText(text), ...buttons);
}

export function showError(text: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(messageText(text), ...buttons);
}
