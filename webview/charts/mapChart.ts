/**
 * @file A case map as a figure: cells as colors, axes with their values, the outline of what was held out, and the legend. Neighbors of one
 * color are one rectangle, so that ten thousand cells stay a small file. Pure: data to an SVG element of the document that is given.
 */

import { scaleLinear } from "d3";
import type { Axis } from "../../src/core/task/space.ts";
import { type Layer, rampFor } from "./ramp.ts";
import { type Ink, type Make, svgMaker } from "./svg.ts";

export interface MapChart {
  readonly title: string;
  readonly subtitle: string;
  readonly layer: Layer;
  readonly rows: Axis;
  readonly columns: Axis;
  /** Row by row from 0; undefined where there is nothing to show. */
  value(row: number, column: number): number | undefined;
  isHeld(row: number, column: number): boolean;
  /** Squares are outlined; scattered cells would only hide the map. */
  readonly outlined: boolean;
  /** Of the whole figure. */
  readonly width: number;
}

export const mapMargin = { left: 44, right: 10, top: 40, bottom: 74 };

export function mapChartHeight(chart: Pick<MapChart, "rows" | "columns" | "width">): number {
  const { rows, columns, width } = chart;
  const cell = (width - mapMargin.left - mapMargin.right) / (columns.to - columns.from + 1);
  return Math.ceil(cell * (rows.to - rows.from + 1)) + mapMargin.top + mapMargin.bottom;
}

export function mapChart(
  chart: MapChart,
  { document, ink }: { readonly document: Pick<Document, "createElementNS">; readonly ink: Ink },
): SVGSVGElement {
  const { title, subtitle, rows, columns, width } = chart;
  const make = svgMaker(document);
  const height = mapChartHeight(chart);
  const size = (width - mapMargin.left - mapMargin.right) / (columns.to - columns.from + 1);
  const plot = { width: width - mapMargin.left - mapMargin.right, height: size * (rows.to - rows.from + 1) };
  const held = outline(chart, size);
  return make(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": `${title}. ${subtitle}`,
      "font-family": ink.font,
      "font-size": 11,
    },
    [
      make("text", { x: mapMargin.left, y: 15, fill: ink.text, "font-weight": "600", "font-size": 12 }, [title]),
      make("text", { x: mapMargin.left, y: 31, fill: ink.muted }, [subtitle]),
      make("g", { transform: `translate(${mapMargin.left},${mapMargin.top})` }, [
        make("g", { "shape-rendering": "crispEdges" }, cells(make, chart, size)),
        make("rect", { width: plot.width, height: plot.height, fill: "none", stroke: ink.muted }),
        ...(held === ""
          ? []
          : [
              make("path", { d: held, fill: "none", stroke: ink.background, "stroke-width": 3.2 }),
              make("path", { d: held, fill: "none", stroke: ink.held, "stroke-width": 1.6 }),
            ]),
        ...axisTicks(columns).map((tick) => {
          const x = (tick - columns.from + 0.5) * size;
          return make("g", {}, [
            make("line", { x1: x, x2: x, y1: plot.height, y2: plot.height + 4, stroke: ink.muted }),
            make("text", { x, y: plot.height + 15, fill: ink.muted, "text-anchor": "middle" }, [String(tick)]),
          ]);
        }),
        ...axisTicks(rows).map((tick) => {
          const y = (tick - rows.from + 0.5) * size;
          return make("g", {}, [
            make("line", { x1: -4, x2: 0, y1: y, y2: y, stroke: ink.muted }),
            make("text", { x: -7, y: y + 3.5, fill: ink.muted, "text-anchor": "end" }, [String(tick)]),
          ]);
        }),
        make(
          "text",
          { x: plot.width / 2, y: plot.height + 29, fill: ink.text, "text-anchor": "middle", "font-style": "italic" },
          [columns.name],
        ),
        make(
          "text",
          {
            transform: `translate(-33,${plot.height / 2}) rotate(-90)`,
            fill: ink.text,
            "text-anchor": "middle",
            "font-style": "italic",
          },
          [rows.name],
        ),
        make("g", { transform: `translate(0,${plot.height + 44})` }, [...legend(make, chart.layer, ink, plot.width)]),
      ]),
    ],
  );
}

