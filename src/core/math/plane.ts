/**
 * @file The plane through three points of a space, with coordinates of its own in which distances are those of the space; and the same plane as
 * weights of the three points, which is how a place of any map is a place of the plane.
 */

export type Place = readonly [x: number, y: number];
export type Weights = readonly [a: number, b: number, c: number];

export interface LatentPlane {
  /** The first of the three points. */
  readonly origin: Float64Array;
  /** Of length 1 and at a right angle; the second point lies along `right`, the third one to the side of `up`. */
  readonly right: Float64Array;
  readonly up: Float64Array;
  /** Where the three points are in it. */
  readonly corners: readonly [Place, Place, Place];
}

/** How narrow a triangle may be, as its height over its base, before it is a line. */
const narrowest = 1e-6;

/** By Gram and Schmidt. Undefined where the three lie on one line or in one place. */
export function planeThrough(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  c: ArrayLike<number>,
): LatentPlane | undefined {
  const origin = Float64Array.from(a);
  const right = Float64Array.from(b, (value, i) => value - origin[i]);
  const up = Float64Array.from(c, (value, i) => value - origin[i]);
  const base = lengthOf(right);
  const side = lengthOf(up);
  if (!(base > 0 && side > 0)) return undefined;
  scale(right, 1 / base);
  const along = dot(right, up);
  for (let i = 0; i < up.length; i++) up[i] -= along * right[i];
  const height = lengthOf(up);
  if (!(height > narrowest * Math.max(base, side))) return undefined;
  scale(up, 1 / height);
  return {
    origin,
    right,
    up,
    corners: [
      [0, 0],
      [base, 0],
      [along, height],
    ],
  };
}

/** The point of the space at a place of the plane. */
export function pointInPlane({ origin, right, up }: LatentPlane, [x, y]: Place): Float32Array {
  return Float32Array.from(origin, (value, i) => value + x * right[i] + y * up[i]);
}

/**
 * With which weights, 1 together, a place is the mean of three corners; they are negative outside of the triangle. Undefined where the corners
 * lie on one line.
 */
export function weightsAt(
  [x, y]: Place,
  [[ax, ay], [bx, by], [cx, cy]]: readonly [Place, Place, Place],
): Weights | undefined {
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  const longest = Math.max((bx - ax) ** 2 + (by - ay) ** 2, (cx - ax) ** 2 + (cy - ay) ** 2);
  if (!(Math.abs(area) > narrowest * longest)) return undefined;
  const b = ((x - ax) * (cy - ay) - (cx - ax) * (y - ay)) / area;
  const c = ((bx - ax) * (y - ay) - (x - ax) * (by - ay)) / area;
  return [1 - b - c, b, c];
}

/** The weighted sum of three points, or of three corners. */
export function weighted(
  points: readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>],
  [wa, wb, wc]: Weights,
): Float32Array {
  const [a, b, c] = points;
  return Float32Array.from(a, (value, i) => wa * value + wb * b[i] + wc * c[i]);
}

function lengthOf(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= by;
}
