/** @file A decoder as a model file: weights inside, a key-value cache through inputs and outputs, captures on request. */
import { GraphBuilder, type Shape, type TensorName } from "../graph.ts";
import type { HeadInputs } from "../operators/attention.ts";
import { attendWithPast, type KeysAndValues } from "../operators/cachedAttention.ts";
import { part, splitParts } from "../operators/parts.ts";
import { type Capture, captureName, type Parameters, parameterNamed } from "../parameters.ts";
import { maskedBias } from "./attentionBias.ts";
import { addCaptures, type CapturedHeads } from "./captures.ts";
import { weightNames } from "./names.ts";
import { parameterTable } from "./parameterTable.ts";
import { headCount, layerKinds, queriesPerKey, type TransformerSpec } from "./specification.ts";
import { buildTransformer, type GraphLayout, joinedLayout } from "./transformer.ts";

export interface InferenceOptions {
  readonly captures?: readonly Capture[];
  /**
   * Also takes `shared.L.key`, `shared.L.value` [1, head, shared, headWidth]: the beginning that all rows of a batch have in common, which is
   * then read once and not once for each row. The mask is [batch, shared + past + sequence].
   */
  readonly sharesBeginning?: boolean;
  /** `joinedLayout` when absent. */
  readonly layout?: GraphLayout;
}

/** The cache's tensors: `past.3.key` goes in, `fresh.3.key` comes out, which is what the new tokens add: the caller appends it. */
export const cacheName = {
  past: (layer: number, part: "key" | "value"): string => `past.${layer}.${part}`,
  shared: (layer: number, part: "key" | "value"): string => `shared.${layer}.${part}`,
  fresh: (layer: number, part: "key" | "value"): string => `fresh.${layer}.${part}`,
} as const;

/**
 * Inputs, all int64: `input_ids`, `place_ids` (if the model has coupled positions), `token_type_ids` (if it has types), `position_ids` [batch, sequence],
 * `attention_mask` [batch, past + sequence] (1 = real token); and `past.L.key`, `past.L.value` float32 [batch, key head, past, headWidth].
 * Outputs: `logits` float32 [batch, sequence, vocabulary], `fresh.L.key`, `fresh.L.value` float32 [batch, key head, sequence, headWidth],
 * and the captures asked for:
 * probabilities [batch, head, sequence, past + sequence], queries [batch, head, sequence, headWidth] and keys [batch, key head, sequence,
 * headWidth] as the scores see them, the others [batch, sequence, width].
 * Throws a RangeError for an encoder, which has no cache: see `writeEncoder`.
 */