/** The values on an axis that are written: round ones, never more than about ten. */
export function axisTicks({ from, to }: Pick<Axis, "from" | "to">, count = 8): number[] {
  return scaleLinear([from, to], [0, 1])
    .ticks(count)
    .filter((tick) => Number.isInteger(tick));
}

/** What the ends and the middle of a layer's ramp mean. */
export const legendWords: Readonly<Record<Layer, readonly [string, string, string]>> = {
  accuracy: ["0 %: never right", "accuracy", "100 %: always right"],
  oracle: ["a step is missing", "step-coverage oracle", "every step in training"],
  difference: ["fails, though covered", "as the oracle", "right, not covered"],
};

export function* legend(make: Make, layer: Layer, ink: Ink, width: number): Generator<SVGElement> {
  const { domain, color } = rampFor(layer);
  const [low, high] = domain;
  const steps = layer === "oracle" ? 2 : 64;
  for (let step = 0; step < steps; step++) {
    const value = low + ((high - low) * step) / (steps - 1);
    const x = (width * step) / steps;
    yield make("rect", {
      x,
      width: width / steps + 0.5,
      height: 9,
      fill: color(value),
      "shape-rendering": "crispEdges",
    });
  }
  yield make("rect", { width, height: 9, fill: "none", stroke: ink.muted, "stroke-width": 0.6 });
  const anchors = ["start", "middle", "end"] as const;
  for (const [index, word] of legendWords[layer].entries()) {
    const x = (width * index) / 2;
    yield make(
      "text",
      { x, y: 22, fill: index === 1 ? ink.text : ink.muted, "text-anchor": anchors[index] ?? "start" },
      [word],
    );
  }
}

function cells(make: Make, { rows, columns, layer, value }: MapChart, size: number): SVGElement[] {
  const { color } = rampFor(layer);
  const [rowCount, columnCount] = [rows.to - rows.from + 1, columns.to - columns.from + 1];
  const made: SVGElement[] = [];
  for (let row = 0; row < rowCount; row++) {
    const colors = Array.from({ length: columnCount }, (_, column) => {
      const shown = value(row, column);
      return shown === undefined ? undefined : color(shown);
    });
    for (let start = 0; start < columnCount; ) {
      const fill = colors[start];
      let end = start + 1;
      while (end < columnCount && colors[end] === fill) end++;
      if (fill !== undefined)
        made.push(make("rect", { x: start * size, y: row * size, width: (end - start) * size, height: size, fill }));
      start = end;
    }
  }
  return made;
}

/** The edges between cells that were held out and others, as one path in units of `size`. */
export function outline(
  { rows, columns, isHeld, outlined }: Pick<MapChart, "rows" | "columns" | "isHeld" | "outlined">,
  size: number,
): string {
  if (!outlined) return "";
  const [rowCount, columnCount] = [rows.to - rows.from + 1, columns.to - columns.from + 1];
  const held = (row: number, column: number): boolean =>
    row >= 0 && column >= 0 && row < rowCount && column < columnCount && isHeld(row, column);
  const at = (value: number): string => String(Math.round(value * size * 100) / 100);
  const parts: string[] = [];
  for (let row = 0; row <= rowCount; row++) {
    for (let start = 0; start < columnCount; start++) {
      if (held(row - 1, start) === held(row, start)) continue;
      let end = start + 1;
      while (end < columnCount && held(row - 1, end) !== held(row, end)) end++;
      parts.push(`M${at(start)},${at(row)}H${at(end)}`);
      start = end;
    }
  }
  for (let column = 0; column <= columnCount; column++) {
    for (let start = 0; start < rowCount; start++) {
      if (held(start, column - 1) === held(start, column)) continue;
      let end = start + 1;
      while (end < rowCount && held(end, column - 1) !== held(end, column)) end++;
      parts.push(`M${at(column)},${at(start)}V${at(end)}`);
      start = end;
    }
  }
  return parts.join("");
}
