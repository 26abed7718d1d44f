/**
 * @file Layer normalization (Ba, Kiros and Hinton, 2016) without its scale and shift, and the two applied to rows: for norms whose scale cannot
 * go into the matrix that follows, because a shift, a sum or nothing follows.
 */
import { addGradient, type Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { sumRows } from "./linear.ts";
import { part } from "./parts.ts";
import type { Normalized } from "./rmsNorm.ts";

/**
 * y = (x − mean(x)) r, with r = 1 / sqrt(var(x) + eps) per row, for x [row, width].
 * dx = r (dy − mean(dy) − y mean(dy y)).
 */
export function standardize(g: GraphBuilder, x: TensorName, width: number, epsilon: number): Normalized {
  const ones = g.constant({ type: "float32", shape: [width], values: Array<number>(width).fill(1) });
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  const outputs = g.nodes("LayerNormalization", [x, ones], 3, { attributes });
  const [output, r] = [part(outputs, 0), part(outputs, 2)];
  return {
    output,
    backward: (dy, residual) => {
      const mean = (values: TensorName): TensorName => g.node("ReduceMean", [values, g.integers(1)]); // [row, 1]
      const along = g.node("Mul", [output, mean(g.node("Mul", [dy, output]))]);
      const dx = g.node("Mul", [g.node("Sub", [g.node("Sub", [dy, mean(dy)]), along]), r]);
      return residual === undefined ? dx : g.node("Add", [dx, residual]);
    },
  };
}

export interface ScaledColumns {
  /** [row, width] */
  readonly output: TensorName;
  /** Gives the scale and the shift their gradients and returns that of x. */
  backward(outputGradient: TensorName, gradients: Gradients): TensorName;
}

export interface ShiftOptions {
  /** Whether the scale is 1 + the parameter. */
  readonly unitOffset?: boolean;
  /** Added to the rows. [width] */
  readonly shift?: TensorName | undefined;
}

/** y = x ∘ s + b, for x [row, width], s and b [width]. dx = dy ∘ s, ds = Σ_row dy ∘ x, db = Σ_row dy. */
export function scaleAndShift(
  g: GraphBuilder,
  x: TensorName,
  scale: TensorName,
  { unitOffset = false, shift }: ShiftOptions = {},
): ScaledColumns {
  const factor = unitOffset ? g.node("Add", [scale, g.scalar(1)]) : scale;
  const scaled = g.node("Mul", [x, factor]);
  return {
    output: shift === undefined ? scaled : g.node("Add", [scaled, shift]),
    backward: (dy, gradients) => {
      addGradient(g, gradients, scale, sumRows(g, g.node("Mul", [dy, x])));
      if (shift !== undefined) addGradient(g, gradients, shift, sumRows(g, dy));
      return g.node("Mul", [dy, factor]);
    },
  };
}
