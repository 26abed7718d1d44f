/** @file The arithmetic of touching a latent: means of rules, lines between points, sums, planes of a map. z is [point, latent]. No DOM. */

import type { Labels } from "./cloud.ts";

export interface Latents {
  readonly width: number;
  readonly values: Float32Array;
}

export function latentAt({ width, values }: Latents, point: number): Float32Array {
  return values.slice(point * width, (point + 1) * width);
}

/** The mean z of each class, by its name; classes without a point have none. */
export function meansOf({ width, values }: Latents, { names, of }: Labels): ReadonlyMap<string, Float32Array> {
  const sums = names.map(() => ({ sum: new Float64Array(width), count: 0 }));
  for (let point = 0; point < of.length; point++) {
    const into = sums[of[point] ?? -1];
    if (into === undefined) continue;
    into.count++;
    for (let i = 0; i < width; i++) into.sum[i] = (into.sum[i] ?? 0) + (values[point * width + i] ?? 0);
  }
  return new Map(
    sums.flatMap(({ sum, count }, i) =>
      count === 0 ? [] : [[names[i] ?? "", Float32Array.from(sum, (each) => each / count)] as const],
    ),
  );
}

/** From `a` (0) to `b` (1), and beyond. */
export function between(a: Float32Array, b: Float32Array, t: number): Float32Array {
  return a.map((value, i) => value + ((b[i] ?? 0) - value) * t);
}

/** a - b + c */
export function analogy(a: Float32Array, b: Float32Array, c: Float32Array): Float32Array {
  return a.map((value, i) => value - (b[i] ?? 0) + (c[i] ?? 0));
}

export interface Dimension {
  readonly index: number;
  readonly mean: number;
  readonly deviation: number;
  /** Share of its variance that is between the classes. */
  readonly between: number;
}

/** The dimensions of z, those that tell the classes apart first. */
export function dimensionsOf(latents: Latents, labels: Labels): readonly Dimension[] {
  const { width, values } = latents;
  const means = meansOf(latents, labels);
  const count = values.length / width;
  const made = Array.from({ length: width }, (_, index) => {
    let [sum, squares, grouped] = [0, 0, 0];
    for (let point = 0; point < count; point++) {
      const value = values[point * width + index] ?? 0;
      sum += value;
      squares += value * value;
    }
    const mean = sum / count;
    const variance = Math.max(0, squares / count - mean * mean);
    for (const of of labels.of) {
      const own = means.get(labels.names[of] ?? "")?.[index];
      if (own !== undefined) grouped += (own - mean) ** 2;
    }
    return { index, mean, deviation: Math.sqrt(variance), between: variance === 0 ? 0 : grouped / count / variance };
  });
  return made.sort((a, b) => b.between * b.deviation ** 2 - a.between * a.deviation ** 2);
}

/**
 * The plane of a map: how z changes with the map's two coordinates, by least squares. Of a map by PCA it is exact; what a map by other means
 * shows is no plane, and its best one says little.
 */
export class Plane {
  readonly #directions: readonly [Float32Array, Float32Array];
  /** Share of the variance of z that the plane explains. */
  readonly explained: number;

  /** `xy`: [point, 2] */
  constructor(xy: Float32Array, { width, values }: Latents) {
    const count = values.length / width;
    const middle = [0, 0];
    for (let point = 0; point < count; point++)
      for (const axis of [0, 1]) middle[axis] = (middle[axis] ?? 0) + (xy[2 * point + axis] ?? 0) / count;
    const [meanX = 0, meanY = 0] = middle;
    let [xx, xy2, yy] = [0, 0, 0];
    const means = new Float64Array(width);
    for (let point = 0; point < count; point++) {
      const [x, y] = [(xy[2 * point] ?? 0) - meanX, (xy[2 * point + 1] ?? 0) - meanY];
      xx += x * x;
      xy2 += x * y;
      yy += y * y;
      for (let i = 0; i < width; i++) means[i] = (means[i] ?? 0) + (values[point * width + i] ?? 0) / count;
    }
    const determinant = xx * yy - xy2 * xy2 || 1;
    const [right, up] = [new Float32Array(width), new Float32Array(width)];
    let [total, kept] = [0, 0];
    for (let i = 0; i < width; i++) {
      let [zx, zy, zz] = [0, 0, 0];
      for (let point = 0; point < count; point++) {
        const z = (values[point * width + i] ?? 0) - (means[i] ?? 0);
        zx += z * ((xy[2 * point] ?? 0) - meanX);
        zy += z * ((xy[2 * point + 1] ?? 0) - meanY);
        zz += z * z;
      }
      const [a, b] = [(zx * yy - zy * xy2) / determinant, (zy * xx - zx * xy2) / determinant];
      right[i] = a;
      up[i] = b;
      total += zz;
      kept += a * zx + b * zy;
    }
    this.#directions = [right, up];
    this.explained = total === 0 ? 0 : kept / total;
  }

  /** z moved as the map's coordinates are. */
  move(z: Float32Array, dx: number, dy: number): Float32Array {
    const [right, up] = this.#directions;
    return z.map((value, i) => value + dx * (right[i] ?? 0) + dy * (up[i] ?? 0));
  }
}

/** z at a place of any map: of the points nearest to it, the nearer the more. */
export function blended(
  xy: Float32Array,
  latents: Latents,
  [x, y]: readonly [number, number],
  neighbors = 6,
): Float32Array {
  const distances: { readonly point: number; readonly squared: number }[] = [];
  for (let point = 0; point < xy.length / 2; point++)
    distances.push({ point, squared: ((xy[2 * point] ?? 0) - x) ** 2 + ((xy[2 * point + 1] ?? 0) - y) ** 2 });
  const near = distances.sort((a, b) => a.squared - b.squared).slice(0, neighbors);
  const made = new Float32Array(latents.width);
  let all = 0;
  for (const { point, squared } of near) {
    const weight = 1 / (squared + 1e-9);
    all += weight;
    for (let i = 0; i < latents.width; i++)
      made[i] = (made[i] ?? 0) + weight * (latents.values[point * latents.width + i] ?? 0);
  }
  return made.map((value) => value / all);
}

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly rule: string | undefined;
}

/** Neighboring samples with the same conclusion as one stretch; `at` are their places. */
export function stretchesOf(
  samples: readonly { readonly text: string; readonly rule: string | undefined }[],
  at: readonly number[],
): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const [i, { text, rule }] of samples.entries()) {
    const place = at[i] ?? 0;
    const last = found.at(-1);
    const middle = i === 0 ? place : (place + (at[i - 1] ?? 0)) / 2;
    if (last !== undefined && last.text === text) found[found.length - 1] = { ...last, to: place };
    else {
      if (last !== undefined) found[found.length - 1] = { ...last, to: middle };
      found.push({ from: middle, to: place, text, rule });
    }
  }
  return found;
}
