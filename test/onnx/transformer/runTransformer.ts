/** @file Runs a specification's decode or encoder graph over one sequence, with every capture. */
import assert from "node:assert/strict";
import { type Capture, captureKinds, type Parameters } from "../../../src/onnx/parameters.ts";
import { writeEncoder } from "../../../src/onnx/transformer/encoder.ts";
import { cacheName, type InferenceOptions, writeInferenceModel } from "../../../src/onnx/transformer/inference.ts";
import type { TransformerSpec } from "../../../src/onnx/transformer/specification.ts";
import type { ReferenceTokens } from "../referenceTransformer.ts";
import { type Feeds, floats, type Input, integers, type LoadedGraph, loadGraph, type Outputs } from "../runGraph.ts";

export function allCaptures({ layers }: TransformerSpec): readonly Capture[] {
  return [...layers.keys()].flatMap((layer) => captureKinds.map((kind) => ({ layer, kind })));
}

/** The outputs for a whole sequence at once. */
export async function runWhole(
  spec: TransformerSpec,
  parameters: Parameters,
  tokens: ReferenceTokens,
  layout: InferenceOptions["layout"] = undefined,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const options = { captures: allCaptures(spec), ...(layout === undefined ? {} : { layout }) };
  const causal = spec.attention.causal;
  const graph = await loadGraph((causal ? writeInferenceModel : writeEncoder)(spec, parameters, options));
  const feeds = feedsOf(spec, tokens, 0, tokens.ids.length);
  const outputs = await graph.run({ ...feeds, ...(causal ? emptyCache(spec) : {}) });
  return new Map(Object.entries(outputs).map(([name, { values }]) => [name, values]));
}

/** The logits of all tokens, decoded in pieces that end at `ends`, each on the cache of those before. */
export async function runInPieces(
  spec: TransformerSpec,
  graph: LoadedGraph,
  tokens: ReferenceTokens,
  ends: readonly number[],
): Promise<readonly number[]> {
  const logits: number[] = [];
  let cache = emptyCache(spec);
  let from = 0;
  for (const to of ends) {
    const outputs = await graph.run({ ...feedsOf(spec, tokens, from, to), ...cache });
    logits.push(...(outputs.logits?.values ?? []));
    cache = extended(cache, outputs);
    from = to;
  }
  return logits;
}

export function emptyCache({ layers, attention }: TransformerSpec): Feeds {
  const empty = floats([1, attention.keyValueHeads, 0, attention.headWidth], []);
  const names = [...layers.keys()].flatMap((layer) => [cacheName.past(layer, "key"), cacheName.past(layer, "value")]);
  return Object.fromEntries(names.map((name) => [name, empty]));
}

/** Tokens [from, to) after those before them. */
export function feedsOf({ embedding }: TransformerSpec, tokens: ReferenceTokens, from: number, to: number): Feeds {
  const { ids } = tokens;
  const shape = [1, to - from];
  const of = (values: readonly number[]): Input => integers(shape, values.slice(from, to));
  const zeros = ids.map(() => 0);
  return {
    input_ids: of(ids),
    ...(embedding.coupledPositions.length > 0 ? { place_ids: of(tokens.coupled ?? zeros) } : {}),
    ...(embedding.types > 0 ? { token_type_ids: of(tokens.types ?? zeros) } : {}),
    position_ids: of([...ids.keys()]),
    attention_mask: integers([1, to], Array(to).fill(1)),
  };
}

/** The cache with what a call added, [1, key head, length, headWidth]. */
export function extended(cache: Feeds, outputs: Outputs): Feeds {
  return Object.fromEntries(
    Object.entries(cache).map(([name, past]) => {
      const fresh = outputs[name.replace("past", "fresh")] ?? assert.fail(name);
      const [batch = 1, heads = 0, length = 0, each = 0] = past.shape;
      const added = fresh.shape[2] ?? 0;
      const old = Array.from(past.values);
      const planes = Array.from({ length: batch * heads }, (_, head) => [
        ...old.slice(head * length * each, (head + 1) * length * each),
        ...fresh.values.slice(head * added * each, (head + 1) * added * each),
      ]);
      return [name, floats([batch, heads, length + added, each], planes.flat())];
    }),
  );
}
