/** @file Saving a shown run: asks for a place, and the file's ending says in which format. */

import * as vscode from "vscode";
import { saveFile } from "../file/saveFile.ts";
import { runText, tokensCsv } from "./runText.ts";
import type { Shown } from "./viewRun.ts";

const formats = {
  Markdown: ["md"],
  Text: ["txt"],
  "Tokens as CSV": ["csv"],
  "Run as JSON": ["json"],
  "Chart as SVG": ["svg"],
};

/** `chart` is an SVG document of what the strip shows. */
export async function saveRun(shown: Shown, chart: string, beside: vscode.Uri | undefined): Promise<void> {
  const name = `${shown.run.call.replace(/[^\w]+/g, "-").replace(/-$/, "")}-${shown.run.method}.md`;
  const target = await vscode.window.showSaveDialog({
    title: "Export Run",
    filters: formats,
    ...(beside === undefined ? {} : { defaultUri: vscode.Uri.joinPath(beside, "..", name) }),
  });
  if (target === undefined) return;
  await saveFile(target, contentOf(shown, chart, target.path));
}

function contentOf(shown: Shown, chart: string, path: string): string {
  const whole = () => shown.growth([0, shown.tokenCount], [0, shown.stepCount]);
  if (path.endsWith(".svg")) return chart;
  if (path.endsWith(".csv")) return tokensCsv(whole().tokens);
  if (path.endsWith(".json")) {
    const { tokens, steps } = whole();
    return `${JSON.stringify({ ...shown.run, ...shown.status, tokens, steps }, undefined, 1)}\n`;
  }
  return runText(shown, path.endsWith(".txt") ? "text" : "markdown");
}
