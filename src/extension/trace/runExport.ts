/** @file Saving a shown run: asks for a place, and the file's ending says in which format. */

import type * as vscode from "vscode";
import { exportFile } from "../webview/exportFile.ts";
import { runText, tokensCsv } from "./runText.ts";
import type { Shown } from "./viewRun.ts";

const formats = {
  md: "Markdown",
  txt: "Text",
  csv: "Tokens as CSV",
  json: "Run as JSON",
  svg: "Chart as SVG",
};

/** `chart` is an SVG document of what the strip shows. */
export function saveRun(shown: Shown, chart: string, beside: vscode.Uri | undefined): Promise<void> {
  const { run, status } = shown;
  const whole = () => shown.growth([0, shown.tokenCount], [0, shown.stepCount]);
  return exportFile({
    title: "Export Run",
    name: `${run.call}-${run.method}`,
    formats,
    beside,
    content(ending) {
      if (ending === "svg") return chart;
      if (ending === "csv") return tokensCsv(whole().tokens);
      if (ending !== "json") return runText(shown, ending === "txt" ? "text" : "markdown");
      const { tokens, steps } = whole();
      return `${JSON.stringify({ ...run, ...status, tokens, steps }, undefined, 1)}\n`;
    },
  });
}
