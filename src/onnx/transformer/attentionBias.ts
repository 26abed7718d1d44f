/**
 * @file The additive attention bias: 0 where a head may look, a large negative number where it may not. A head sees a key that
 * is not later than the query and nearer than its window, counted in real tokens.
 */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { HeadSpec } from "./specification.ts";

/** Far below any score, yet finite: a row that may look nowhere (padding) stays a number. */
const blocked = -1e9;
const unlimited = 2 ** 31 - 1;

/**
 * For a mask [batch, past + sequence] int64 with padding anywhere, what heads may see: [batch, head or 1, sequence, past + sequence].
 * Distances are differences of the number of real tokens up to each place.
 */
export function maskedBias(
  g: GraphBuilder,
  mask: TensorName,
  sequence: TensorName,
): (heads: readonly HeadSpec[]) => TensorName {
  const order = g.node("CumSum", [mask, g.integer(1)]); // [batch, key]
  const start = g.node("Unsqueeze", [g.node("Neg", [sequence]), g.integers(0)]);
  const queryOrder = g.node("Slice", [order, start, g.integers(Number.MAX_SAFE_INTEGER), g.integers(1)]); // [batch, query]
  const query = g.node("Unsqueeze", [queryOrder, g.integers(1, 3)]); // [batch, 1, query, 1]
  const key = g.node("Unsqueeze", [order, g.integers(1, 2)]); // [batch, 1, 1, key]
  const real = isReal(g, mask);
  const distance = g.node("Sub", [query, key]);
  return (heads) => choose(g, g.node("And", [within(g, heads, distance), real]));
}

/** For a mask [batch, key] int64 of an encoder, whose tokens all see each other: [batch, 1, 1, key]. */
export function maskBias(g: GraphBuilder, mask: TensorName): TensorName {
  return choose(g, isReal(g, mask));
}

/** [batch, key] int64 to [batch, 1, 1, key] bool. */
function isReal(g: GraphBuilder, mask: TensorName): TensorName {
  return g.node("Cast", [g.node("Unsqueeze", [mask, g.integers(1, 2)])], { attributes: { to: { type: "bool" } } });
}

/** [*, 1, query, key] int64 distances to [*, head or 1, query, key] bool. */
function within(g: GraphBuilder, heads: readonly HeadSpec[], distance: TensorName): TensorName {
  const limits = heads.map((head) => head.window ?? unlimited);
  const shared = new Set(limits).size === 1 ? limits.slice(0, 1) : limits;
  const causal = g.node("GreaterOrEqual", [distance, g.integer(0)]);
  if (shared.every((limit) => limit === unlimited)) return causal;
  const window = g.constant({ type: "int64", shape: [1, shared.length, 1, 1], values: shared });
  return g.node("And", [causal, g.node("Less", [distance, window])]);
}

function choose(g: GraphBuilder, allowed: TensorName): TensorName {
  return g.node("Where", [allowed, g.scalar(0), g.scalar(blocked)]);
}
