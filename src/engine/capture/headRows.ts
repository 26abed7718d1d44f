/** @file Rows of attention of some heads, combined into one by their mean or their largest. */

import { UserError } from "../../core/base/errors.ts";
import type { HeadSet } from "../../protocol/activations.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { AttentionSource } from "./attentionSource.ts";
import { chunkQueries } from "./capturedRun.ts";

/** Gets each query and its probabilities from the first key up to at least the query. The row is valid until it returns. */
export type RowVisitor = (query: number, row: Float32Array) => void;

/** Of one layer's heads or of several layers' together, without what lies between layers. */
export async function headRows(
  run: AttentionSource,
  { heads, combine = "mean" }: Pick<HeadSet, "heads" | "combine">,
  [from, end]: readonly [number, number],
  signal: CancelSignal,
  visit: RowVisitor,
): Promise<void> {
  const layers = headsByLayer(run, heads);
  const size = chunkQueries(run.heads, run.isCausal ? end : run.length);
  for (let first = from; first < end; first += size) {
    const last = Math.min(end, first + size);
    const width = run.isCausal ? last : run.length;
    const combined = heads.length === 1 ? undefined : new Float32Array((last - first) * width);
    for (const [layer, own] of layers) {
      for await (const { queries, keys, probabilities } of run.chunks(layer, own, [first, last], signal)) {
        if (combined === undefined) {
          for (let i = 0; i < queries; i++) visit(first + i, probabilities.subarray(i * keys, (i + 1) * keys));
        } else if (combine === "max") takeLargest(combined, probabilities);
        else addUp(combined, probabilities, heads.length);
      }
    }
    if (combined === undefined) continue;
    for (let i = 0; i < last - first; i++) visit(first + i, combined.subarray(i * width, (i + 1) * width));
  }
}

/** The chosen heads of each layer that has some. Throws a UserError where a head is not there, or none is chosen. */
export function headsByLayer(run: AttentionSource, heads: HeadSet["heads"]): ReadonlyMap<number, readonly number[]> {
  const { layers, heads: all } = run;
  const found = new Map<number, number[]>();
  if (heads.length === 0) throw new UserError("no-such-head", "No head is chosen.", "Choose one or more heads.");
  for (const { layer, head } of heads) {
    if (layer >= layers || head >= all) {
      throw new UserError(
        "no-such-head",
        `The model has no head ${head} in layer ${layer}: it has ${layers} layers of ${all} heads.`,
        "Choose another head.",
      );
    }
    const own = found.get(layer);
    if (own) own.push(head);
    else found.set(layer, [head]);
  }
  return found;
}

/** Adds the mean's share of each head of `probabilities` [head, query, key]. */
export function addUp(combined: Float32Array, probabilities: Float32Array, count: number): void {
  const size = combined.length;
  const share = 1 / count;
  for (let start = 0; start < probabilities.length; start += size)
    for (let i = 0; i < size; i++) combined[i] = (combined[i] ?? 0) + (probabilities[start + i] ?? 0) * share;
}

function takeLargest(combined: Float32Array, probabilities: Float32Array): void {
  const size = combined.length;
  for (let start = 0; start < probabilities.length; start += size)
    for (let i = 0; i < size; i++) combined[i] = Math.max(combined[i] ?? 0, probabilities[start + i] ?? 0);
}
