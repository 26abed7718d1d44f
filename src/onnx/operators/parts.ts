/** @file Cutting tensors into parts and joining them, without a node where there is only one part. */
import type { GraphBuilder, TensorName } from "../graph.ts";

export function splitParts(g: GraphBuilder, x: TensorName, sizes: readonly number[], axis: number): TensorName[] {
  return sizes.length === 1 ? [x] : g.nodes("Split", [x, g.integers(...sizes)], sizes.length, { attributes: { axis } });
}

export function joinParts(g: GraphBuilder, parts: readonly TensorName[], axis: number): TensorName {
  return parts.length === 1 ? part(parts, 0) : g.node("Concat", parts, { attributes: { axis } });
}

/** One part of a list. Throws when there is no such part, which is a mistake in the building of a graph. */
export function part<T>(parts: readonly T[], index: number): T {
  const found = parts[index];
  if (found === undefined) throw new RangeError(`There is no part ${index} of ${parts.length}.`);
  return found;
}
