/** @file The figure that is exported: all maps, their charts and the caption on white, as SVG, and the same as PNG. */

import { curveChart, legendHeight } from "../charts/curveChart.ts";
import { type MapChart, mapChart, mapChartHeight } from "../charts/mapChart.ts";
import type { Layer } from "../charts/ramp.ts";
import { type Ink, paperInk, svgMaker } from "../charts/svg.ts";
import { wrapped } from "../charts/wrapped.ts";
import { chartsOf } from "./charts.ts";
import type { GridModel, MapModel } from "./mapModel.ts";
import { captionOf, headline } from "./words.ts";

const panel = { width: 380, gap: 20 };
const chartHeight = 230;
const captionLine = 14;
/** Of the caption's letters on average, with room for a wider font than ours. */
const characterWidth = 6.4;

/** The drawing of one map's grid. */
export function chartOfMap(
  { name, task, method, ...map }: MapModel,
  grid: GridModel,
  layer: Layer,
  letter: string,
): MapChart {
  const { rows, columns, kind } = grid.shown;
  const indexOf = (row: number, column: number): number | undefined =>
    grid.indexOf({ row: rows.from + row, column: columns.from + column });
  return {
    title: `${letter}${name}`,
    subtitle: [`${task}, ${method}`, headline({ name, task, method, ...map })].filter(Boolean).join(" · "),
    layer,
    rows,
    columns,
    value(row, column) {
      const index = indexOf(row, column);
      return index === undefined ? undefined : grid.valueOf(index, layer);
    },
    isHeld(row, column) {
      const index = indexOf(row, column);
      return index !== undefined && grid.isHeld(index);
    },
    outlined: kind !== "random",
    width: panel.width,
  };
}

/** A whole SVG document of its own. */
export function figure(
  maps: readonly MapModel[],
  layer: Layer,
  { document, ink = paperInk }: { readonly document: Pick<Document, "createElementNS">; readonly ink?: Ink },
): { readonly svg: SVGSVGElement; readonly caption: string } {
  const make = svgMaker(document);
  const letters = maps.length > 1;
  const grids = maps.flatMap((map, index) =>
    map.grid === undefined
      ? []
      : [chartOfMap(map, map.grid, layer, letters ? `(${String.fromCharCode(97 + index)}) ` : "")],
  );
  const drawnMaps = grids.map((chart) => ({
    element: mapChart(chart, { document, ink }),
    height: mapChartHeight(chart),
  }));
  const drawnCurves = chartsOf(maps).map((chart) => {
    const height = chartHeight + legendHeight(chart.series, panel.width);
    return { element: curveChart({ ...chart, width: panel.width, height, legend: true }, { document, ink }), height };
  });
  const perRow = Math.min(3, Math.max(1, drawnMaps.length, drawnCurves.length));
  const width = perRow * panel.width + (perRow + 1) * panel.gap;
  const placed: SVGElement[] = [];
  let top = panel.gap;
  const rows = [drawnMaps, drawnCurves].flatMap((drawn) =>
    Array.from({ length: Math.ceil(drawn.length / perRow) }, (_, row) => drawn.slice(row * perRow, (row + 1) * perRow)),
  );
  for (const row of rows) {
    for (const [column, { element }] of row.entries()) {
      element.setAttribute("x", String(panel.gap + column * (panel.width + panel.gap)));
      element.setAttribute("y", String(top));
      placed.push(element);
    }
    top += Math.max(...row.map(({ height }) => height)) + panel.gap;
  }
  const caption = captionOf(maps, layer);
  const lines = wrapped(caption, Math.floor((width - 2 * panel.gap) / characterWidth));
  const height = top + lines.length * captionLine + panel.gap;
  const svg = make(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      "font-family": ink.font,
      "font-size": 11,
    },
    [
      make("desc", {}, [caption]),
      make("rect", { width, height, fill: ink.background }),
      ...placed,
      ...lines.map((text, index) =>
        make("text", { x: panel.gap, y: top + (index + 1) * captionLine, fill: ink.text }, [text]),
      ),
    ],
  );
  return { svg, caption };
}
