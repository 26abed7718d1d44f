/** @file Which points are at a place of the screen, within an outline, or next in a direction. Linear scans: a hundred thousand take under a millisecond. */

import { type Size, scaleOf, toMap, toScreen, type Zoom } from "./frame.ts";
import { isShown, type PointStates } from "./looks.ts";

export type Place = readonly [x: number, y: number];

export interface Seen {
  /** [point, 2] in the square of the map. */
  readonly xy: Float32Array;
  readonly states: PointStates;
  readonly zoom: Zoom;
  readonly size: Size;
}

/** The point nearest to a place of the screen, at most `reach` pixels away. */
export function pointAt({ xy, states, zoom, size }: Seen, [x, y]: Place, reach: number): number | undefined {
  const [mapX, mapY] = toMap(x, y, zoom, size);
  let nearest = (reach / scaleOf(zoom, size)) ** 2;
  let found: number | undefined;
  for (let point = 0; point < states.length; point++) {
    if (!isShown(states[point] ?? 0)) continue;
    const [dx, dy] = [(xy[2 * point] ?? 0) - mapX, (xy[2 * point + 1] ?? 0) - mapY];
    const distance = dx * dx + dy * dy;
    if (distance <= nearest) [nearest, found] = [distance, point];
  }
  return found;
}

/** The points inside of an outline on screen, which closes by itself. */
export function pointsWithin({ xy, states, zoom, size }: Seen, outline: readonly Place[]): number[] {
  if (outline.length < 3) return [];
  const polygon = outline.map(([x, y]) => toMap(x, y, zoom, size));
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found: number[] = [];
  for (let point = 0; point < states.length; point++) {
    const [x, y] = [xy[2 * point] ?? 0, xy[2 * point + 1] ?? 0];
    if (!isShown(states[point] ?? 0) || x < left || x > right || y < low || y > high) continue;
    if (isInside(x, y, polygon)) found.push(point);
  }
  return found;
}

/** By the even-odd rule. */
function isInside(x: number, y: number, polygon: readonly Place[]): boolean {
  let inside = false;
  let [beforeX, beforeY] = polygon.at(-1) ?? [0, 0];
  for (const [atX, atY] of polygon) {
    if (atY > y !== beforeY > y && x < ((beforeX - atX) * (y - atY)) / (beforeY - atY) + atX) inside = !inside;
    [beforeX, beforeY] = [atX, atY];
  }
  return inside;
}

export function rectangle([x1, y1]: Place, [x2, y2]: Place): Place[] {
  return [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
}

/** The next point in a direction (as on screen, y downwards): near, and little to the side. */
export function pointTowards({ xy, states, zoom, size }: Seen, from: number, [right, down]: Place): number | undefined {
  const [x, y] = toScreen(xy[2 * from] ?? 0, xy[2 * from + 1] ?? 0, zoom, size);
  let [best, found]: [number, number | undefined] = [Infinity, undefined];
  for (let point = 0; point < states.length; point++) {
    if (point === from || !isShown(states[point] ?? 0)) continue;
    const [px, py] = toScreen(xy[2 * point] ?? 0, xy[2 * point + 1] ?? 0, zoom, size);
    const along = (px - x) * right + (py - y) * down;
    const aside = Math.abs((px - x) * down - (py - y) * right);
    if (along <= 0.01 || aside > 2 * along) continue;
    const cost = along + 2 * aside;
    if (cost < best) [best, found] = [cost, point];
  }
  return found;
}

/** The shown point nearest to the middle of the screen: where the keyboard begins. */
export function pointInMiddle(seen: Seen): number | undefined {
  const { width, height } = seen.size;
  return pointAt(seen, [width / 2, height / 2], width + height);
}
