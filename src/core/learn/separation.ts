/** @file How far classes are apart: in a kernel over examples, and as subspaces of a space of features. */

import { principalAngles, principalAxes } from "../math/eigen.ts";
import { type Matrix, matrix, rowOf, rowsOf } from "../math/matrix.ts";

export interface KernelGap {
  /** Mean similarity of two different examples of one class, and of two classes. */
  readonly within: number;
  readonly between: number;
  readonly gap: number;
}

/** K_ab / sqrt(K_aa K_bb), averaged over pairs of one class and of two. */
export function kernelGap(kernel: Matrix, labels: ArrayLike<number>): KernelGap {
  const at = (a: number, b: number): number => kernel.values[a * kernel.columns + b];
  const sums = { within: 0, between: 0 };
  const counts = { within: 0, between: 0 };
  for (let a = 0; a < kernel.rows; a++) {
    for (let b = 0; b < a; b++) {
      const side = labels[a] === labels[b] ? "within" : "between";
      const size = Math.sqrt(at(a, a) * at(b, b));
      sums[side] += size > 0 ? at(a, b) / size : 0;
      counts[side]++;
    }
  }
  const within = sums.within / counts.within;
  const between = sums.between / counts.between;
  return { within, between, gap: within - between };
}

/** Adds the products of rows to a kernel [row, row]. */
export function addGram(kernel: Matrix, rows: readonly Float32Array[]): void {
  for (const [a, one] of rows.entries()) {
    for (let b = 0; b <= a; b++) {
      const product = productOf(one, rows[b] ?? one);
      kernel.values[a * kernel.columns + b] += product;
      if (b < a) kernel.values[b * kernel.columns + a] += product;
    }
  }
}

/** a · b in four sums, which the processor adds side by side. */
function productOf(a: Float32Array, b: Float32Array): number {
  let [w, x, y, z] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    w += a[i] * b[i];
    x += a[i + 1] * b[i + 1];
    y += a[i + 2] * b[i + 2];
    z += a[i + 3] * b[i + 3];
  }
  for (let i = whole; i < a.length; i++) w += a[i] * b[i];
  return w + x + y + z;
}

/**
 * Mean cosine² of the principal angles between the subspaces of two classes: 1 where they are the same, 0 where they are orthogonal.
 * A class's subspace is spanned by its `dimensions` first principal axes about its own mean.
 */
export function subspaceOverlap(x: Matrix, labels: ArrayLike<number>, classes: number, dimensions: number): Matrix {
  const bases = Array.from({ length: classes }, (_, c) => {
    const own = Array.from({ length: x.rows }, (_, i) => i).filter((i) => labels[i] === c);
    return principalAxes(rowsOf(x, own), dimensions).axes;
  });
  const overlap = matrix(classes, classes);
  for (let a = 0; a < classes; a++) {
    for (let b = 0; b < classes; b++) {
      const [one, two] = [bases[a], bases[b]];
      if (one === undefined || two === undefined || one.rows === 0 || two.rows === 0) continue;
      const angles = principalAngles(one, two);
      rowOf(overlap, a)[b] = angles.reduce((sum, angle) => sum + Math.cos(angle) ** 2, 0) / angles.length;
    }
  }
  return overlap;
}

/** The mean of a matrix off its diagonal. */
export function meanOffDiagonal({ rows, columns, values }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) if (i !== j) sum += values[i * columns + j];
  return sum / Math.max(1, rows * (columns - 1));
}
