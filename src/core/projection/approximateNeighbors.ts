/**
 * @file Each point's nearest points, nearly all of them, in a time that grows little faster than the number of points: trees of random
 * hyperplanes (Dasgupta and Freund, 2008) give a first guess, and neighbors of neighbors mend it (NN-descent; Dong, Moses and Li, 2011).
 */

import type { Rng } from "../base/rng.ts";
import type { NeighborLists } from "./neighborLists.ts";
import type { PointRows } from "./points.ts";

export interface ApproximateOptions {
  readonly count: number;
  readonly rng: Rng;
  /** After each tree and each round of mending, of how many at most. */
  readonly onRound?: (done: number, total: number) => void;
}

const trees = 6;
/** A leaf's points are all compared with each other. */
const leafSize = 40;
const mostRounds = 10;
/** Neighbors of a point that take part in a round, of those that are new and of the others. */
const sampled = 16;
/** A round that changes a smaller share of all neighbors is the last one. */
const fewChanges = 0.002;

/** `count` is smaller than the number of points. */
export function approximateNeighbors(rows: PointRows, options: ApproximateOptions): NeighborLists {
  const { count, rng, onRound = () => {} } = options;
  const found = new Neighborhoods(rows, count);
  const total = trees + mostRounds;
  for (let tree = 0; tree < trees; tree++) {
    splitInto(rows, rng, (leaf) => found.compareAll(leaf));
    onRound(tree + 1, total);
  }
  found.fill(rng);
  for (let round = 0; round < mostRounds; round++) {
    const changed = found.mend(rng);
    onRound(trees + round + 1, total);
    if (changed <= fewChanges * rows.points * count) break;
  }
  return found.lists();
}

/** Parts of the points that lie together: a node is split half-way between two of its points. */
function splitInto({ points, width, values }: PointRows, rng: Rng, leaf: (points: Int32Array) => void): void {
  const order = Int32Array.from({ length: points }, (_, i) => i);
  const open: [from: number, to: number][] = [[0, points]];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const [from, to] = node;
    if (to - from <= leafSize) {
      leaf(order.subarray(from, to));
      continue;
    }
    const a = order[from + Math.floor(rng.next() * (to - from))] * width;
    const b = order[from + Math.floor(rng.next() * (to - from))] * width;
    let middle = 0;
    for (let j = 0; j < width; j++) {
      const [left, right] = [values[a + j], values[b + j]];
      middle += ((left - right) * (left + right)) / 2;
    }
    let [low, high] = [from, to];
    while (low < high) {
      const at = order[low] * width;
      let sum = -middle;
      for (let j = 0; j < width; j++) sum += (values[a + j] - values[b + j]) * values[at + j];
      // On the plane itself, as points in one place are, either side does.
      if (sum > 0 || (sum === 0 && rng.next() < 0.5)) low++;
      else {
        high--;
        [order[low], order[high]] = [order[high], order[low]];
      }
    }
    const cut = low === from || low === to ? (from + to) >> 1 : low;
    open.push([from, cut], [cut, to]);
  }
}

/** The nearest points that are known so far. */
class Neighborhoods {
  readonly #rows: PointRows;
  readonly #count: number;
  /** [point, neighbor], nearest first; -1 where none is known. */
  readonly #indices: Int32Array;
  /** Squared. */
  readonly #far: Float32Array;
  /** Has not taken part in a round yet. */
  readonly #fresh: Uint8Array;

  constructor(rows: PointRows, count: number) {
    this.#rows = rows;
    this.#count = count;
    this.#indices = new Int32Array(rows.points * count).fill(-1);
    this.#far = new Float32Array(rows.points * count).fill(Number.POSITIVE_INFINITY);
    this.#fresh = new Uint8Array(rows.points * count);
  }

  compareAll(points: Int32Array): void {
    for (let i = 0; i < points.length; i++)
      for (let j = i + 1; j < points.length; j++) this.#compare(points[i], points[j]);
  }

