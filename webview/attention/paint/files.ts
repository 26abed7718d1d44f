/** @file Pictures and numbers of a tab as files: SVG and PNG with their caption, CSV, NPY and safetensors with what made them. */

import { xmlText } from "../../../src/core/base/plainText.ts";
import { csvText } from "../../../src/core/format/csv.ts";
import { writeSafetensors } from "../../../src/core/format/safetensors.ts";
import { pngOfCanvas } from "../../charts/png.ts";
import { wrapped } from "../../charts/wrapped.ts";
import type { Colors } from "./colors.ts";
import { CanvasPainter, type Painter, SvgPainter, shiftedPainter } from "./painter.ts";
import type { Numbers, Picture } from "./picture.ts";
import { legendWeights } from "./ramp.ts";

/** Room around a picture, and for a line of caption. */
const edge = 12;
const captionLine = 14;
/** Pixels of a PNG for each of the picture's. */
const pngScale = 3;

interface Made {
  readonly title: string;
  readonly provenance: string;
  readonly colors: Colors;
}

export function svgOf(picture: Picture, made: Made): Uint8Array {
  const { width, height, lines } = sheet(picture, made);
  const painter = new SvgPainter(width, height, made.colors.background, made.colors.fonts);
  drawSheet(painter, picture, made, lines);
  painter.describe(made.title, `${picture.caption} ${made.provenance}`);
  return new TextEncoder().encode(`${xmlText(new XMLSerializer().serializeToString(painter.element))}\n`);
}

export async function pngOf(picture: Picture, made: Made): Promise<Uint8Array> {
  const { width, height, lines } = sheet(picture, made);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * pngScale);
  canvas.height = Math.ceil(height * pngScale);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This window cannot draw pictures.");
  context.scale(pngScale, pngScale);
  const painter = new CanvasPainter(context, made.colors.fonts);
  painter.rect(0, 0, width, height, made.colors.background);
  drawSheet(painter, picture, made, lines);
  return pngOfCanvas(canvas);
}

/** First the caption and what made the numbers, as comments; then a table. */
export function csvOf({ rows, columns, values, caption }: Numbers, made: Omit<Made, "colors">): Uint8Array {
  const width = columns.length;
  const table = [
    ["", ...columns],
    ...rows.map((name, row) => [name, ...values.subarray(row * width, (row + 1) * width)]),
  ];
  return new TextEncoder().encode(csvText(table, [made.title, caption, made.provenance]));
}

/** One tensor named `values` with what its rows and columns are, and what made them, in the metadata. */
export function safetensorsOf({ rows, columns, values, caption }: Numbers, made: Omit<Made, "colors">): Uint8Array {
  const { title, provenance } = made;
  return writeSafetensors({
    tensors: [{ name: "values", shape: [rows.length, columns.length], values }],
    metadata: { title, caption, provenance, rows: JSON.stringify(rows), columns: JSON.stringify(columns) },
  });
}

function sheet({ width, height, caption, isWeights = false }: Picture, { title, provenance }: Made) {
  const wide = Math.max(width, 420);
  const characters = Math.floor(wide / 5.6);
  const lines = [title, ...wrapped(caption, characters), ...wrapped(provenance, characters)];
  return {
    width: wide + 2 * edge,
    height: height + (lines.length + (isWeights ? 1.5 : 0)) * captionLine + 3 * edge,
    lines,
  };
}

function drawSheet(painter: Painter, picture: Picture, { colors }: Made, lines: readonly string[]): void {
  picture.paint(shiftedPainter(painter, edge, edge));
  const below = picture.height + 2 * edge + (picture.isWeights ? 1.5 : 0) * captionLine;
  if (picture.isWeights) paintLegend(painter, colors, picture.height + 2 * edge);
  for (const [i, line] of lines.entries())
    painter.text(edge, below + (i + 0.5) * captionLine, line, {
      color: i === 0 ? colors.foreground : colors.muted,
      mono: false,
    });
}

function paintLegend(painter: Painter, { ramp, rule, muted }: Colors, y: number): void {
  for (const [i, weight] of legendWeights.entries()) {
    const x = edge + i * 56;
    painter.rect(x, y, 11, 11, ramp.css(weight));
    painter.frame(x, y, 11, 11, rule);
    painter.text(x + 16, y + 6, `${Math.round(weight * 100)} %`, { color: muted, mono: false, size: 10 });
  }
}
