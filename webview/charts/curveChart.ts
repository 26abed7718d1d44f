/**
 * @file Curves with their intervals: accuracy by distance or by length, loss by step. Series differ by color, dash and marker. Pure: data to
 * an SVG element of the document that is given.
 */

import { area, extent, format, line, scaleLinear, scaleLog } from "d3";
import { type Ink, type Make, svgMaker } from "./svg.ts";

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Drawn as a band and a bar. */
  readonly interval?: readonly [low: number, high: number];
}

export interface Series {
  readonly name: string;
  readonly points: readonly CurvePoint[];
  /** Its color and marker, from 0. */
  readonly style: number;
}

export interface CurveChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Shares from 0 to 1, or positive numbers on a logarithmic axis. */
  readonly scale: "share" | "log";
  readonly series: readonly Series[];
  readonly width: number;
  readonly height: number;
  /** Whether the series are named in the chart. */
  readonly legend: boolean;
}

const dashes = ["", "5 3", "2 2", "7 2 2 2", "1 3", "9 3"];
const margin = { left: 54, right: 12, top: 26, bottom: 38 };
const legendRow = 15;

export function curveChart(
  { title, xLabel, yLabel, scale, series, width, height, legend }: CurveChart,
  { document, ink }: { readonly document: Pick<Document, "createElementNS">; readonly ink: Ink },
): SVGSVGElement {
  const make = svgMaker(document);
  const columns = legendColumns(series, width);
  const box = {
    left: margin.left,
    right: width - margin.right,
    top: margin.top,
    bottom: height - margin.bottom - (legend ? legendHeight(series, width) : 0),
  };
  const points = series.flatMap((each) => each.points);
  const [first = 0, last = 1] = extent(points, ({ x }) => x);
  const x = scaleLinear([first, last === first ? first + 1 : last], [box.left + 6, box.right - 6]);
  const y = yScale(scale, points, [box.bottom, box.top]);
  const label = spoken(title, series);
  const svg = make("svg", {
    class: "chart",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-label": label,
    "font-family": ink.font,
    "font-size": 11,
  });
  svg.append(
    make("title", {}, [label]),
    make("text", { x: box.left - 44, y: 14, fill: ink.text, "font-weight": "600" }, [title]),
    ...y.ticks.map((tick) => horizontal(make, ink, { tick, at: y.at(tick), box, text: y.text(tick) })),
    ...ticksOf(first, last).map((tick) =>
      make("g", {}, [
        make("line", { x1: x(tick), x2: x(tick), y1: box.bottom, y2: box.bottom + 4, stroke: ink.muted }),
        make("text", { x: x(tick), y: box.bottom + 15, fill: ink.muted, "text-anchor": "middle" }, [
          format("~s")(tick),
        ]),
      ]),
    ),
    make("line", { x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom, stroke: ink.muted }),
    make("text", { x: (box.left + box.right) / 2, y: box.bottom + 30, fill: ink.text, "text-anchor": "middle" }, [
      xLabel,
    ]),
    make(
      "text",
      { transform: `translate(9,${(box.top + box.bottom) / 2}) rotate(-90)`, fill: ink.text, "text-anchor": "middle" },
      [yLabel],
    ),
    ...series.map((each) => curve(make, ink, each, (it) => x(it), y.at)),
  );
  if (legend)
    svg.append(
      ...series.map(({ name, style }, index) => {
        const [left, top] = [
          box.left + (index % columns) * ((box.right - box.left) / columns),
          box.bottom + 44 + Math.floor(index / columns) * legendRow,
        ];
        return make("g", { transform: `translate(${left},${top})` }, [
          make("line", { x1: 0, x2: 18, y1: -4, y2: -4, ...strokeOf(ink, style) }),
          marker(make, ink, style, 9, -4),
          make("text", { x: 24, y: 0, fill: ink.text }, [name]),
        ]);
      }),
    );
  return svg;
}

/** Room for the names of the series, below the chart. */
export function legendHeight(series: readonly Series[], width: number): number {
  return Math.ceil(series.length / legendColumns(series, width)) * legendRow;
}

/** Two names beside each other where they are short. */
function legendColumns(series: readonly Series[], width: number): number {
  return series.every(({ name }) => name.length * 6.4 + 30 < (width - margin.left - margin.right) / 2) ? 2 : 1;
}

interface Vertical {
  readonly ticks: readonly number[];
  at(value: number): number;
  text(tick: number): string;
}

