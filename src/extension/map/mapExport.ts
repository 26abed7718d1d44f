/** @file Saving what a case map view shows: asks for a place, and the file's ending says in which format. */

import * as vscode from "vscode";
import { saveFile } from "../file/saveFile.ts";
import type { MapSource } from "./mapSource.ts";
import { mapsCsv, mapsJson } from "./mapText.ts";

const formats = {
  "Figure as SVG": ["svg"],
  "Figure as PNG": ["png"],
  "Cells as CSV": ["csv"],
  "Maps as JSON": ["json"],
};

export interface DrawnFigure {
  readonly svg: string;
  readonly png: Uint8Array;
  readonly caption: string;
}

export async function saveMaps(sources: readonly MapSource[], figure: DrawnFigure): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${sources[0]?.shown.name ?? "case-map"}.svg`;
  const target = await vscode.window.showSaveDialog({
    title: "Export Case Map",
    filters: formats,
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  await saveFile(target, contentOf(sources, figure, target.path));
}

function contentOf(sources: readonly MapSource[], { svg, png, caption }: DrawnFigure, path: string): Uint8Array {
  if (path.endsWith(".png")) return png;
  const text = path.endsWith(".csv") ? mapsCsv(sources) : path.endsWith(".json") ? mapsJson(sources, caption) : svg;
  return new TextEncoder().encode(text);
}
