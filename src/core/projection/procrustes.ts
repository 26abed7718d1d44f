/** @file Lays one map onto another of the same points: moved, turned or mirrored, and scaled, with the least squares (Gower, 1975). */

/** Where a map's own axes lie on another one: its origin, and what one step along the first and the second of them is there. */
export interface MapAxes {
  readonly origin: readonly [number, number];
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
}

/** Of a map that lies as it was made. */
export const ownAxes: MapAxes = { origin: [0, 0], first: [1, 0], second: [0, 1] };

export interface Aligned {
  /** [point, 2] */
  readonly coordinates: Float32Array;
  /** Sum of squares that remains, of maps of size 1: 0 = they are the same, 1 = they have nothing in common. */
  readonly disparity: number;
  readonly axes: MapAxes;
}

/** Maps are [point, 2]. A map in one place cannot be turned and is only moved. */
export function procrustes(map: ArrayLike<number>, onto: ArrayLike<number>): Aligned {
  const points = map.length / 2;
  const [from, to] = [centered(map), centered(onto)];
  // Products of the columns: c = fromᵀ to, [2, 2].
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < 2 * points; i += 2) {
    const [a, b, c, d] = [from.values[i], from.values[i + 1], to.values[i], to.values[i + 1]];
    xx += a * c;
    xy += a * d;
    yx += b * c;
    yy += b * d;
  }
  // Of all turns and of all mirrorings the best is found by an angle alone; the better of both is taken.
  const turn = Math.hypot(xx + yy, xy - yx);
  const mirror = Math.hypot(xx - yy, xy + yx);
  const mirrored = mirror > turn;
  const angle = mirrored ? Math.atan2(xy + yx, xx - yy) : Math.atan2(xy - yx, xx + yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const flip = mirrored ? -1 : 1;
  const best = Math.max(turn, mirror);
  const scale = from.square > 0 && to.square > 0 ? best / from.square : 1;
  const coordinates = new Float32Array(2 * points);
  for (let i = 0; i < 2 * points; i += 2) {
    const [a, b] = [from.values[i], flip * from.values[i + 1]];
    coordinates[i] = scale * (a * cos - b * sin) + to.means[0];
    coordinates[i + 1] = scale * (a * sin + b * cos) + to.means[1];
  }
  const first = [scale * cos, scale * sin] as const;
  const second = [-flip * scale * sin, flip * scale * cos] as const;
  const [x, y] = from.means;
  const origin = [to.means[0] - first[0] * x - second[0] * y, to.means[1] - first[1] * x - second[1] * y] as const;
  const agreement = from.square > 0 && to.square > 0 ? best ** 2 / (from.square * to.square) : 0;
  return { coordinates, disparity: Math.max(0, 1 - agreement), axes: { origin, first, second } };
}

function centered(map: ArrayLike<number>) {
  const points = map.length / 2;
  const means: [number, number] = [0, 0];
  for (let i = 0; i < 2 * points; i += 2) {
    means[0] += map[i] / points;
    means[1] += map[i + 1] / points;
  }
  const values = Float64Array.from(map, (value, i) => value - (i % 2 === 0 ? means[0] : means[1]));
  return { values, means, square: values.reduce((sum, value) => sum + value * value, 0) };
}
