/** @file A table of numbers as colored cells with names at both sides, for panels that have rows and columns of their own. No DOM. */

import type { Colors } from "./colors.ts";
import { cut, cutInside, type Painter } from "./painter.ts";

export interface Heat {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Undefined: not there, or not yet. */
  readonly value: (row: number, column: number) => number | undefined;
  readonly color: (value: number) => string;
  /** Cells that are framed: what a step claims. */
  readonly isFramed?: (row: number, column: number) => boolean;
  /** A column that is marked. */
  readonly selected?: number | undefined;
}

export interface HeatSize {
  readonly width: number;
  readonly height: number;
  /** Room for the names. */
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

const titleHeight = 20;
const namesHeight = 92;
const roomForName = 9;
/** With half a number at its end. */
const differenceLegendWidth = 136;

/** As wide as the room, never wider cells than can be told apart. `left`: room for the rows' names. */
export function heatSize(
  { rows, columns }: Pick<Heat, "rows" | "columns">,
  room: number,
  { left = 120, isSquare = false }: { readonly left?: number; readonly isSquare?: boolean } = {},
): HeatSize {
  const cellWidth = Math.max(isSquare ? 1 : 3, Math.min(20, (room - left - 4) / Math.max(1, columns.length)));
  const cellHeight = isSquare ? cellWidth : rows.length > 24 ? 14 : 18;
  return {
    left,
    top: titleHeight,
    cellWidth,
    cellHeight,
    width: left + Math.max(differenceLegendWidth, Math.ceil(cellWidth * columns.length)) + 4,
    height: titleHeight + rows.length * cellHeight + namesHeight,
  };
}

export interface HeatCell {
  readonly row: number;
  readonly column: number;
}

export function heatCellAt(heat: Heat, size: HeatSize, x: number, y: number): HeatCell | undefined {
  const [row, column] = [Math.floor((y - size.top) / size.cellHeight), Math.floor((x - size.left) / size.cellWidth)];
  const inside = row >= 0 && row < heat.rows.length && column >= 0 && column < heat.columns.length;
  return inside ? { row, column } : undefined;
}

export function paintHeat(painter: Painter, heat: Heat, size: HeatSize, colors: Colors, cursor?: HeatCell): void {
  const { left, top, cellWidth, cellHeight } = size;
  const { rows, columns, value, color, isFramed, selected } = heat;
  const [wide, high] = [columns.length * cellWidth, rows.length * cellHeight];
  const title = cutInside(heat.title, Math.floor(size.width / 5.8));
  painter.text(4, 8, title, { color: colors.foreground, mono: false, size: 11 });
  painter.rect(left, top, wide, high, colors.unseen);
  const gap = cellWidth > 6 ? 1 : 0;
  const gapBelow = cellHeight > 6 ? 1 : 0;
  let lastRow = Number.NEGATIVE_INFINITY;
  for (const [row, name] of rows.entries()) {
    const isNamed = row === cursor?.row || (row - lastRow) * cellHeight >= roomForName;
    if (isNamed) lastRow = row;
    if (isNamed)
      painter.text(left - 6, top + (row + 0.5) * cellHeight, cut(name, Math.floor(left / 6.2)), {
        color: cursor?.row === row ? colors.foreground : colors.muted,
        anchor: "end",
        size: 10,
      });
    for (const column of columns.keys()) {
      const known = value(row, column);
      const [x, y] = [left + column * cellWidth, top + row * cellHeight];
      if (known !== undefined) painter.rect(x, y, cellWidth - gap, cellHeight - gapBelow, color(known));
      if (isFramed?.(row, column) && cellWidth >= 5)
        painter.frame(x, y, cellWidth - gap, cellHeight - 1, colors.accent, 1.5);
    }
  }
  let last = Number.NEGATIVE_INFINITY;
  for (const [column, name] of columns.entries()) {
    const isMarked = column === cursor?.column || column === selected;
    if (!isMarked && (column - last) * cellWidth < roomForName) continue;
    last = column;
    painter.text(left + (column + 0.5) * cellWidth, top + high + 6, cut(name, 14), {
      color: isMarked ? colors.foreground : colors.muted,
      anchor: "end",
      up: true,
      size: 9,
    });
  }
  painter.frame(left, top, wide, high, colors.rule);
  if (selected !== undefined)
    painter.frame(left + selected * cellWidth - 1, top, cellWidth + 1, high, colors.foreground, 1.5);
  if (cursor)
    painter.frame(
      left + cursor.column * cellWidth - 1,
      top + cursor.row * cellHeight - 1,
      cellWidth + 2 - gap,
      cellHeight + 1,
      colors.foreground,
      2,
    );
}

/** Colors from -most over 0 to most, with numbers. */
export function paintDifferenceLegend(painter: Painter, colors: Colors, x: number, y: number, most: number): void {
  const steps = 24;
  for (let i = 0; i < steps; i++) painter.rect(x + i * 5, y, 5, 10, colors.difference((2 * i) / (steps - 1) - 1));
  painter.frame(x, y, steps * 5, 10, colors.rule);
  for (const [at, value] of [
    [0, -most],
    [0.5, 0],
    [1, most],
  ] as const)
    painter.text(x + at * steps * 5, y + 18, value.toFixed(most < 1 ? 2 : 0).replace(/^-/, "\u2212"), {
      color: colors.muted,
      anchor: "middle",
      size: 9,
    });
}
