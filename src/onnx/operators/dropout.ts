/**
 * @file Dropout (Srivastava et al., 2014) by a mask that the caller gives: whoever drew it from a seed can draw it again, on any machine
 * and provider, which the runtime's own `Dropout` cannot promise.
 */
import type { Rng } from "../../core/base/rng.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";

export interface Dropped {
  readonly output: TensorName;
  backward(outputGradient: TensorName): TensorName;
}

/** y = x ∘ m / (1 − rate), for x and m (1 = keep, 0 = drop) [token, width]. dx = dy ∘ m / (1 − rate). */
export function drop(g: GraphBuilder, x: TensorName, mask: TensorName, rate: number): Dropped {
  const factor = g.node("Mul", [mask, g.scalar(1 / (1 - rate))]);
  return { output: g.node("Mul", [x, factor]), backward: (dy) => g.node("Mul", [dy, factor]) };
}

/** A mask of ones, with zeros for a share of `rate`. */
export function drawMask(rng: Rng, rate: number, size: number): Float32Array {
  return Float32Array.from({ length: size }, () => (rng.next() < rate ? 0 : 1));
}
