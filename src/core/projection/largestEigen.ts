/**
 * @file The largest eigenvalues of a symmetric matrix and their vectors, for matrices too large for all of them: a block Krylov space with
 * Rayleigh-Ritz steps, restarted (Golub and Van Loan, "Matrix computations", 10.3). A block finds eigenvalues that occur several times.
 */

import type { Rng } from "../base/rng.ts";
import { type Eigen, symmetricEigen } from "../math/eigen.ts";
import { dot, matrix } from "../math/matrix.ts";

/** Up to this size all eigenvalues are computed. */
const wholeSize = 96;
const spaceSize = 96;
const block = 12;
const tolerance = 1e-8;
const mostRestarts = 40;

/**
 * At least `count` of them, largest first, for a matrix [size, size] that has no negative ones. `exact` of them are iterated until their
 * residual is below 1e-8 of the largest; the values of the others converge alongside.
 */
export function largestEigen(symmetric: Float64Array, size: number, count: number, exact: number, rng: Rng): Eigen {
  if (size <= wholeSize) return symmetricEigen({ rows: size, columns: size, values: symmetric });
  const wide = Math.max(block, count);
  let start: readonly Float64Array[] = Array.from({ length: wide }, () =>
    Float64Array.from({ length: size }, () => rng.normal()),
  );
  for (let restart = 0; ; restart++) {
    const space = orthonormal([], start);
    const images: Float64Array[] = [];
    while (images.length < space.length) {
      const fresh = space.slice(images.length).map((vector) => times(symmetric, vector));
      images.push(...fresh);
      if (space.length + wide <= Math.max(spaceSize, 3 * wide)) space.push(...orthonormal(space, fresh));
    }
    const small = matrix(space.length, space.length);
    for (const [i, a] of space.entries())
      for (const [j, b] of images.entries()) small.values[i * space.length + j] = dot(a, b);
    for (let i = 0; i < space.length; i++)
      for (let j = 0; j < i; j++) {
        const mean = (small.values[i * space.length + j] + small.values[j * space.length + i]) / 2;
        small.values[i * space.length + j] = mean;
        small.values[j * space.length + i] = mean;
      }
    const ritz = symmetricEigen(small);
    const kept = Math.min(wide, space.length);
    const combined = (of: readonly Float64Array[], row: number): Float64Array => {
      const sum = new Float64Array(size);
      for (const [k, vector] of of.entries()) add(sum, vector, ritz.vectors.values[row * space.length + k]);
      return sum;
    };
    const found = Array.from({ length: kept }, (_, row) => combined(space, row));
    const largest = Math.abs(ritz.values[0]);
    const converged = found.slice(0, exact).every((vector, row) => {
      const residual = combined(images, row);
      add(residual, vector, -ritz.values[row]);
      return Math.sqrt(dot(residual, residual)) <= tolerance * largest;
    });
    if (converged || restart === mostRestarts) {
      const vectors = matrix(kept, size);
      for (const [row, vector] of found.entries()) vectors.values.set(vector, row * size);
      return { values: ritz.values.slice(0, kept), vectors };
    }
    start = found;
  }
}

/** What of the vectors lies outside of the space, as further axes of it. Vectors that lie inside are left out. */
function orthonormal(space: readonly Float64Array[], vectors: readonly Float64Array[]): Float64Array[] {
  const axes: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    const before = Math.sqrt(dot(rest, rest));
    // Twice: the first time leaves rounding errors that the second removes.
    for (let pass = 0; pass < 2; pass++) for (const axis of [...space, ...axes]) add(rest, axis, -dot(axis, rest));
    const length = Math.sqrt(dot(rest, rest));
    if (length <= 1e-12 * before || length === 0) continue;
    axes.push(rest.map((value) => value / length));
  }
  return axes;
}

function times(symmetric: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    // Four sums, which the processor adds side by side.
    let [w, x, y, z] = [0, 0, 0, 0];
    const row = i * size;
    let j = 0;
    for (; j + 3 < size; j += 4) {
      w += symmetric[row + j] * vector[j];
      x += symmetric[row + j + 1] * vector[j + 1];
      y += symmetric[row + j + 2] * vector[j + 2];
      z += symmetric[row + j + 3] * vector[j + 3];
    }
    for (; j < size; j++) w += symmetric[row + j] * vector[j];
    result[i] = w + x + y + z;
  }
  return result;
}

/** to += by · vector */
function add(to: Float64Array, vector: Float64Array, by: number): void {
  for (let i = 0; i < to.length; i++) to[i] += by * vector[i];
}
