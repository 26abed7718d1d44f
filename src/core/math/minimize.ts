/** @file Minimises a smooth function by L-BFGS (Liu and Nocedal, 1989) with a backtracking line search. */

import { dot } from "./matrix.ts";

/** The value at x; writes the gradient into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimizeOptions {
  readonly iterations?: number;
  /** Ends when no part of the gradient is larger. */
  readonly tolerance?: number;
}

const remembered = 10;

export function minimize(
  objective: Objective,
  start: Float64Array,
  { iterations = 200, tolerance = 1e-5 }: MinimizeOptions = {},
): Float64Array {
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (gradient.every((part) => Math.abs(part) <= tolerance)) break;
    const direction = descent(gradient, pairs);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    let step = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    let found: { x: Float64Array; gradient: Float64Array; value: number } | undefined;
    for (let trial = 0; trial < 30 && found === undefined; trial++) {
      const next = x.map((each, i) => each + step * direction[i]);
      const nextGradient = new Float64Array(x.length);
      const nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * slope) found = { x: next, gradient: nextGradient, value: nextValue };
      step /= 2;
    }
    if (found === undefined) break;
    const s = found.x.map((each, i) => each - x[i]);
    const y = found.gradient.map((each, i) => each - gradient[i]);
    const curvature = dot(s, y);
    if (curvature > 1e-12) pairs.push({ s, y, rho: 1 / curvature });
    if (pairs.length > remembered) pairs.shift();
    x = found.x;
    gradient = found.gradient;
    value = found.value;
  }
  return x;
}

/** The two-loop recursion: −H g. */
function descent(
  gradient: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): Float64Array {
  const q = gradient.slice();
  const subtract = (by: number, of: Float64Array): void => {
    for (let i = 0; i < q.length; i++) q[i] -= by * of[i];
  };
  const alphas = pairs.toReversed().map(({ s, y, rho }) => {
    const alpha = rho * dot(s, q);
    subtract(alpha, y);
    return alpha;
  });
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  for (const [i, { s, y, rho }] of pairs.entries()) {
    const alpha = alphas[pairs.length - 1 - i];
    subtract(rho * dot(y, q) - alpha, s);
  }
  return q.map((each) => -each);
}