export function writeInferenceModel(
  spec: TransformerSpec,
  parameters: Parameters,
  options: InferenceOptions = {},
): Uint8Array {
  const { embedding, attention, logits } = spec;
  if (!attention.causal || logits === null)
    throw new RangeError("Only a causal transformer with logits can be decoded.");
  const g = new GraphBuilder("decoder");
  const input = (name: string): TensorName => g.input(name, "int64", ["batch", "sequence"]);
  const flat = (x: TensorName): TensorName => g.node("Reshape", [x, g.integers(-1)]);
  const ids = input("input_ids");
  const coupled = embedding.coupledPositions.length > 0 ? flat(input("place_ids")) : undefined;
  const types = embedding.types > 0 ? flat(input("token_type_ids")) : undefined;
  const positions = flat(input("position_ids"));
  const mask = g.input("attention_mask", "int64", ["batch", "total"]);
  const { headWidth, keyValueHeads } = attention;
  const scaled = options.sharesBeginning === true && !attention.queryKeyNorm;
  addWeights(g, spec, parameters, scaled);

  const shape = g.node("Shape", [ids]);
  const one = g.integer(1);
  const sequence = g.node("Gather", [shape, one]);
  const kinds = layerKinds(spec);
  const biases = g.within("bias", () => {
    const biasOf = maskedBias(g, mask, sequence);
    return kinds.kinds.map(({ heads }) => biasOf(heads));
  });
  const remembered = g.node("Sub", [g.node("Gather", [g.node("Shape", [mask]), one]), sequence]);
  const cacheShape = (length: string, batch: string | number = "batch"): Shape => {
    return [batch, keyValueHeads, length, headWidth];
  };
  const shared = !options.sharesBeginning
    ? []
    : spec.layers.map((_, layer): KeysAndValues => {
        const input = (part: "key" | "value"): TensorName =>
          g.input(cacheName.shared(layer, part), "float32", cacheShape("shared", 1));
        return { key: input("key"), value: input("value") };
      });
  const parts = pastLengths(g, remembered, shared[0]?.key);
  const lengths = g.node(
    "Concat",
    [...parts, sequence].map((length) => g.node("Unsqueeze", [length, g.integers(0)])),
    { attributes: { axis: 0 } },
  );
  const heads = { heads: headCount(spec), served: queriesPerKey(spec) };
  const captured: CapturedHeads[] = [];
  const attendCached = (layer: number, added: HeadInputs) => {
    captured.push({ query: added.query, key: cacheName.fresh(layer, "key") });
    const past = (part: "key" | "value"): TensorName =>
      g.input(cacheName.past(layer, part), "float32", cacheShape("past"));
    const fresh = (part: "key" | "value"): TensorName => {
      const name = cacheName.fresh(layer, part);
      g.rename(added[part], name);
      g.output(name, "float32", cacheShape("sequence"));
      return name;
    };
    return attendWithPast(g, {
      query: added.query,
      heads,
      pasts: [...shared.slice(layer, layer + 1), { key: past("key"), value: past("value") }],
      fresh: { key: fresh("key"), value: fresh("value") },
      bias: part(biases, part(kinds.ofLayer, layer)),
      lengths,
      scale: scaled ? 1 : attention.scale,
      name: captureName({ layer, kind: "attention.probabilities" }),
    });
  };
  const extents = splitParts(g, shape, [1, 1], 0);
  const decoder = buildTransformer(g, spec, {
    layout: options.layout ?? joinedLayout,
    ids: flat(ids),
    coupled,
    types,
    positions,
    shape: { batch: part(extents, 0), sequence: part(extents, 1) },
    groups: (layer) => [{ heads: layer.heads, attend: attendCached }],
  });

  const full = g.node("Concat", [shape, g.integers(spec.vocabularySize)], { attributes: { axis: 0 } });
  g.output(g.node("Reshape", [decoder.logits(decoder.residual).output, full], { name: "logits" }), "float32", [
    "batch",
    "sequence",
    spec.vocabularySize,
  ]);
  const { blocks } = decoder;
  addCaptures(g, spec, options.captures ?? [], { blocks, heads: captured, shape, keys: "total" });
  return g.toBytes();
}

/**
 * The weights as initializers. A product of one row without a factor has a routine of its own in the runtime, which batches live on: theirs is
 * in the weights of the queries where `scaled`.
 */
function addWeights(g: GraphBuilder, spec: TransformerSpec, parameters: Parameters, scaled: boolean): void {
  const names = weightNames();
  const queries = new Set(
    spec.layers.flatMap((_, layer) => [names.projection(layer, "query"), names.projectionBias(layer, "query")]),
  );
  for (const { name, shape } of parameterTable(spec)) {
    const values = parameterNamed(parameters, name);
    const factor = scaled && queries.has(name) ? spec.attention.scale : 1;
    g.initializer(name, shape, factor === 1 ? values : values.map((value) => value * factor));
  }
}

/** How many remembered tokens are in the shared beginning, where there is one, and in each row's own past. */
function pastLengths(g: GraphBuilder, remembered: TensorName, sharedKeys: TensorName | undefined): TensorName[] {
  if (sharedKeys === undefined) return [remembered];
  const length = g.node("Gather", [g.node("Shape", [sharedKeys]), g.integer(2)]);
  return [length, g.node("Sub", [remembered, length])];
}
