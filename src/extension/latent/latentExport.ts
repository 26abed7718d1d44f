/** @file Saving a picture or the numbers of a latent view: asks for a place, in one format. */

import * as vscode from "vscode";
import type { LatentFormat } from "../../protocol/latentView.ts";
import { saveFile } from "../file/saveFile.ts";

const formatNames: Readonly<Record<LatentFormat, string>> = {
  svg: "SVG picture",
  png: "PNG picture",
  csv: "Points as CSV",
  npy: "Values as NumPy array",
};

export async function saveLatent(name: string, format: LatentFormat, bytes: Uint8Array): Promise<void> {
  const file = `${name.replace(/[^\w.]+/g, "-").replace(/^-|-$/g, "")}.${format}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: "Export Latent View",
    filters: { [formatNames[format]]: [format] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, file) }),
  });
  if (target === undefined) return;
  await saveFile(target, bytes);
  vscode.window.setStatusBarMessage(`Rulescope: saved ${target.path.split("/").at(-1)}`, 3000);
}
