/**
 * @file The page of a webview: one script and one style sheet from `dist/webview`, and a policy that allows nothing else. No inline
 * script or style, nothing from the network.
 */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { failureHelp } from "../../protocol/failureHelp.ts";
import type { views } from "../contributions.ts";

/** The views, by the name of their script and style sheet. */
export type ViewName = keyof typeof views;

/** What a view's tab says until it shows something. */
export const viewTitles: Readonly<Record<ViewName, string>> = {
  trace: "Trace",
  compare: "Compare",
  attention: "Attention",
  map: "Case Map",
  latent: "Latent",
};

/** Only the built files can be read from a webview. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions & vscode.WebviewPanelOptions {
  return {
    enableScripts: true,
    enableCommandUris: Object.values(failureHelp).map(({ command }) => command),
    localResourceRoots: [webviewFolder(extensionUri)],
    enableFindWidget: false,
  };
}

/** The picture in a view's tab. */
export function viewIcon(extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const picture = (kind: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, "media", `problems-${kind}.svg`);
  return { light: picture("light"), dark: picture("dark") };
}

export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri, name: ViewName): string {
  const nonce = randomBytes(16).toString("base64url");
  const file = (suffix: string): vscode.Uri =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extensionUri), `${name}.${suffix}`));
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    "img-src data:", // a view's own drawing, on its way to a picture file
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file("css")}">
<title>${viewTitles[name]}</title>
</head>
<body>
<main id="view"></main>
<script nonce="${nonce}" src="${file("js")}"></script>
</body>
</html>`;
}

function webviewFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, "dist", "webview");
}
