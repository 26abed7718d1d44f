/** @file Saving what a case map view shows: asks for a place, and the file's ending says in which format. */

import type { MapSource } from "../../protocol/mapRequests.ts";
import { exportFile } from "../webview/exportFile.ts";
import type { MapReader } from "./mapReader.ts";
import { mapsJson } from "./mapText.ts";

const formats = { svg: "Figure as SVG", png: "Figure as PNG", csv: "Cells as CSV", json: "Maps as JSON" };

export interface DrawnFigure {
  readonly svg: string;
  readonly png: Uint8Array;
  readonly caption: string;
}

export function saveMaps(reader: MapReader, sources: readonly MapSource[], figure: DrawnFigure): Promise<void> {
  return exportFile({
    title: "Export Case Map",
    name: sources[0]?.shown.name ?? "case-map",
    formats,
    content(ending) {
      if (ending === "png") return figure.png;
      if (ending === "csv") return reader.csv(sources);
      return ending === "json" ? mapsJson(sources, figure.caption) : figure.svg;
    },
  });
}
