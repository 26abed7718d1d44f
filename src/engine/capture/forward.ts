/**
 * @file One pass of a model over a whole run, tokens given (teacher-forced), layer by layer. Between any two parts somebody may look or
 * change what goes on: what heads got, the residual, which tokens can be seen.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { type AttentionChunk, chunkQueries } from "./capturedRun.ts";
import type { InstrumentedModel, Projections } from "./instrumentedModel.ts";

export interface ForwardOptions {
  readonly signal: CancelSignal;
  /** Where to begin, with what this layer reads; 0 when absent. */
  readonly fromLayer?: number;
  /** [token]; 1 for tokens that no later one may see. */
  readonly masked?: Float32Array;
  /** What a layer reads, before it does: may be changed in place. Called once more for what the last layer gives. */
  readonly onResidual?: (layer: number, residual: Float32Array) => void;
  readonly onProjections?: (layer: number, projections: Projections) => void;
  /** Attention as it is computed. */
  readonly onAttention?: (chunk: AttentionChunk) => void;
  /** What the heads got, [head, token, headWidth]: may be changed in place. */
  readonly onAttended?: (layer: number, attended: Float32Array) => void;
  /** After each layer. */
  readonly onLayer?: (layer: number) => void;
}

/** Gives the residual after the last layer. `residual` is [token, width] and is not changed. */
export async function forward(
  model: InstrumentedModel,
  residual: Float32Array,
  options: ForwardOptions,
): Promise<Float32Array> {
  const { signal, fromLayer = 0 } = options;
  let current = residual;
  for (let layer = fromLayer; layer < model.layers; layer++) {
    await nextTurn();
    throwIfCancelled(signal);
    if (options.onResidual) {
      current = current === residual ? current.slice() : current;
      options.onResidual(layer, current);
    }
    const projections = await model.project(layer, current);
    options.onProjections?.(layer, projections);
    const attended = await attendAll(model, layer, projections, options);
    options.onAttended?.(layer, attended);
    current = await model.complete(layer, current, attended);
    options.onLayer?.(layer);
  }
  options.onResidual?.(model.layers, current);
  return current;
}

/** What all heads of a layer get, [head, token, headWidth]. */
export async function attendAll(
  model: InstrumentedModel,
  layer: number,
  { query, key, value }: Projections,
  { signal, masked, onAttention }: Pick<ForwardOptions, "signal" | "masked" | "onAttention">,
): Promise<Float32Array> {
  const heads = Array.from({ length: model.heads }, (_, head) => head);
  const each = model.headWidth;
  const length = query.length / (heads.length * each);
  const attended = new Float32Array(query.length);
  const size = chunkQueries(heads.length, length);
  for (let first = 0; first < length; first += size) {
    if (first > 0) await nextTurn();
    throwIfCancelled(signal);
    const end = Math.min(length, first + size);
    const keys = model.spec.attention.causal ? end : length;
    const slice = (values: Float32Array, from: number, to: number): Float32Array => {
      if (from === 0 && to === length) return values;
      const count = (to - from) * each;
      const rows = new Float32Array(heads.length * count);
      for (const head of heads) {
        const start = (head * length + from) * each;
        rows.set(values.subarray(start, start + count), head * count);
      }
      return rows;
    };
    const inputs = {
      layer,
      heads,
      first,
      query: slice(query, first, end),
      key: slice(key, 0, keys),
      masked: masked?.slice(0, keys) ?? new Float32Array(keys),
    };
    const found = await model.attend(inputs, slice(value, 0, keys), onAttention !== undefined);
    for (const head of heads) {
      const count = (end - first) * each;
      attended.set(found.attended.subarray(head * count, (head + 1) * count), (head * length + first) * each);
    }
    if (found.probabilities)
      onAttention?.({ layer, heads, first, queries: end - first, keys, probabilities: found.probabilities });
  }
  return attended;
}
