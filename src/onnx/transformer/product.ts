/** @file The last product of a half, with its bias, in whatever sum it stands. */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { gemm, type Linear, sumRows, weightGradient } from "../operators/linear.ts";

export interface ProductOptions {
  readonly weight: string;
  readonly bias: string | undefined;
  /** A factor of the product, but not of the bias. */
  readonly scale?: number;
}

export interface BiasedProduct {
  /** Nodes of s x W + b + add, [token, out]. */
  product(add?: TensorName): Pick<Linear, "output">;
  /** Gives weight and bias their gradients. */
  backward(outputGradient: TensorName, gradients: Gradients): void;
  /** The gradient of x, times `factor`. */
  inputGradient(outputGradient: TensorName, factor?: number): TensorName;
}

/** For x [token, in], W [in, out], b [out]. */
export function biasedProduct(g: GraphBuilder, x: TensorName, options: ProductOptions): BiasedProduct {
  const { weight, bias, scale = 1 } = options;
  return {
    product: (add) => {
      if (bias === undefined) return { output: gemm(g, x, weight, { add, alpha: scale }) };
      const biased = gemm(g, x, weight, { add: bias, alpha: scale });
      return { output: add === undefined ? biased : g.node("Add", [biased, add]) };
    },
    backward: (dy, gradients) => {
      gradients.set(weight, weightGradient(g, x, dy, { alpha: scale, widens: false }));
      if (bias !== undefined) gradients.set(bias, sumRows(g, dy));
    },
    inputGradient: (dy, factor = 1) => gemm(g, dy, weight, { transB: true, alpha: scale * factor }),
  };
}