  /** Any points where too few are known. */
  fill(rng: Rng): void {
    const { points } = this.#rows;
    for (let point = 0; point < points; point++)
      while (this.#indices[(point + 1) * this.#count - 1] === -1) {
        const other = Math.floor(rng.next() * points);
        if (other !== point) this.#compare(point, other);
      }
  }

  /** Compares neighbors of each point with each other, those of which one is new. Returns how many better ones were found. */
  mend(rng: Rng): number {
    const { points } = this.#rows;
    const [fresh, known] = [new Sample(points, sampled), new Sample(points, sampled)];
    for (let at = 0; at < this.#indices.length; at++) {
      const [point, other] = [Math.floor(at / this.#count), this.#indices[at]];
      const sample = this.#fresh[at] === 1 ? fresh : known;
      sample.add(point, other, rng);
      sample.add(other, point, rng);
    }
    for (let at = 0; at < this.#indices.length; at++)
      if (this.#fresh[at] === 1 && fresh.has(Math.floor(at / this.#count), this.#indices[at])) this.#fresh[at] = 0;
    let changed = 0;
    for (let point = 0; point < points; point++) {
      const [from, to] = fresh.rangeOf(point);
      const [first, last] = known.rangeOf(point);
      for (let i = from; i < to; i++) {
        const one = fresh.points[i];
        for (let j = i + 1; j < to; j++) changed += this.#compare(one, fresh.points[j]);
        for (let j = first; j < last; j++) changed += this.#compare(one, known.points[j]);
      }
    }
    return changed;
  }

  lists(): NeighborLists {
    return { count: this.#count, indices: this.#indices, distances: this.#far.map(Math.sqrt) };
  }

  /** Of two points; how many of both are nearer now than before. */
  #compare(a: number, b: number): number {
    if (a === b) return 0;
    const { width, values } = this.#rows;
    const count = this.#count;
    const most = Math.max(this.#far[(a + 1) * count - 1], this.#far[(b + 1) * count - 1]);
    const [i, k] = [a * width, b * width];
    let sum = 0;
    for (let j = 0; j < width; ) {
      const end = Math.min(width, j + 32);
      for (; j < end; j++) {
        const difference = values[i + j] - values[k + j];
        sum += difference * difference;
      }
      if (sum >= most) return 0;
    }
    return this.#insert(a, b, sum) + this.#insert(b, a, sum);
  }

  #insert(point: number, other: number, far: number): number {
    const [from, last] = [point * this.#count, (point + 1) * this.#count - 1];
    if (far >= this.#far[last]) return 0;
    for (let at = from; at <= last; at++) if (this.#indices[at] === other) return 0;
    let at = last;
    for (; at > from && this.#far[at - 1] > far; at--) {
      this.#indices[at] = this.#indices[at - 1];
      this.#far[at] = this.#far[at - 1];
      this.#fresh[at] = this.#fresh[at - 1];
    }
    this.#indices[at] = other;
    this.#far[at] = far;
    this.#fresh[at] = 1;
    return 1;
  }
}

/** At most so many points for each point, each with the same chance of those that came. */
class Sample {
  /** [point, sampled] */
  readonly points: Int32Array;
  readonly #most: number;
  readonly #came: Int32Array;

  constructor(points: number, most: number) {
    this.#most = most;
    this.points = new Int32Array(points * most);
    this.#came = new Int32Array(points);
  }

  add(point: number, other: number, rng: Rng): void {
    const came = this.#came[point];
    this.#came[point] = came + 1;
    const at = came < this.#most ? came : Math.floor(rng.next() * (came + 1));
    if (at < this.#most) this.points[point * this.#most + at] = other;
  }

  has(point: number, other: number): boolean {
    const [from, to] = this.rangeOf(point);
    for (let at = from; at < to; at++) if (this.points[at] === other) return true;
    return false;
  }

  rangeOf(point: number): readonly [from: number, to: number] {
    const from = point * this.#most;
    return [from, from + Math.min(this.#most, this.#came[point])];
  }
}
