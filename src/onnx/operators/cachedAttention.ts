/**
 * @file Attention over remembered and new tokens without joining them: the scores are joined, which are small, and the keys and values,
 * which are not, stay where they are. For inference only.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { Attention } from "./attention.ts";
import type { SharedKeys } from "./groupedQuery.ts";

export interface KeysAndValues {
  readonly key: TensorName;
  readonly value: TensorName;
}

export interface CachedAttentionInputs {
  /** [batch, head, query, headWidth] */
  readonly query: TensorName;
  /** Query heads, and how many of them each head of keys and values serves. */
  readonly heads: SharedKeys;
  /** Remembered, in the order of the tokens, [batch, head / served, past, headWidth] each; a batch of 1 is shared by all rows. */
  readonly pasts: readonly KeysAndValues[];
  /** New, [batch, head / served, query, headWidth]. */
  readonly fresh: KeysAndValues;
  /** Broadcastable to [batch, head, query, pasts + query]. */
  readonly bias: TensorName;
  /** How many tokens each of the pasts and the new ones are: [pasts + 1] int64. */
  readonly lengths: TensorName;
  /** What the products of query and key are multiplied with: 1 where the query has it already. */
  readonly scale: number;
  /** The name under which the probabilities can be captured. */
  readonly name: TensorName;
}

/**
 * P = softmax(scale [Q Kpastᵀ, Q Kfreshᵀ] + bias), O = Ppast Vpast + Pfresh Vfresh. Where query heads share keys, their queries stand below
 * each other as if they were more queries of one head: keys and values are read once and never repeated.
 */
export function attendWithPast(g: GraphBuilder, inputs: CachedAttentionInputs): Attention {
  const { bias, lengths, scale, name } = inputs;
  const { heads, served } = inputs.heads;
  // From [batch, head, query, any] to [batch, head / served, served * query, any] and back; 0 keeps an extent.
  const to = (count: number, x: TensorName): TensorName =>
    served === 1 ? x : g.node("Reshape", [x, g.integers(0, count, -1, 0)]);
  const together = (x: TensorName): TensorName => to(heads / served, x);
  const apart = (x: TensorName): TensorName => to(heads, x);
  const query = together(inputs.query);
  const parts = [...inputs.pasts, inputs.fresh];
  const attributes = { transB: 1, alpha: { float: scale } };
  const product = (key: TensorName): TensorName =>
    g.node("FusedMatMul", [query, key], { domain: "com.microsoft", attributes });
  const scores = parts.map(({ key }) => product(key));
  const joined = apart(g.node("Concat", scores, { attributes: { axis: -1 } }));
  const probabilities = g.node("Softmax", [g.node("Add", [joined, bias])], { attributes: { axis: -1 }, name });
  const shares = g.nodes("Split", [together(probabilities), lengths], parts.length, { attributes: { axis: -1 } });
  const outputs = parts.map(({ value }, i) => g.node("MatMul", [shares[i] ?? "", value]));
  const output = apart(outputs.reduce((sum, each) => g.node("Add", [sum, each])));
  return {
    probabilities,
    output,
    backward: () => {
      throw new Error("Attention over a cache has no gradients.");
    },
  };
}
