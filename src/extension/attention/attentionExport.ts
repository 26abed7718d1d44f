/** @file Saving a picture or the numbers of an attention view: asks for a place, in one format. */

import * as vscode from "vscode";
import type { ExportFormat } from "../../protocol/attentionView.ts";
import { saveFile } from "../file/saveFile.ts";

const formatNames: Readonly<Record<ExportFormat, string>> = {
  svg: "SVG picture",
  png: "PNG picture",
  csv: "Numbers as CSV",
  npy: "Numbers as NumPy array",
  safetensors: "Numbers as safetensors",
};

/** `uri` is the document beside which the file is proposed. */
export async function saveExport(
  name: string,
  format: ExportFormat,
  bytes: Uint8Array,
  uri: string | undefined,
): Promise<void> {
  const file = `${name.replace(/[^\w.]+/g, "-").replace(/^-|-$/g, "")}.${format}`;
  const target = await vscode.window.showSaveDialog({
    title: "Export Attention",
    filters: { [formatNames[format]]: [format] },
    ...(uri === undefined ? {} : { defaultUri: vscode.Uri.joinPath(vscode.Uri.parse(uri), "..", file) }),
  });
  if (target === undefined) return;
  await saveFile(target, bytes);
  vscode.window.setStatusBarMessage(`Rulescope: saved ${target.path.split("/").at(-1)}`, 3000);
}
