/**
 * @file Points in the plane as a tree of squares, for Barnes and Hut's sums (Nature 324, 1986): what is far away counts as one point. The nodes lie
 * in the order of a walk in depth, each with where its subtree ends, so that a walk needs no stack.
 */

/** Squares of this size of the whole are not divided any more: their points are taken to be in one place. */
const smallest = 2 ** -40;

export class QuadTree {
  /** Of each node: its points' center, how many they are, its side squared, and the node after its subtree. */
  #x = new Float64Array(0);
  #y = new Float64Array(0);
  #mass = new Float64Array(0);
  #side = new Float64Array(0);
  #next = new Int32Array(0);
  #nodes = 0;
  readonly #order: Int32Array;
  readonly #spare: Int32Array;

  constructor(points: number) {
    this.#order = new Int32Array(points);
    this.#spare = new Int32Array(points);
    this.#grow(4 * points + 16);
  }

  /** `coordinates` is [point, 2]. */
  build(coordinates: Float64Array): void {
    const points = this.#order.length;
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < points; i++) {
      this.#order[i] = i;
      const x = coordinates[2 * i];
      const y = coordinates[2 * i + 1];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < low) low = y;
      if (y > high) high = y;
    }
    const side = Math.max(right - left, high - low, Number.MIN_VALUE) * (1 + 1e-9);
    this.#nodes = 0;
    if (points > 0) this.#divide(coordinates, 0, points, { left, low, side, least: side * smallest });
  }

  /**
   * Adds to `force` [x, y] the sum of (y_i − y_j) / (1 + d²)² over all other points and returns the sum of 1 / (1 + d²). A square counts as one point where
   * its side is smaller than `theta` times its distance; 0 is exact.
   */
  repulsion(px: number, py: number, theta: number, force: Float64Array): number {
    const x = this.#x;
    const y = this.#y;
    const mass = this.#mass;
    const side = this.#side;
    const next = this.#next;
    const thetaSquared = theta * theta;
    const nodes = this.#nodes;
    let sum = 0;
    let fx = 0;
    let fy = 0;
    let node = 0;
    while (node < nodes) {
      const dx = px - x[node];
      const dy = py - y[node];
      const squared = dx * dx + dy * dy;
      const after = next[node];
      if (after === node + 1 || side[node] < thetaSquared * squared) {
        const q = 1 / (1 + squared);
        const all = mass[node] * q;
        sum += all;
        const strength = all * q;
        fx += strength * dx;
        fy += strength * dy;
        node = after;
      } else node++;
    }
    force[0] = fx;
    force[1] = fy;
    return sum - 1; // the point itself was among them
  }

  #divide(
    coordinates: Float64Array,
    from: number,
    to: number,
    square: { readonly left: number; readonly low: number; readonly side: number; readonly least: number },
  ): void {
    const node = this.#nodes++;
    if (node >= this.#x.length) this.#grow(2 * node);
    const order = this.#order;
    let [sumX, sumY] = [0, 0];
    for (let i = from; i < to; i++) {
      const point = order[i];
      sumX += coordinates[2 * point];
      sumY += coordinates[2 * point + 1];
    }
    const count = to - from;
    this.#x[node] = sumX / count;
    this.#y[node] = sumY / count;
    this.#mass[node] = count;
    this.#side[node] = square.side * square.side;
    if (count > 1 && square.side > square.least) {
      const half = square.side / 2;
      const middleX = square.left + half;
      const middleY = square.low + half;
      const quarterOf = (point: number): number =>
        (coordinates[2 * point] >= middleX ? 1 : 0) + (coordinates[2 * point + 1] >= middleY ? 2 : 0);
      const [a, b, c] = this.#sort(from, to, quarterOf);
      const { least } = square;
      if (a > from) this.#divide(coordinates, from, a, { left: square.left, low: square.low, side: half, least });
      if (b > a) this.#divide(coordinates, a, b, { left: middleX, low: square.low, side: half, least });
      if (c > b) this.#divide(coordinates, b, c, { left: square.left, low: middleY, side: half, least });
      if (to > c) this.#divide(coordinates, c, to, { left: middleX, low: middleY, side: half, least });
    }
    this.#next[node] = this.#nodes;
  }

  /** Sorts a part of the order by quarters and returns where the first three end. */
  #sort(from: number, to: number, quarterOf: (point: number) => number): [number, number, number] {
    const order = this.#order;
    const spare = this.#spare;
    const counts = [0, 0, 0, 0];
    for (let i = from; i < to; i++) {
      const point = order[i];
      spare[i] = point;
      const quarter = quarterOf(point);
      counts[quarter] += 1;
    }
    const [first = 0, second = 0, third = 0] = counts;
    const starts = [from, from + first, from + first + second, from + first + second + third];
    for (let i = from; i < to; i++) {
      const point = spare[i];
      const quarter = quarterOf(point);
      const at = starts[quarter];
      order[at] = point;
      starts[quarter] = at + 1;
    }
    return [from + first, from + first + second, from + first + second + third];
  }

  #grow(size: number): void {
    const grown = <A extends Float64Array | Int32Array>(old: A, fresh: A): A => {
      fresh.set(old);
      return fresh;
    };
    this.#x = grown(this.#x, new Float64Array(size));
    this.#y = grown(this.#y, new Float64Array(size));
    this.#mass = grown(this.#mass, new Float64Array(size));
    this.#side = grown(this.#side, new Float64Array(size));
    this.#next = grown(this.#next, new Int32Array(size));
  }
}
