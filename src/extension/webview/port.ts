/** @file A webview panel as a `Port`, its closing included. */
import type * as vscode from "vscode";
import type { Port } from "../../protocol/port.ts";

export function webviewPort(panel: vscode.WebviewPanel): Port {
  return {
    post: (message) => void panel.webview.postMessage(message),
    onMessage: (listener) => panel.webview.onDidReceiveMessage(listener),
    onClose: (listener) => panel.onDidDispose(() => listener("its panel was closed")),
  };
}
