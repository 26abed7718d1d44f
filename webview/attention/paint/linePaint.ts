/** @file Tokens of a step at the left, the keys of their queries at the right, a line between them as strong as the attention weight. */

import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import { type LineChoice, type Lines, placeName } from "../model/lines.ts";
import type { Colors } from "./colors.ts";
import { cut, type Painter } from "./painter.ts";

const rowHeight = 18;

/** Widths of each side's names and of the room for lines between them. */
interface Widths {
  readonly column: number;
  readonly between: number;
}

/** As an exported picture has them; a narrow window gives less. */
export const wideLines: Widths = { column: 150, between: 260 };

export function lineWidths(room: number): Widths {
  const column = Math.max(90, Math.min(wideLines.column, room * 0.3));
  return { column, between: Math.max(60, Math.min(wideLines.between, room - 2 * column)) };
}

export function lineSize({ written, read }: Lines, { column, between }: Widths) {
  return { width: 2 * column + between, height: Math.max(written.length, read.length, 1) * rowHeight + 8 };
}

/** The token at a point. */
export function lineTokenAt(lines: Lines, { column, between }: Widths, x: number, y: number): LineChoice | undefined {
  const side = x < column + between / 4 ? "written" : x > column + (3 * between) / 4 ? "read" : undefined;
  if (side === undefined) return undefined;
  const token = lines[side][Math.floor((y - offsetOf(lines, side)) / rowHeight)];
  return token === undefined ? undefined : { side, token };
}

/** The shorter side stands in the middle of the longer one's height. */
function offsetOf(lines: Lines, side: LineChoice["side"]): number {
  const rows = Math.max(lines.written.length, lines.read.length);
  return 4 + ((rows - lines[side].length) * rowHeight) / 2;
}

export interface LinePicture {
  readonly run: AttentionRun;
  readonly lines: Lines;
  readonly colors: Colors;
  readonly threshold: number;
  /** The selected token. */
  readonly chosen: number | null;
  /** The only token whose lines are drawn. */
  readonly alone: LineChoice | undefined;
}

export function paintLines(painter: Painter, picture: LinePicture, { column, between }: Widths): void {
  const { run, lines, colors, threshold, chosen, alone } = picture;
  const { written, read, weights } = lines;
  const y = (side: LineChoice["side"], row: number): number => offsetOf(lines, side) + (row + 0.5) * rowHeight;
  const isDrawn = (w: number, r: number): boolean =>
    alone === undefined || (alone.side === "written" ? written[w] === alone.token : read[r] === alone.token);
  for (const [w, row] of weights.entries())
    for (const [r, value] of row.entries()) {
      if (value < Math.max(0.004, threshold) || !isDrawn(w, r)) continue;
      const [from, to] = [y("written", w), y("read", r)];
      painter.line(column + 4, from, column + between - 4, to, colors.ramp.css(value), 0.5 + 4 * value);
    }
  const name = (token: number): string => cut(visibleText(run.shape.tokens[token]?.text ?? ""), 14);
  const color = (side: string, token: number): string =>
    token === chosen || (alone?.side === side && alone.token === token) ? colors.foreground : colors.muted;
  for (const [row, token] of written.entries())
    painter.text(column, y("written", row), name(token), { color: color("written", token), anchor: "end", size: 12 });
  for (const [row, token] of read.entries()) {
    painter.text(column + between, y("read", row), name(token), { color: color("read", token), size: 12 });
    const place = { color: colors.muted, anchor: "end", size: 9, mono: false } as const;
    painter.text(2 * column + between - 4, y("read", row), placeName(run, token), place);
  }
}
