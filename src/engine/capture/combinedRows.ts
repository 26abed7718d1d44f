/** @file The rows of some heads of a run, combined into one and given one after another: what every sum and every picture is made of. */

import { UserError } from "../../core/base/errors.ts";
import type { HeadSet } from "../../protocol/attention.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { type CapturedRun, chunkQueries } from "./capturedRun.ts";

/**
 * Calls `visit` with each query of [from, to) and its probabilities from the first key up to at least the query. The row is valid until
 * `visit` returns.
 */
export async function combinedRows(
  run: CapturedRun,
  { heads, combine = "mean" }: HeadSet,
  [from, to]: readonly [number, number],
  signal: CancelSignal,
  visit: (query: number, row: Float32Array) => void,
): Promise<void> {
  const layers = headsByLayer(run, heads);
  const end = Math.min(to, run.length);
  const size = chunkQueries(run.model.config.heads.length, end);
  for (let first = from; first < end; first += size) {
    const last = Math.min(end, first + size);
    const combined = heads.length === 1 ? undefined : new Float32Array((last - first) * last);
    for (const [layer, own] of layers) {
      for await (const { queries, keys, probabilities } of run.chunks(layer, own, [first, last], signal)) {
        if (combined === undefined) {
          for (let i = 0; i < queries; i++) visit(first + i, probabilities.subarray(i * keys, (i + 1) * keys));
        } else if (combine === "max") takeLargest(combined, probabilities);
        else addUp(combined, probabilities, heads.length);
      }
    }
    if (combined === undefined) continue;
    for (let i = 0; i < last - first; i++) visit(first + i, combined.subarray(i * last, (i + 1) * last));
  }
}

function headsByLayer(run: CapturedRun, heads: HeadSet["heads"]): ReadonlyMap<number, readonly number[]> {
  const { layers, heads: all } = run.model.config;
  const found = new Map<number, number[]>();
  if (heads.length === 0)
    throw new UserError("no-such-head", "No head is chosen.", "Choose one or more heads to look at.");
  for (const { layer, head } of heads) {
    if (layer >= layers || head >= all.length) {
      throw new UserError(
        "no-such-head",
        `The model has no head ${head} in layer ${layer}: it has ${layers} layers of ${all.length} heads.`,
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
function addUp(combined: Float32Array, probabilities: Float32Array, count: number): void {
  const size = combined.length;
  for (let start = 0; start < probabilities.length; start += size)
    for (let i = 0; i < size; i++) combined[i] = (combined[i] ?? 0) + (probabilities[start + i] ?? 0) / count;
}

function takeLargest(combined: Float32Array, probabilities: Float32Array): void {
  const size = combined.length;
  for (let start = 0; start < probabilities.length; start += size)
    for (let i = 0; i < size; i++) combined[i] = Math.max(combined[i] ?? 0, probabilities[start + i] ?? 0);
}
