/** @file Keys and values that several query heads share (Ainslie et al., "GQA", 2023), for attention that wants one of its own for each query head. */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { HeadAttention, HeadInputs } from "./attention.ts";

export interface SharedKeys {
  /** Query heads. */
  readonly heads: number;
  /** How many of them each head of keys and values serves. */
  readonly served: number;
}

/** `attend` over keys and values that were repeated, [batch, head / served, key, headWidth]; their gradients are added up again. */
export function attendShared(
  g: GraphBuilder,
  { heads, served }: SharedKeys,
  inputs: HeadInputs,
  attend: (inputs: HeadInputs) => HeadAttention,
): HeadAttention {
  if (served === 1) return attend(inputs);
  const { headWidth } = inputs;
  const key = repeatHeads(g, inputs.key, { heads, served, headWidth });
  const value = repeatHeads(g, inputs.value, { heads, served, headWidth });
  const attention = attend({ ...inputs, key: key.output, value: value.output });
  return {
    output: attention.output,
    backward: (dO) => {
      const inner = attention.backward(dO);
      return { query: inner.query, key: key.backward(inner.key), value: value.backward(inner.value) };
    },
  };
}

/**
 * Each head of x [batch, head / served, key, headWidth] `served` times, beside itself: [batch, head, key, headWidth].
 * dx = the sum of what the copies got.
 */
export function repeatHeads(
  g: GraphBuilder,
  x: TensorName,
  { heads, served, headWidth }: SharedKeys & { readonly headWidth: number },
): { readonly output: TensorName; backward(outputGradient: TensorName): TensorName } {
  const copies = Array<TensorName>(served).fill(g.node("Unsqueeze", [x, g.integers(2)]));
  const spread = g.node("Concat", copies, { attributes: { axis: 2 } }); // [batch, head / served, served, key, headWidth]
  return {
    output: g.node("Reshape", [spread, g.integers(0, heads, -1, headWidth)]),
    backward: (dy) => {
      const apart = g.node("Reshape", [dy, g.integers(0, heads / served, served, -1, headWidth)]);
      return g.node("ReduceSum", [apart, g.integers(2)], { attributes: { keepdims: 0 } });
    },
  };
}
