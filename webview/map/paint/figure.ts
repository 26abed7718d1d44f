/** @file The figure that is exported: all maps, their charts and the caption on white, as SVG, and the same as PNG. */

import { captionedSvg } from "../../charts/captioned.ts";
import { curveChart, legendHeight } from "../../charts/curveChart.ts";
import { type MapChart, mapChart, mapChartHeight } from "../../charts/mapChart.ts";
import type { Layer } from "../../charts/ramp.ts";
import { type Ink, paperInk, svgMaker } from "../../charts/svg.ts";
import { chartsOf } from "../model/curves.ts";
import type { GridModel, MapModel } from "../model/mapModel.ts";
import { captionOf, headline } from "../model/words.ts";

const panel = { width: 380, gap: 20 };
const chartHeight = 230;

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
  const svg = captionedSvg(make, { caption, width, bottom: top, gap: panel.gap, ink }, placed);
  return { svg, caption };
}
