/** @file Eigenvalues and eigenvectors of symmetric matrices by Jacobi's rotations, and what stands on them: principal axes and angles. */

import { columnMeans, dot, type Matrix, matrix, multiply, rowOf, standardize, transpose } from "./matrix.ts";

export interface Eigen {
  /** Largest first. */
  readonly values: Float64Array;
  /** Row i belongs to value i, of length 1. */
  readonly vectors: Matrix;
}

/** Golub and Van Loan, "Matrix computations", 8.5: sweeps of rotations until what is off the diagonal is gone. */
export function symmetricEigen(symmetric: Matrix): Eigen {
  const n = symmetric.rows;
  const a = Float64Array.from(symmetric.values);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const at = (i: number, j: number): number => a[i * n + j];
  const scale = Math.sqrt(dot(a, a)) || 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) off += at(i, j) ** 2;
    if (Math.sqrt(off) < 1e-14 * scale) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotatePair(a, v, n, { p, q, c, s: t * c });
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => at(j, j) - at(i, i));
  const vectors = matrix(n, n);
  for (const [row, i] of order.entries()) for (let k = 0; k < n; k++) vectors.values[row * n + k] = v[k * n + i];
  return { values: Float64Array.from(order, (i) => at(i, i)), vectors };
}

interface Rotation {
  readonly p: number;
  readonly q: number;
  readonly c: number;
  readonly s: number;
}

/** Turns columns p and q of A and V, then rows p and q of A. Written out, because nearly all of the time is spent here. */
function rotatePair(a: Float64Array, v: Float64Array, n: number, { p, q, c, s }: Rotation): void {
  for (let k = 0; k < n; k++) {
    const i = k * n + p;
    const j = k * n + q;
    const ap = a[i];
    const aq = a[j];
    a[i] = c * ap - s * aq;
    a[j] = s * ap + c * aq;
    const vp = v[i];
    const vq = v[j];
    v[i] = c * vp - s * vq;
    v[j] = s * vp + c * vq;
  }
  for (let k = 0; k < n; k++) {
    const ap = a[p * n + k];
    const aq = a[q * n + k];
    a[p * n + k] = c * ap - s * aq;
    a[q * n + k] = s * ap + c * aq;
  }
}

export interface PrincipalAxes {
  readonly means: Float64Array;
  /** [component, column], each of length 1. */
  readonly axes: Matrix;
  /** Sample variance along each axis, largest first. */
  readonly variances: Float64Array;
}

/** Principal components of rows. */
export function principalAxes(x: Matrix, count = Math.min(x.rows - 1, x.columns)): PrincipalAxes {
  const means = columnMeans(x);
  const centered = standardize(x, means);
  const covariance = multiply(transpose(centered), centered);
  const { values, vectors } = symmetricEigen(covariance);
  const kept = Math.max(0, Math.min(count, x.columns));
  return {
    means,
    axes: matrix(kept, x.columns, vectors.values.subarray(0, kept * x.columns)),
    variances: values.slice(0, kept).map((value) => Math.max(0, value) / Math.max(1, x.rows - 1)),
  };
}

/**
 * Angles between two subspaces given by orthonormal rows, in radians, smallest first: the arc cosines of the singular values of A Bᵀ
 * (Björck and Golub, 1973).
 */
export function principalAngles(a: Matrix, b: Matrix): number[] {
  const product = multiply(a, transpose(b));
  const small = product.rows <= product.columns ? product : transpose(product);
  const { values } = symmetricEigen(multiply(small, transpose(small)));
  return Array.from(values, (value) => Math.acos(Math.min(1, Math.sqrt(Math.max(0, value)))));
}

/** Coordinates of rows along principal axes, [row, component]. */
export function projectOn({ means, axes }: PrincipalAxes, x: Matrix): Matrix {
  const centered = standardize(x, means);
  const result = matrix(x.rows, axes.rows);
  for (let i = 0; i < x.rows; i++)
    for (let k = 0; k < axes.rows; k++) result.values[i * axes.rows + k] = dot(rowOf(centered, i), rowOf(axes, k));
  return result;
}