/** Of a logarithmic axis, so that their numbers stand apart. */
const mostDecades = 6;

function yScale(kind: CurveChart["scale"], points: readonly CurvePoint[], range: readonly [number, number]): Vertical {
  if (kind === "share") {
    const at = scaleLinear([0, 1], range);
    return { ticks: [0, 0.25, 0.5, 0.75, 1], at: (value) => at(value), text: (tick) => `${Math.round(tick * 100)} %` };
  }
  const [low = 0.01, high = 1] = extent(
    points.filter(({ y }) => y > 0),
    ({ y }) => y,
  );
  const at = scaleLog([Math.min(low, high / 10), high], range)
    .nice()
    .clamp(true);
  const decades = at
    .ticks(mostDecades)
    .filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  return {
    ticks: decades,
    at: (value) => at(Math.max(value, 1e-12)),
    text: (tick) => format(tick < 0.001 ? "~e" : "~g")(tick),
  };
}

/** Whole numbers only: distances, lengths and steps are. */
function ticksOf(first: number, last: number): number[] {
  if (last === first) return [first];
  return scaleLinear([first, last], [0, 1])
    .ticks(7)
    .filter((tick) => Number.isInteger(tick));
}

function horizontal(
  make: Make,
  ink: Ink,
  { at, box, text }: { tick: number; at: number; box: { left: number; right: number }; text: string },
): SVGElement {
  return make("g", {}, [
    make("line", { x1: box.left, x2: box.right, y1: at, y2: at, stroke: ink.rule, "stroke-opacity": 0.55 }),
    make("text", { x: box.left - 5, y: at + 3.5, fill: ink.muted, "text-anchor": "end" }, [text]),
  ]);
}

function curve(
  make: Make,
  ink: Ink,
  { name, points, style }: Series,
  x: (value: number) => number,
  y: (value: number) => number,
): SVGElement {
  const color = colorOf(ink, style);
  const banded = points.filter(({ interval }) => interval !== undefined);
  const band = area<CurvePoint>()
    .x((point) => x(point.x))
    .y0((point) => y(point.interval?.[0] ?? point.y))
    .y1((point) => y(point.interval?.[1] ?? point.y))
    .digits(2);
  const path = line<CurvePoint>()
    .x((point) => x(point.x))
    .y((point) => y(point.y))
    .digits(2);
  const group = make("g", {}, [make("title", {}, [name])]);
  if (banded.length > 1) group.append(make("path", { d: band(banded) ?? "", fill: color, "fill-opacity": 0.16 }));
  group.append(make("path", { d: path([...points]) ?? "", fill: "none", ...strokeOf(ink, style) }));
  if (banded.length > 0)
    for (const point of points) {
      const [low, high] = point.interval ?? [point.y, point.y];
      group.append(
        make("line", { x1: x(point.x), x2: x(point.x), y1: y(low), y2: y(high), stroke: color }),
        marker(make, ink, style, x(point.x), y(point.y)),
      );
    }
  return group;
}

function strokeOf(ink: Ink, style: number): Readonly<Record<string, string | number>> {
  const dash = dashes[style % dashes.length] ?? "";
  return { stroke: colorOf(ink, style), "stroke-width": 1.6, ...(dash === "" ? {} : { "stroke-dasharray": dash }) };
}

function colorOf(ink: Ink, style: number): string {
  return ink.series[style % ink.series.length] ?? ink.text;
}

function marker(make: Make, ink: Ink, style: number, x: number, y: number): SVGElement {
  const fill = colorOf(ink, style);
  const shapes = [
    `M${-3},0a3,3 0 1,0 6,0a3,3 0 1,0 -6,0`,
    "M-2.800,-2.800h5.600v5.600h-5.600z",
    "M0,-3.600l3.600,6.200h-7.200z",
    "M0,-3.800l3.800,3.800l-3.800,3.800l-3.800,-3.800z",
  ];
  const d = shapes[style % shapes.length] ?? "";
  return make("path", { d, transform: `translate(${x.toFixed(2)},${y.toFixed(2)})`, fill });
}

function spoken(title: string, series: readonly Series[]): string {
  const ends = series.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    return first === undefined || last === undefined
      ? `${name}: nothing measured`
      : `${name}: ${format(".3~g")(first.y)} at ${first.x}, ${format(".3~g")(last.y)} at ${last.x}`;
  });
  return `${title}. ${ends.join("; ")}.`;
}
