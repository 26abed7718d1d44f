/** @file Where cells are on screen: the plot of a pane, and the part of the grid that it shows. Pure geometry, in CSS pixels. */

export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Of one cell, when the whole grid is shown. */
  readonly size: number;
}

/** What all panes show: how much larger than the whole, and which place, in cells from 0, is at the upper left corner. */
export interface Zoom {
  readonly k: number;
  readonly row: number;
  readonly column: number;
}

export const wholeGrid: Zoom = { k: 1, row: 0, column: 0 };
export const deepestZoom = 24;

/** Room for the values and names of the axes. */
const room = { left: 42, right: 8, top: 6, bottom: 36 };

export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** The largest plot with square cells within the pane. */
export function plotOf(width: number, height: number, { rows, columns }: Extent): Plot {
  const across = Math.max(40, width - room.left - room.right);
  const down = Math.max(40, height - room.top - room.bottom);
  const size = Math.min(across / columns, down / rows);
  return { left: room.left, top: room.top, width: size * columns, height: size * rows, size };
}

/** The height of a pane whose plot is as wide as it can be. */
export function paneHeight(width: number, { rows, columns }: Extent, most: number): number {
  const size = (width - room.left - room.right) / columns;
  return Math.min(most, Math.round(size * rows + room.top + room.bottom));
}

/** The zoom held within the grid. */
export function within({ k, row, column }: Zoom, { rows, columns }: Extent): Zoom {
  const held = Math.max(1, Math.min(deepestZoom, k));
  const limit = (value: number, count: number): number => Math.max(0, Math.min(count - count / held, value));
  return { k: held, row: limit(row, rows), column: limit(column, columns) };
}

/** The cell, counted from 0, at a place of the pane; undefined outside of the plot. */
export function cellAt(x: number, y: number, plot: Plot, zoom: Zoom): { row: number; column: number } | undefined {
  const [across, down] = [x - plot.left, y - plot.top];
  if (across < 0 || down < 0 || across >= plot.width || down >= plot.height) return undefined;
  const size = plot.size * zoom.k;
  return { row: Math.floor(zoom.row + down / size), column: Math.floor(zoom.column + across / size) };
}

/** The upper left corner of a cell. */
export function cornerOf(row: number, column: number, plot: Plot, zoom: Zoom): readonly [x: number, y: number] {
  const size = plot.size * zoom.k;
  return [plot.left + (column - zoom.column) * size, plot.top + (row - zoom.row) * size];
}

/** Zooms by a factor about a cell, which stays where it is. */
export function zoomAbout(zoom: Zoom, factor: number, at: { row: number; column: number }, extent: Extent): Zoom {
  const k = Math.max(1, Math.min(deepestZoom, zoom.k * factor));
  const change = zoom.k / k;
  const row = at.row + 0.5 - (at.row + 0.5 - zoom.row) * change;
  const column = at.column + 0.5 - (at.column + 0.5 - zoom.column) * change;
  return within({ k, row, column }, extent);
}

/** Moves as little as it takes to have a cell in sight. */
export function bringIntoSight(zoom: Zoom, cell: { row: number; column: number }, extent: Extent): Zoom {
  const move = (start: number, at: number, count: number): number =>
    at < start ? at : at + 1 > start + count / zoom.k ? at + 1 - count / zoom.k : start;
  return within(
    { ...zoom, row: move(zoom.row, cell.row, extent.rows), column: move(zoom.column, cell.column, extent.columns) },
    extent,
  );
}
