/** @file Looking up rows of a table, and the sum of gradients per row. */
import type { GraphBuilder, TensorName } from "../graph.ts";

export interface Embedded {
  /** [token, width] */
  readonly output: TensorName;
  backward(outputGradient: TensorName, accumulate?: TensorName): TensorName;
}

/**
 * y_t = E[id_t], for E [rows, width] and ids [token] int64. dE = onehot(ids)ᵀ dy.
 * The sum goes through a matrix product because ONNX Runtime's `ScatterND` with `add` loses updates when several threads hit
 * one row, and would make a run impossible to repeat.
 */
export function embed(g: GraphBuilder, table: TensorName, ids: TensorName, rows: number): Embedded {
  return {
    output: g.node("Gather", [table, ids]),
    backward: (dy, accumulate) => {
      const inputs = [oneHot(g, ids, rows), dy];
      return g.node("Gemm", accumulate === undefined ? inputs : [...inputs, accumulate], { attributes: { transA: 1 } });
    },
  };
}

/** [token] int64 to [token, classes] of zeros and ones: rows of the identity, which ONNX Runtime copies faster than it runs `OneHot`. */
function oneHot(g: GraphBuilder, ids: TensorName, classes: number): TensorName {
  const zeros = g.node("ConstantOfShape", [g.integers(classes, classes)]);
  return g.node("Gather", [g.node("EyeLike", [zeros]), ids]);
}
