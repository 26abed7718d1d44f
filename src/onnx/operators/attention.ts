/**
 * @file Scaled dot-product attention (Vaswani et al., 2017) with an additive bias per head. The backward keeps the number
 * of passes over the [query, key] tensors at one, because these tensors are the largest of the whole graph.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";

/** Query, key and value of some heads, [batch, head, query or key, headWidth]. */
export interface HeadInputs {
  readonly query: TensorName;
  readonly key: TensorName;
  readonly value: TensorName;
  readonly headWidth: number;
  /** What the products of query and key are multiplied with; 1 / sqrt(headWidth) when absent. */
  readonly scale?: number;
}

/** Attention without a say in how its probabilities are laid out. */
export interface HeadAttention {
  /** [batch, head, query, headWidth] */
  readonly output: TensorName;
  backward(outputGradient: TensorName): { query: TensorName; key: TensorName; value: TensorName };
}

export interface Attention extends HeadAttention {
  /** [batch, head, query, key] */
  readonly probabilities: TensorName;
}

export interface AttentionInputs extends HeadInputs {
  /** Broadcastable to [batch, head, query, key]. */
  readonly bias: TensorName;
  /** The name under which the probabilities can be captured. */
  readonly name?: TensorName;
}

/**
 * P = softmax(scale Q Kᵀ + bias), O = P V.
 * dV = Pᵀ dO; with δ = Σ dO ∘ O per query (which equals Σ P ∘ dP, at a fraction of its size): dS = P ∘ (dO Vᵀ − δ);
 * dQ = scale dS K, dK = scale dSᵀ Q.
 */
export function attend(g: GraphBuilder, inputs: AttentionInputs): Attention {
  const { query, key, value, bias, headWidth, scale = 1 / Math.sqrt(headWidth), name } = inputs;
  const alpha = { float: scale };
  const product = (a: TensorName, b: TensorName, attributes: Record<string, number | { float: number }>): TensorName =>
    g.node("FusedMatMul", [a, b], { domain: "com.microsoft", attributes });
  const scores = g.node("Add", [product(query, key, { transB: 1, alpha }), bias]);
  const probabilities = g.node("Softmax", [scores], {
    attributes: { axis: -1 },
    ...(name === undefined ? {} : { name }),
  });
  const output = g.node("MatMul", [probabilities, value]);
  return {
    probabilities,
    output,
    backward: (dO) => {
      const delta = g.node("ReduceSum", [g.node("Mul", [dO, output]), g.integers(-1)]); // [batch, head, query, 1]
      const excess = g.node("Sub", [product(dO, value, { transB: 1 }), delta]);
      const scoreGradient = g.node("Mul", [probabilities, excess]);
      return {
        query: product(scoreGradient, key, { alpha }),
        key: product(scoreGradient, query, { transA: 1, alpha }),
        value: product(probabilities, dO, { transA: 1 }),
      };
    },
  };
}

/** x [batch, sequence, head, headWidth] to [batch, head, sequence, headWidth], and back: the permutation is its own inverse. */
export function swapHeads(g: GraphBuilder, x: TensorName): TensorName {
  return g.node("Transpose", [x], { attributes: { perm: [0, 2, 1, 3] } });
}
