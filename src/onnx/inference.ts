/** @file The decoder as a model file: weights inside, a key-value cache through inputs and outputs, captures on request. */
import { maskedBias } from "./attentionBias.ts";
import { type BlockTensors, buildDecoder } from "./decoder.ts";
import { GraphBuilder, type Shape, type TensorName } from "./graph.ts";
import type { HeadInputs } from "./operators/attention.ts";
import { attendWithPast, type KeysAndValues } from "./operators/cachedAttention.ts";
import {
  type Capture,
  captureName,
  type DecoderConfig,
  headWidth,
  type Parameters,
  parameterTable,
  weightName,
} from "./parameters.ts";

export interface InferenceOptions {
  readonly captures?: readonly Capture[];
  /**
   * Also takes `shared.L.key`, `shared.L.value` [1, head, shared, headWidth]: the beginning that all rows of a batch have in common, which is
   * then read once and not once for each row. The mask is [batch, shared + past + sequence].
   */
  readonly sharesBeginning?: boolean;
}

/** The cache's tensors: `past.3.key` goes in, `fresh.3.key` comes out, which is what the new tokens add: the caller appends it. */
export const cacheName = {
  past: (layer: number, part: "key" | "value"): string => `past.${layer}.${part}`,
  shared: (layer: number, part: "key" | "value"): string => `shared.${layer}.${part}`,
  fresh: (layer: number, part: "key" | "value"): string => `fresh.${layer}.${part}`,
} as const;

/**
 * Inputs, all int64: `input_ids`, `place_ids` (if the model has places), `position_ids` [batch, sequence], `attention_mask` [batch, past + sequence]
 * (1 = real token); and `past.L.key`, `past.L.value` float32 [batch, head, past, headWidth].
 * Outputs: `logits` float32 [batch, sequence, vocabulary], `fresh.L.key`, `fresh.L.value` float32 [batch, head, sequence, headWidth],
 * and the captures asked for:
 * probabilities [batch, head, sequence, past + sequence], queries and keys [batch, head, sequence, headWidth] as the scores see them,
 * the others [batch, sequence, width].
 */
export function writeInferenceModel(
  config: DecoderConfig,
  parameters: Parameters,
  options: InferenceOptions = {},
): Uint8Array {
  const g = new GraphBuilder("decoder");
  const input = (name: string): TensorName => g.input(name, "int64", ["batch", "sequence"]);
  const flat = (x: TensorName): TensorName => g.node("Reshape", [x, g.integers(-1)]);
  const ids = input("input_ids");
  const places = config.places > 0 ? flat(input("place_ids")) : undefined;
  const positions = flat(input("position_ids"));
  const mask = g.input("attention_mask", "int64", ["batch", "total"]);
  // A product of one row without a factor has a routine of its own in the runtime, which batches live on: theirs is in the weights.
  const scale = 1 / Math.sqrt(headWidth(config));
  const scaledQueries = new Set(
    options.sharesBeginning ? Array.from({ length: config.layers }, (_, layer) => weightName.query(layer)) : [],
  );
  for (const { name, shape } of parameterTable(config)) {
    const values = parameters.get(name);
    if (values === undefined) throw new Error(`The parameter ${name} is missing.`);
    g.initializer(name, shape, scaledQueries.has(name) ? values.map((value) => value * scale) : values);
  }

  const shape = g.node("Shape", [ids]);
  const one = g.integer(1);
  const sequence = g.node("Gather", [shape, one]);
  const each = headWidth(config);
  const bias = g.within("bias", () => maskedBias(g, config.heads, mask, sequence));
  const remembered = g.node("Sub", [g.node("Gather", [g.node("Shape", [mask]), one]), sequence]);
  const cacheShape = (length: string, batch: string | number = "batch"): Shape => {
    return [batch, config.heads.length, length, each];
  };
  const shared = !options.sharesBeginning
    ? []
    : Array.from({ length: config.layers }, (_, layer): KeysAndValues => {
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
  const met: HeadInputs[] = [];
  const attendCached = (layer: number, added: HeadInputs) => {
    met.push(added);
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
      pasts: [...shared.slice(layer, layer + 1), { key: past("key"), value: past("value") }],
      fresh: { key: fresh("key"), value: fresh("value") },
      bias,
      lengths,
      scale: options.sharesBeginning ? 1 : scale,
      name: captureName({ layer, kind: "attention.probabilities" }),
    });
  };
  const decoder = buildDecoder(g, config, {
    ids: flat(ids),
    places,
    positions,
    shape,
    groups: [{ rotary: config.heads.map(({ rotary }) => rotary), attend: attendCached }],
  });

  const unflatten = (x: TensorName, width: number, name: string): TensorName => {
    const full = g.node("Concat", [shape, g.integers(width)], { attributes: { axis: 0 } });
    return g.node("Reshape", [x, full], { name });
  };
  const { vocabularySize, width } = config;
  const logits = unflatten(decoder.logits(decoder.residual).output, vocabularySize, "logits");
  g.output(logits, "float32", ["batch", "sequence", vocabularySize]);
  for (const capture of options.captures ?? []) {
    const block = decoder.blocks[capture.layer];
    if (block === undefined) throw new RangeError(`The model has no layer ${capture.layer} to capture.`);
    if (capture.kind === "attention.probabilities") {
      g.output(captureName(capture), "float32", ["batch", config.heads.length, "sequence", "total"]);
    } else if (capture.kind === "attention.query" || capture.kind === "attention.key") {
      const name =
        capture.kind === "attention.key" ? cacheName.fresh(capture.layer, "key") : (met[capture.layer]?.query ?? "");
      g.node("Identity", [name], { name: captureName(capture) });
      g.output(captureName(capture), "float32", cacheShape("sequence"));
    } else {
      unflatten(captured(block, capture.kind), width, captureName(capture));
      g.output(captureName(capture), "float32", ["batch", "sequence", width]);
    }
  }
  return g.toBytes();
}

/** How many remembered tokens are in the shared beginning, where there is one, and in each row's own past. */
function pastLengths(g: GraphBuilder, remembered: TensorName, sharedKeys: TensorName | undefined): TensorName[] {
  if (sharedKeys === undefined) return [remembered];
  const length = g.node("Gather", [g.node("Shape", [sharedKeys]), g.integer(2)]);
  return [length, g.node("Sub", [remembered, length])];
}

type ResidualKind = Extract<Capture["kind"], "attention.output" | "feedForward.output" | "residual">;

function captured(block: BlockTensors, kind: ResidualKind): TensorName {
  switch (kind) {
    case "attention.output":
      return block.attentionOutput();
    case "feedForward.output":
      return block.feedForwardOutput();
    case "residual":
      return block.residual;
  }
}
