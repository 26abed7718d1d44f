/** @file Where points are on screen: a map lies in the square from -1 to 1 and is seen through a zoom. Pure geometry, in CSS pixels. */

/** How much larger than the whole map, and which place of it is in the middle. */
export interface Zoom {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const wholeMap: Zoom = { k: 1, x: 0, y: 0 };
export const deepestZoom = 400;

/** Left free around the whole map, as a share of the smaller side. */
const margin = 0.06;

/** Pixels of one unit of the map. */
export function scaleOf({ k }: Zoom, { width, height }: Size): number {
  return (Math.min(width, height) / 2) * (1 - margin) * k;
}

export function toScreen(x: number, y: number, zoom: Zoom, size: Size): [x: number, y: number] {
  const scale = scaleOf(zoom, size);
  return [size.width / 2 + (x - zoom.x) * scale, size.height / 2 - (y - zoom.y) * scale];
}

export function toMap(x: number, y: number, zoom: Zoom, size: Size): [x: number, y: number] {
  const scale = scaleOf(zoom, size);
  return [zoom.x + (x - size.width / 2) / scale, zoom.y - (y - size.height / 2) / scale];
}

/** What is under a place of the screen stays there. */
export function zoomAbout(zoom: Zoom, factor: number, [x, y]: readonly [number, number], size: Size): Zoom {
  const k = Math.max(0.5, Math.min(deepestZoom, zoom.k * factor));
  const [mapX, mapY] = toMap(x, y, zoom, size);
  const change = zoom.k / k;
  return { k, x: mapX - (mapX - zoom.x) * change, y: mapY - (mapY - zoom.y) * change };
}

export function panBy(zoom: Zoom, right: number, down: number, size: Size): Zoom {
  const scale = scaleOf(zoom, size);
  const hold = (value: number): number => Math.max(-1.5, Math.min(1.5, value));
  return { k: zoom.k, x: hold(zoom.x - right / scale), y: hold(zoom.y + down / scale) };
}

/** The zoom that shows these points as large as fits; of one point, its surroundings. */
export function zoomTo(xy: Float32Array, points: Iterable<number>): Zoom {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const point of points) {
    const [x, y] = [xy[2 * point] ?? 0, xy[2 * point + 1] ?? 0];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  if (left > right) return wholeMap;
  const extent = Math.max(right - left, high - low, 0.15);
  return { k: Math.min(deepestZoom, 2 / (extent * 1.15)), x: (left + right) / 2, y: (low + high) / 2 };
}

/** Moves as little as it takes to have a place of the map in sight. */
export function bringIntoSight(zoom: Zoom, x: number, y: number, size: Size): Zoom {
  const [across, down] = toScreen(x, y, zoom, size);
  const edge = 24;
  const over = (at: number, most: number): number => (at < edge ? edge - at : at > most - edge ? most - edge - at : 0);
  return panBy(zoom, over(across, size.width), over(down, size.height), size);
}

/** Coordinates of any scale [point, 2], moved and shrunk into the square with one scale for both axes. */
export function fitted(xy: Float32Array, { middle, unit }: Fit = fitOf(xy)): Float32Array {
  const [middleX, middleY] = middle;
  const scale = 1 / unit;
  const made = new Float32Array(xy.length);
  for (let i = 0; i < xy.length; i += 2) {
    made[i] = ((xy[i] ?? 0) - middleX) * scale;
    made[i + 1] = ((xy[i + 1] ?? 0) - middleY) * scale;
  }
  return made;
}

/** Which coordinates are the middle of the fitted map, and what one unit of it is in their own unit. */
export interface Fit {
  readonly middle: readonly [number, number];
  readonly unit: number;
}

export function fitOf(xy: Float32Array): Fit {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < xy.length; i += 2) {
    const [x, y] = [xy[i] ?? 0, xy[i + 1] ?? 0];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < low) low = y;
    if (y > high) high = y;
  }
  const middle = xy.length === 0 ? ([0, 0] as const) : ([(left + right) / 2, (low + high) / 2] as const);
  return { middle, unit: (Math.max(right - left, high - low) || 1) / 2 };
}

/** The radius of a point in CSS pixels: fewer points are larger, and nearer ones grow a little. */
export function radiusOf(count: number, { k }: Zoom): number {
  const base = count <= 300 ? 5 : count <= 2000 ? 4 : count <= 8000 ? 3 : count <= 30_000 ? 2.2 : 1.4;
  return Math.min(9, base * Math.max(0.8, k ** 0.3));
}
