/**
 * @file Attention over remembered and new tokens without joining them: the scores are joined, which are small, and the keys and values,
 * which are not, stay where they are. For inference only.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { Attention } from "./attention.ts";

export interface CachedAttentionInputs {
  /** [batch, head, query, headWidth] */
  readonly query: TensorName;
  /** Remembered, [batch, head, past, headWidth]. */
  readonly past: { readonly key: TensorName; readonly value: TensorName };
  /** New, [batch, head, query, headWidth]. */
  readonly fresh: { readonly key: TensorName; readonly value: TensorName };
  /** Broadcastable to [batch, head, query, past + query]. */
  readonly bias: TensorName;
  /** How many are remembered and how many are new: [2] int64. */
  readonly lengths: TensorName;
  readonly headWidth: number;
  /** The name under which the probabilities can be captured. */
  readonly name: TensorName;
}

/** P = softmax([Q Kpastᵀ, Q Kfreshᵀ] / sqrt(headWidth) + bias), O = Ppast Vpast + Pfresh Vfresh. */
export function attendWithPast(g: GraphBuilder, inputs: CachedAttentionInputs): Attention {
  const { query, past, fresh, bias, lengths, headWidth, name } = inputs;
  const attributes = { transB: 1, alpha: { float: 1 / Math.sqrt(headWidth) } };
  const product = (key: TensorName): TensorName =>
    g.node("FusedMatMul", [query, key], { domain: "com.microsoft", attributes });
  const joined = g.node("Concat", [product(past.key), product(fresh.key)], { attributes: { axis: -1 } });
  const probabilities = g.node("Softmax", [g.node("Add", [joined, bias])], { attributes: { axis: -1 }, name });
  const [ofPast = "", ofFresh = ""] = g.nodes("Split", [probabilities, lengths], 2, { attributes: { axis: -1 } });
  const output = g.node("Add", [g.node("MatMul", [ofPast, past.value]), g.node("MatMul", [ofFresh, fresh.value])]);
  return {
    probabilities,
    output,
    backward: () => {
      throw new Error("Attention over a cache has no gradients.");
    },
  };
}
