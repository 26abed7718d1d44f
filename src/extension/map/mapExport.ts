/** @file Saving what a case map view shows: asks for a place, and the file's ending says in which format. */

import * as vscode from "vscode";
import type { MapSource } from "../../protocol/mapRequests.ts";
import { saveFile } from "../file/saveFile.ts";
import type { MapReader } from "./mapReader.ts";
import { mapsJson } from "./mapText.ts";

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

export async function saveMaps(reader: MapReader, sources: readonly MapSource[], figure: DrawnFigure): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${sources[0]?.shown.name ?? "case-map"}.svg`;
  const target = await vscode.window.showSaveDialog({
    title: "Export Case Map",
    filters: formats,
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  await saveFile(target, await contentOf(target.path));

  async function contentOf(path: string): Promise<Uint8Array> {
    if (path.endsWith(".png")) return figure.png;
    if (path.endsWith(".csv")) return encoded(await reader.csv(sources));
    return encoded(path.endsWith(".json") ? mapsJson(sources, figure.caption) : figure.svg);
  }
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
