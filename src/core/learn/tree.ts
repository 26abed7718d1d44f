/**
 * @file Decision trees and forests by Gini impurity (Breiman, 2001): which values of z tell a factor's classes apart, where no line does.
 */

import type { Rng } from "../base/rng.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";

type Node =
  | { readonly kind: "leaf"; readonly label: number }
  | {
      readonly kind: "split";
      readonly column: number;
      readonly threshold: number;
      readonly low: Node;
      readonly high: Node;
    };

export interface Tree {
  readonly root: Node;
  /** Each column's share of the impurity that was removed; sums to 1, or to 0 where nothing was split. */
  readonly importances: Float64Array;
}

export interface TreeOptions {
  readonly maxDepth?: number;
}

export function fitTree(
  x: Matrix,
  labels: ArrayLike<number>,
  classes: number,
  { maxDepth = 30 }: TreeOptions = {},
  rows: readonly number[] = Array.from({ length: x.rows }, (_, i) => i),
): Tree {
  const removed = new Float64Array(x.columns);
  const labelOf = (row: number): number => labels[row];
  const grow = (members: readonly number[], depth: number): Node => {
    const counts = countsOf(members.map(labelOf), classes);
    const label = counts.indexOf(Math.max(...counts));
    if (depth === maxDepth || counts.filter((count) => count > 0).length < 2) return { kind: "leaf", label };
    const split = bestSplit(x, members, { labelOf, counts });
    if (split === undefined) return { kind: "leaf", label };
    removed[split.column] += split.gain;
    const isLow = (row: number): boolean => x.values[row * x.columns + split.column] <= split.threshold;
    return {
      kind: "split",
      column: split.column,
      threshold: split.threshold,
      low: grow(members.filter(isLow), depth + 1),
      high: grow(
        members.filter((row) => !isLow(row)),
        depth + 1,
      ),
    };
  };
  const root = grow(rows, 0);
  const total = removed.reduce((sum, each) => sum + each, 0);
  return { root, importances: total > 0 ? removed.map((each) => each / total) : removed };
}

export function treeLabel(tree: Tree, features: Float64Array): number {
  let node = tree.root;
  while (node.kind === "split") node = features[node.column] <= node.threshold ? node.low : node.high;
  return node.label;
}

export interface Forest {
  readonly trees: readonly Tree[];
  readonly importances: Float64Array;
}

/** Trees on rows drawn with replacement. Each split looks at all columns: looking at a few would credit columns that know nothing. */
export function fitForest(x: Matrix, labels: ArrayLike<number>, classes: number, rng: Rng, count = 10): Forest {
  const trees = Array.from({ length: count }, () => {
    const drawn = Array.from({ length: x.rows }, () => rng.integer(0, x.rows - 1));
    return fitTree(x, labels, classes, { maxDepth: 12 }, drawn);
  });
  const importances = new Float64Array(x.columns).map(
    (_, column) => trees.reduce((sum, tree) => sum + tree.importances[column], 0) / count,
  );
  return { trees, importances };
}

/** The label of most trees, ties to the lower. */
export function forestLabels({ trees }: Forest, x: Matrix, classes: number): Int32Array {
  return Int32Array.from({ length: x.rows }, (_, row) => {
    const votes = countsOf(
      trees.map((tree) => treeLabel(tree, rowOf(x, row))),
      classes,
    );
    return votes.indexOf(Math.max(...votes));
  });
}

interface Split {
  readonly column: number;
  readonly threshold: number;
  /** Impurity removed, weighted by the number of rows. */
  readonly gain: number;
}

interface Labeled {
  readonly labelOf: (row: number) => number;
  readonly counts: Float64Array;
}

/** The best split of any column, thresholds half way between neighboring values. */
function bestSplit(x: Matrix, members: readonly number[], { labelOf, counts }: Labeled): Split | undefined {
  const n = members.length;
  const before = n * gini(counts, n);
  let best: Split | undefined;
  for (let column = 0; column < x.columns; column++) {
    const at = (row: number): number => x.values[row * x.columns + column];
    const sorted = [...members].sort((a, b) => at(a) - at(b));
    const low = new Float64Array(counts.length);
    const high = Float64Array.from(counts);
    for (const [i, row] of sorted.slice(0, -1).entries()) {
      const label = labelOf(row);
      low[label] += 1;
      high[label] -= 1;
      const [value, next] = [at(row), at(sorted[i + 1] ?? row)];
      if (value === next) continue;
      const gain = before - (i + 1) * gini(low, i + 1) - (n - i - 1) * gini(high, n - i - 1);
      if (best === undefined || gain > best.gain + 1e-12) best = { column, threshold: (value + next) / 2, gain };
    }
  }
  return best;
}

function gini(counts: Float64Array, total: number): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i] / total) ** 2;
  return 1 - sum;
}

function countsOf(labels: readonly number[], classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label] += 1;
  return counts;
}
