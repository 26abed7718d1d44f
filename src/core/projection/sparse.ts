/** @file Symmetric sparse matrices of pairs of points, made from each point's neighbors. */

/** The pairs of point i are at [starts[i], starts[i + 1]), by rising other point. */
export interface SparsePairs {
  readonly starts: Int32Array;
  readonly others: Int32Array;
  readonly values: Float64Array;
}

/**
 * Joins what each point gives its neighbors with what they give it: `join(own, theirs)`, with 0 for what is not given, must not depend on the order.
 * `indices` and `weights` are [point, neighbor].
 */
export function symmetrized(
  indices: Int32Array,
  weights: Float64Array,
  points: number,
  join: (own: number, theirs: number) => number,
): SparsePairs {
  const given = sorted(indices, weights, points);
  const taken = transposed(given, points);
  const starts = new Int32Array(points + 1);
  const others = new Int32Array(given.others.length + taken.others.length);
  const values = new Float64Array(others.length);
  let at = 0;
  for (let i = 0; i < points; i++) {
    let [a, b] = [given.starts[i], taken.starts[i]];
    const [endA, endB] = [given.starts[i + 1], taken.starts[i + 1]];
    while (a < endA || b < endB) {
      const own = a < endA ? given.others[a] : points;
      const theirs = b < endB ? taken.others[b] : points;
      others[at] = Math.min(own, theirs);
      values[at++] = join(own <= theirs ? given.values[a++] : 0, theirs <= own ? taken.values[b++] : 0);
    }
    starts[i + 1] = at;
  }
  return { starts, others: others.slice(0, at), values: values.slice(0, at) };
}

/** Turned over twice, the rows are sorted. */
function sorted(indices: Int32Array, weights: Float64Array, points: number): SparsePairs {
  const count = indices.length / Math.max(1, points);
  const starts = Int32Array.from({ length: points + 1 }, (_, i) => i * count);
  return transposed(transposed({ starts, others: indices, values: weights }, points), points);
}

function transposed({ starts, others, values }: SparsePairs, points: number): SparsePairs {
  const turned = new Int32Array(points + 1);
  for (const other of others) turned[other + 1] += 1;
  for (let i = 0; i < points; i++) turned[i + 1] += turned[i];
  const next = turned.slice();
  const rows = new Int32Array(others.length);
  const moved = new Float64Array(others.length);
  for (let i = 0; i < points; i++)
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      const to = next[others[at]];
      next[others[at]] = to + 1;
      rows[to] = i;
      moved[to] = values[at];
    }
  return { starts: turned, others: rows, values: moved };
}
