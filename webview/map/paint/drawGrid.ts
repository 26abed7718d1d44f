/**
 * @file Draws one case map on a canvas. The cells are a picture of one pixel each, made again only when they change and then stretched, so
 * that moving and pointing cost next to nothing; numbers come where a cell has room for them.
 */

import { rgb } from "d3";
import type { Cell } from "../../../src/core/task/space.ts";
import type { Square } from "../../../src/core/task/split.ts";
import { axisTicks, outline } from "../../charts/mapChart.ts";
import { inkOn, type Layer, rampFor } from "../../charts/ramp.ts";
import type { Ink } from "../../charts/svg.ts";
import type { GridModel } from "../model/mapModel.ts";
import { cornerOf, type Plot, type Zoom } from "../model/viewport.ts";

/** From this size on a cell holds its number, and from the second on also what was answered. */
const numberSize = 21;
const answerSize = 38;

export interface DrawnGrid {
  readonly grid: GridModel;
  readonly layer: Layer;
  readonly plot: Plot;
  readonly zoom: Zoom;
  readonly ink: Ink;
  /** The cell that keys move, and the one under the pointer. */
  readonly cursor: Cell | undefined;
  readonly pointed: Cell | undefined;
  /** To be held out of a new training. */
  readonly squares: readonly Square[];
}

/** One pixel for each cell. */
export function cellPicture(grid: GridModel, layer: Layer): OffscreenCanvas {
  const picture = new OffscreenCanvas(grid.columnCount, grid.rowCount);
  const context = picture.getContext("2d");
  if (context === null) return picture;
  const image = context.createImageData(grid.columnCount, grid.rowCount);
  const { color } = rampFor(layer);
  for (const [index, place] of grid.shown.cells.entries()) {
    const value = grid.valueOf(index, layer);
    if (value === undefined) continue;
    const { r, g, b } = rgb(color(value));
    image.data.set([r, g, b, 255], place * 4);
  }
  context.putImageData(image, 0, 0);
  return picture;
}

/** The outline of what was held out, in units of a cell. */
export function heldOutline(grid: GridModel): Path2D {
  const { rows, columns, kind } = grid.shown;
  const isHeld = (row: number, column: number): boolean => {
    const index = grid.indexOf({ row: rows.from + row, column: columns.from + column });
    return index !== undefined && grid.isHeld(index);
  };
  return new Path2D(outline({ rows, columns, isHeld, outlined: kind !== "random" }, 1));
}

export function drawGrid(
  context: CanvasRenderingContext2D,
  { picture, held }: { readonly picture: OffscreenCanvas; readonly held: Path2D },
  drawn: DrawnGrid,
): void {
  const { grid, plot, zoom, ink, cursor, pointed, squares } = drawn;
  const { rows, columns } = grid.shown;
  const size = plot.size * zoom.k;
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  context.imageSmoothingEnabled = false;
  const [left, top] = cornerOf(0, 0, plot, zoom);
  context.drawImage(picture, left, top, size * grid.columnCount, size * grid.rowCount);
  if (size >= numberSize) writeNumbers(context, drawn, size);
  strokeTwice(context, ink, (path) => path.addPath(held, new DOMMatrix([size, 0, 0, size, left, top])));
  for (const { centre, halfWidth } of squares) {
    const side = (2 * halfWidth + 1) * size;
    const [x, y] = cornerOf(centre[0] - rows.from - halfWidth, centre[1] - columns.from - halfWidth, plot, zoom);
    strokeTwice(context, ink, (path) => path.rect(x, y, side, side), [6, 4]);
  }
  for (const [cell, width] of [[pointed, 1.5] as const, [cursor, 2.5] as const]) {
    if (cell === undefined || grid.indexOf(cell) === undefined) continue;
    const [x, y] = cornerOf(cell.row - rows.from, cell.column - columns.from, plot, zoom);
    ring(context, x, y, Math.max(size, 5), width, ink);
  }
  context.restore();
  axes(context, drawn, size);
}

