/**
 * @file UMAP's layout (McInnes, Healy and Melville, arXiv 1802.03426), an epoch at a time, in typed arrays: pairs of the graph attract each other as
 * often as their weight says, and each meets some random points that it is pushed away from.
 */

import type { Rng } from "../base/rng.ts";
import { minimize } from "../math/minimize.ts";
import { powerOf } from "./power.ts";
import type { SparsePairs } from "./sparse.ts";

export interface UmapOptions {
  /** How near points of one place may lie, and how far a neighborhood spreads. */
  readonly minDistance: number;
  readonly spread: number;
  readonly epochs: number;
  readonly rng: Rng;
}

/** Random points that are pushed away for each pair that is drawn together. */
const negatives = 5;
/** No step moves a coordinate further, before the learning rate. */
const longest = 4;
/** Keeps the push of two points in one place finite. */
const softening = 1e-3;

/** Few points need more epochs. */
export function defaultEpochs(points: number): number {
  if (points <= 2500) return 500;
  if (points <= 5000) return 400;
  return points <= 7500 ? 300 : 200;
}

export class Umap {
  /** [point, 2] */
  readonly coordinates: Float64Array;
  readonly #epochs: number;
  readonly #rng: Rng;
  readonly #curve: Curve;
  /** To the curve's b. */
  readonly #power: (x: number) => number;
  /** Pairs that are drawn at all: their points, every how many epochs, and when next. */
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #every: Float64Array;
  readonly #next: Float64Array;
  readonly #nextNegative: Float64Array;
  #epoch = 0;

  constructor(graph: SparsePairs, start: ArrayLike<number>, { minDistance, spread, epochs, rng }: UmapOptions) {
    this.coordinates = Float64Array.from(start);
    this.#epochs = epochs;
    this.#rng = rng;
    this.#curve = curveOf(minDistance, spread);
    this.#power = powerOf(this.#curve.b);
    const { starts, others, values } = graph;
    const most = values.reduce((largest, value) => Math.max(largest, value), 0);
    const kept = Array.from(values.keys()).filter((at) => values[at] > 0 && values[at] >= most / epochs);
    this.#heads = new Int32Array(kept.length);
    this.#tails = Int32Array.from(kept, (at) => others[at]);
    this.#every = Float64Array.from(kept, (at) => most / (values[at] ?? 1));
    for (let point = 0, pair = 0; pair < kept.length; pair++) {
      while (starts[point + 1] <= kept[pair]) point++;
      this.#heads[pair] = point;
    }
    this.#next = this.#every.slice();
    this.#nextNegative = this.#every.map((every) => every / negatives);
  }

  step(): void {
    const { a, b } = this.#curve;
    const powered = this.#power;
    const y = this.coordinates;
    const points = y.length / 2;
    const epoch = this.#epoch++;
    const rate = 1 - Math.max(0, epoch - 1) / this.#epochs;
    const heads = this.#heads;
    const tails = this.#tails;
    const every = this.#every;
    const next = this.#next;
    const nextNegative = this.#nextNegative;
    for (let pair = 0; pair < heads.length; pair++) {
      if (next[pair] > epoch) continue;
      const i = 2 * heads[pair];
      const j = 2 * tails[pair];
      let x = y[i];
      let z = y[i + 1];
      let dx = x - y[j];
      let dz = z - y[j + 1];
      let squared = dx * dx + dz * dz;
      if (squared > 0) {
        const power = powered(squared);
        const pull = (-2 * a * b * power) / (squared * (1 + a * power));
        const moveX = rate * clipped(pull * dx);
        const moveZ = rate * clipped(pull * dz);
        x += moveX;
        z += moveZ;
        y[j] -= moveX;
        y[j + 1] -= moveZ;
      }
      next[pair] += every[pair];
      const interval = every[pair] / negatives;
      const due = Math.floor((epoch - nextNegative[pair]) / interval);
      for (let k = 0; k < due; k++) {
        const other = 2 * Math.floor(this.#rng.next() * points);
        if (other === i) continue;
        dx = x - y[other];
        dz = z - y[other + 1];
        squared = dx * dx + dz * dz;
        const push = (2 * b) / ((softening + squared) * (1 + a * (squared > 0 ? powered(squared) : 0)));
        // Points in one place are parted in both directions.
        x += rate * (squared > 0 ? clipped(push * dx) : longest);
        z += rate * (squared > 0 ? clipped(push * dz) : longest);
      }
      if (due > 0) nextNegative[pair] += due * interval;
      y[i] = x;
      y[i + 1] = z;
    }
  }
}

interface Curve {
  readonly a: number;
  readonly b: number;
}

/** The a and b with which 1 / (1 + a d^2b) is nearest to 1 up to `minDistance` and exp(−(d − minDistance) / spread) beyond, up to 3 spreads. */
export function curveOf(minDistance: number, spread: number): Curve {
  const samples = Array.from({ length: 300 }, (_, i) => {
    const d = (3 * spread * i) / 299;
    return { d, wanted: d < minDistance ? 1 : Math.exp(-(d - minDistance) / spread) };
  });
  // Both are positive: their logarithms are free.
  const found = minimize(
    ([logA = 0, logB = 0], gradient) => {
      const [a, b] = [Math.exp(logA), Math.exp(logB)];
      gradient.fill(0);
      let value = 0;
      for (const { d, wanted } of samples) {
        if (d === 0) continue; // 1 for every a and b
        const power = d ** (2 * b);
        const own = 1 / (1 + a * power);
        const error = own - wanted;
        value += error * error;
        const slope = -2 * error * own * own * a * power;
        gradient[0] += slope;
        gradient[1] += slope * 2 * b * Math.log(d);
      }
      return value;
    },
    Float64Array.of(0, 0),
    { iterations: 500, tolerance: 1e-9 },
  );
  return { a: Math.exp(found[0]), b: Math.exp(found[1]) };
}

function clipped(value: number): number {
  if (value > longest) return longest;
  return Math.max(value, -longest);
}
