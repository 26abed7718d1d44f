/**
 * @file Root-mean-square normalization (Zhang and Sennrich, 2019) in two parts: the rows are normalized here, and the learned
 * scale goes into the matrix that follows. That keeps the scale and its gradient off the [token, width] tensors, where
 * each pass costs memory bandwidth, and puts them on a [width, out] one.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";
import { part } from "./parts.ts";

export interface Normalized {
  /** [token, width] */
  readonly output: TensorName;
  /** The gradient of the input, with `residual` (a gradient that the input already has) added. */
  backward(outputGradient: TensorName, residual?: TensorName): TensorName;
}

/**
 * y = x r, with r = 1 / sqrt(mean(x²) + eps) per row, for x [token, width].
 * dx = r (dy − y mean(dy y)).
 */
export function normalize(g: GraphBuilder, x: TensorName, width: number, epsilon = 1e-6): Normalized {
  const ones = g.constant({ type: "float32", shape: [width], values: Array<number>(width).fill(1) });
  const attributes = { epsilon: { float: epsilon } };
  const both = g.nodes("SimplifiedLayerNormalization", [x, ones], 2, { attributes });
  const [output, r] = [part(both, 0), part(both, 1)];
  return {
    output,
    backward: (dy, residual) => {
      const mean = g.node("ReduceMean", [g.node("Mul", [dy, output]), g.integers(1)]); // [token, 1]
      const dx = g.node("Mul", [g.node("Sub", [dy, g.node("Mul", [output, mean])]), r]);
      return residual === undefined ? dx : g.node("Add", [dx, residual]);
    },
  };
}

export interface ScaledRows {
  /** [in, out] */
  readonly output: TensorName;
  backward(outputGradient: TensorName): { scale: TensorName; weight: TensorName };
}

/**
 * W' = diag(s) W, for s [in], W [in, out], so that (x ∘ s) W = x W'.
 * ds = Σ_out dW' ∘ W, dW = diag(s) dW'.
 */
export function scaleRows(g: GraphBuilder, scale: TensorName, weight: TensorName): ScaledRows {
  const column = g.node("Unsqueeze", [scale, g.integers(1)]); // [in, 1]
  return {
    output: g.node("Mul", [weight, column]),
    backward: (dw) => ({
      scale: g.node("ReduceSum", [g.node("Mul", [dw, weight]), g.integers(1)], { attributes: { keepdims: 0 } }),
      weight: g.node("Mul", [dw, column]),
    }),
  };
}

/** The same for a [out, in] table (the logits): W' = W diag(s), ds = Σ_out dW' ∘ W. */
export function scaleColumns(g: GraphBuilder, scale: TensorName, weight: TensorName): ScaledRows {
  return {
    output: g.node("Mul", [weight, scale]),
    backward: (dw) => ({
      scale: g.node("ReduceSum", [g.node("Mul", [dw, weight]), g.integers(0)], { attributes: { keepdims: 0 } }),
      weight: g.node("Mul", [dw, scale]),
    }),
  };
}