function strokeTwice(
  context: CanvasRenderingContext2D,
  ink: Ink,
  build: (path: Path2D) => void,
  dash: readonly number[] = [],
): void {
  const path = new Path2D();
  build(path);
  context.setLineDash([]);
  context.lineWidth = 3.6;
  context.strokeStyle = "#ffffff";
  context.stroke(path);
  context.setLineDash([...dash]);
  context.lineWidth = 1.8;
  context.strokeStyle = ink.held;
  context.stroke(path);
  context.setLineDash([]);
}

/** Seen on light and dark cells alike. */
function ring(context: CanvasRenderingContext2D, x: number, y: number, size: number, width: number, ink: Ink): void {
  context.lineWidth = width + 2;
  context.strokeStyle = "#ffffff";
  context.strokeRect(x, y, size, size);
  context.lineWidth = width;
  context.strokeStyle = ink.series[0] ?? ink.text;
  context.strokeRect(x, y, size, size);
}

function writeNumbers(
  context: CanvasRenderingContext2D,
  { grid, layer, plot, zoom, ink }: DrawnGrid,
  size: number,
): void {
  const { rows, columns } = grid.shown;
  const { color } = rampFor(layer);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 1;
  context.strokeStyle = "rgb(128 128 128 / 35%)";
  const withAnswer = size >= answerSize && layer === "accuracy";
  const text = (words: string, x: number, y: number, height: number): void => {
    context.font = `${height}px ${ink.font}`;
    context.fillText(words, x, y, size - 4);
  };
  const [fromRow, fromColumn] = [Math.floor(zoom.row), Math.floor(zoom.column)];
  for (let row = fromRow; row < zoom.row + plot.height / size; row++) {
    for (let column = fromColumn; column < zoom.column + plot.width / size; column++) {
      const index = grid.indexOf({ row: rows.from + row, column: columns.from + column });
      const value = index === undefined ? undefined : grid.valueOf(index, layer);
      if (index === undefined || value === undefined) continue;
      const [x, y] = cornerOf(row, column, plot, zoom);
      context.strokeRect(x, y, size, size); // neighbors of one color are still distinguished
      context.fillStyle = inkOn(color(value));
      const answer = withAnswer ? grid.wrongOf(index)[0]?.text : undefined;
      const middle = y + size / 2;
      text(
        numberOf(value, layer),
        x + size / 2,
        answer === undefined ? middle : middle - size * 0.16,
        Math.min(14, size * 0.42),
      );
      if (answer !== undefined) text(`→ ${answer}`, x + size / 2, middle + size * 0.2, Math.min(12, size * 0.26));
    }
  }
}

function numberOf(value: number, layer: Layer): string {
  const percent = Math.round(value * 100);
  return layer === "difference" && percent > 0 ? `+${percent}` : String(percent).replace("-", "−");
}

function axes(context: CanvasRenderingContext2D, { grid, plot, zoom, ink }: DrawnGrid, size: number): void {
  const { rows, columns } = grid.shown;
  context.lineWidth = 1;
  context.strokeStyle = ink.muted;
  context.strokeRect(plot.left, plot.top, plot.width, plot.height);
  context.fillStyle = ink.muted;
  context.font = `11px ${ink.font}`;
  const firstColumn = columns.from + zoom.column;
  const firstRow = rows.from + zoom.row;
  context.textAlign = "center";
  context.textBaseline = "top";
  const bottom = plot.top + plot.height;
  for (const tick of axisTicks({
    from: Math.ceil(firstColumn),
    to: Math.floor(firstColumn + plot.width / size - 0.5),
  })) {
    const x = plot.left + (tick + 0.5 - firstColumn) * size;
    context.fillRect(Math.round(x) - 0.5, bottom, 1, 4);
    context.fillText(String(tick), x, bottom + 6);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of axisTicks({ from: Math.ceil(firstRow), to: Math.floor(firstRow + plot.height / size - 0.5) })) {
    const y = plot.top + (tick + 0.5 - firstRow) * size;
    context.fillRect(plot.left - 4, Math.round(y) - 0.5, 4, 1);
    context.fillText(String(tick), plot.left - 7, y);
  }
  context.fillStyle = ink.text;
  context.font = `italic 12px ${ink.font}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillText(columns.name, plot.left + plot.width / 2, bottom + 20);
  context.save();
  context.translate(4, plot.top + plot.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(rows.name, 0, 0);
  context.restore();
}
