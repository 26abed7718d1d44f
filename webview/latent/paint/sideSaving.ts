/** @file Saving what stands beside the map: a chart with a caption that says what made it, or a table. */

import { xmlText } from "../../../src/core/base/plainText.ts";
import { csvText } from "../../../src/core/format/csv.ts";
import type { LatentFormat } from "../../../src/protocol/latentView.ts";
import { captionedSvg } from "../../charts/captioned.ts";
import { pngOfSvg } from "../../charts/png.ts";
import { svgMaker } from "../../charts/svg.ts";

export interface SideExport {
  /** Of the file, without an ending. */
  readonly name: string;
  readonly caption: string;
  readonly format: LatentFormat;
  readonly scale: number;
  /** For white paper; tables have none. */
  readonly chart?: () => SVGSVGElement;
  /** The first row is the head. */
  readonly rows: readonly (readonly string[])[];
}

export async function sideBytes({ caption, format, scale, chart, rows }: SideExport): Promise<Uint8Array> {
  switch (format) {
    case "csv":
      return new TextEncoder().encode(csvText(rows, [caption]));
    case "svg":
    case "png": {
      if (chart === undefined) throw new RangeError("A table is no picture.");
      const figure = captioned(chart(), caption, document);
      if (format === "png") return pngOfSvg(figure, scale);
      return new TextEncoder().encode(`${xmlText(new XMLSerializer().serializeToString(figure))}\n`);
    }
    case "npy":
      throw new RangeError("Only the values of a map are saved as an array.");
    default:
      return format satisfies never;
  }
}

const margin = 12;
const narrowest = 320;

/** A whole SVG document: the chart, and its caption below it. */
export function captioned(
  chart: SVGSVGElement,
  caption: string,
  document: Pick<Document, "createElementNS">,
): SVGSVGElement {
  const make = svgMaker(document);
  const [inner, high] = [Number(chart.getAttribute("width")), Number(chart.getAttribute("height"))];
  const width = Math.max(narrowest, inner) + 2 * margin;
  const moved = make("g", { transform: `translate(${margin},${margin})` }, [chart]);
  return captionedSvg(make, { caption, width, bottom: high + 2 * margin, gap: margin }, [moved]);
}
