/** @file How a plane through three points is looked at: from its own coordinates to pixels and back, and the grid of places that is asked about. No DOM. */

import type { Place } from "../../../src/core/math/plane.ts";

export interface PlaneView {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  toScreen(place: Place): Place;
  toPlane(place: Place): Place;
  /** The middle of each cell, row by row from the top. */
  readonly grid: readonly Place[];
}

/** How much is seen around the triangle, as a share of its size on each side. */
const around = 0.3;
const cellSize = 20;

/** One scale for both directions; y grows upwards in the plane and downwards on screen. */
export function planeView(corners: readonly Place[], width: number, height: number): PlaneView {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const seen = 1 + 2 * around;
  const scale = Math.min(width / ((right - left || 1) * seen), height / ((high - low || 1) * seen));
  const [middleX, middleY] = [(left + right) / 2, (low + high) / 2];
  const toScreen = ([x, y]: Place): Place => [width / 2 + (x - middleX) * scale, height / 2 - (y - middleY) * scale];
  const toPlane = ([x, y]: Place): Place => [middleX + (x - width / 2) / scale, middleY - (y - height / 2) / scale];
  const [columns, rows] = [Math.max(4, Math.round(width / cellSize)), Math.max(4, Math.round(height / cellSize))];
  const grid = Array.from({ length: columns * rows }, (_, i) =>
    toPlane([((i % columns) + 0.5) * (width / columns), (Math.floor(i / columns) + 0.5) * (height / rows)]),
  );
  return { width, height, columns, rows, toScreen, toPlane, grid };
}
