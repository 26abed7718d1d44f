/**
 * @file The transformer cut where one wants to look into it: graphs without weights, of which a caller runs one after another and holds
 * everything that passes between them. They are built from the transformer's own definition, serve every layer of a kind (its weights are
 * fed under the names of layer 0), and let work stop, be edited or begin again between any two of them.
 */
import { GraphBuilder, type TensorName } from "../graph.ts";
import type { HeadInputs } from "../operators/attention.ts";
import { repeatHeads } from "../operators/groupedQuery.ts";
import { weightNames } from "./names.ts";
import { parameterTable } from "./parameterTable.ts";
import { headCount, queriesPerKey, type TransformerSpec } from "./specification.ts";
import { buildTransformer, joinedLayout, type TransformerInputs } from "./transformer.ts";

export const partNames = [
  "embedding",
  "projection",
  "attention",
  "pattern",
  "completion",
  "details",
  "logits",
] as const;

/**
 * All sequences are single rows. `residual` is float32 [token, width]; heads stand first, [1, head, token, headWidth].
 * - `embedding`: `input_ids`, and where the model has them `place_ids`, `position_ids`, `token_type_ids` [token] int64 -> `residual`, what the
 *   first block reads;
 * - `projection`: `residual`, `position_ids` [token] int64 -> `query`, `key`, `value`, turned by their positions; keys and values that several
 *   heads share stand once for each of them;
 * - `attention`: some `query` rows, `key`, `value` of as many heads, and what may be seen (see `writeAttention`) -> `probabilities`,
 *   `attended`; `pattern` is the same without `value` and `attended`;
 * - `completion`: `residual` before the block, `attended` -> `residual` after the block; `details` gives `attention.output` and
 *   `feedForward.output` instead, what each half adds;
 * - `logits`: rows of the last residual -> `logits` [token, vocabulary].
 */
export type PartName = (typeof partNames)[number];

/** The weights that a part is fed, beside its tensors. */
export function partWeights(spec: TransformerSpec, part: PartName): readonly string[] {
  const names = weightNames();
  const beginnings: Readonly<Record<PartName, readonly string[]>> = {
    embedding: ["embedding."],
    projection: ["block.0.attention.norm.", ...["query", "key", "value"].map((kind) => `block.0.attention.${kind}`)],
    attention: [],
    pattern: [],
    completion: ["block.0.attention.output", "block.0.feedForward."],
    details: ["block.0.attention.output", "block.0.feedForward."],
    logits: ["final.", spec.logits?.tied ? names.tokenEmbedding : "logits.", names.logitsBias],
  };
  return parameterTable(oneLayer(spec, 0))
    .map(({ name }) => name)
    .filter((name) => beginnings[part].some((beginning) => name.startsWith(beginning)));
}

/** `layer` is one of those that the part will serve. */
export function writePart(spec: TransformerSpec, part: PartName, layer = 0): Uint8Array {
  const own = oneLayer(spec, layer);
  const g = new GraphBuilder(part);
  const shapes = new Map(parameterTable(own).map(({ name, shape }) => [name, shape]));
  for (const name of partWeights(spec, part)) g.input(name, "float32", shapes.get(name) ?? []);
  switch (part) {
    case "embedding":
      writeEmbedding(g, own);
      break;
    case "attention":
    case "pattern":
      writeAttention(g, own, part === "attention");
      break;
    case "logits":
      writeLogits(g, own);
      break;
    default:
      writeBlock(g, own, part);
  }
  return g.toBytes();
}

function oneLayer(spec: TransformerSpec, layer: number): TransformerSpec {
  return { ...spec, layers: spec.layers.slice(layer, layer + 1) };
}

/** Inputs of a transformer of which only a part is asked for. Nodes that nobody asks for fall away. */
function unused(g: GraphBuilder, attend: (inputs: HeadInputs) => TensorName): TransformerInputs {
  return {
    layout: joinedLayout,
    ids: "",
    coupled: "",
    types: "",
    positions: "",
    shape: { batch: g.integers(1), sequence: "" },
    groups: ({ heads }) => [
      {
        heads,
        attend: (_, inputs) => ({
          output: attend(inputs),
          backward: () => {
            throw new Error("A part of a transformer has no gradients.");
          },
        }),
      },
    ],
  };
}

function writeEmbedding(g: GraphBuilder, spec: TransformerSpec): void {
  const { coupledPositions, positions, types } = spec.embedding;
  const input = (name: string): TensorName => g.input(name, "int64", ["token"]);
  const transformer = buildTransformer(
    g,
    { ...spec, layers: [] },
    {
      ...unused(g, () => ""),
      ids: input("input_ids"),
      coupled: coupledPositions.length > 0 ? input("place_ids") : undefined,
      positions: positions > 0 ? input("position_ids") : "",
      types: types > 0 ? input("token_type_ids") : undefined,
    },
  );
  g.rename(transformer.residual, "residual");
  g.output("residual", "float32", ["token", spec.width]);
}

function writeLogits(g: GraphBuilder, spec: TransformerSpec): void {
  const rows = g.input("residual", "float32", ["token", spec.width]);
  const transformer = buildTransformer(g, { ...spec, layers: [] }, { ...unused(g, () => ""), start: rows });
  g.rename(transformer.logits(rows).output, "logits");
  g.output("logits", "float32", ["token", spec.vocabularySize]);
}

/** One half of a block: what leads to the attention, or what follows it. */
function writeBlock(g: GraphBuilder, spec: TransformerSpec, part: "projection" | "completion" | "details"): void {
  const { headWidth } = spec.attention;
  const shared = { heads: headCount(spec), served: queriesPerKey(spec), headWidth };
  const perHead = [1, shared.heads, "token", headWidth] as const;
  const residual = g.input("residual", "float32", ["token", spec.width]);
  const before = part === "projection";
  const inputs = unused(g, (heads) => {
    if (!before) return g.input("attended", "float32", perHead);
    for (const name of ["query", "key", "value"] as const) {
      const own = heads[name];
      g.rename(name === "query" || shared.served === 1 ? own : repeatHeads(g, own, shared).output, name);
      g.output(name, "float32", perHead);
    }
    return "value";
  });
  const {
    blocks: [block],
  } = buildTransformer(g, spec, {
    ...inputs,
    start: residual,
    positions: before ? g.input("position_ids", "int64", ["token"]) : "position_ids",
    shape: { batch: g.integers(1), sequence: g.node("Shape", [residual], { attributes: { end: 1 } }) },
  });
  if (block === undefined) throw new RangeError("The transformer has no such layer.");
  const give = (tensor: TensorName, name: TensorName): void => {
    g.rename(tensor, name);
    g.output(name, "float32", ["token", spec.width]);
  };
  if (part === "completion") give(block.residual, "completed");
  if (part === "details") {
    give(block.attentionOutput(), "attention.output");
    give(block.feedForwardOutput(), "feedForward.output");
  }
}

/** Far below any score, yet finite. */
const blocked = -1e9;

/**
 * Attention of the queries from `first` (int64 scalar) on. A causal head sees a key that is not later than the query and nearer than its
 * `window` [head or 1, 1, 1] int64, another every key. `hidden` [key] is 1 for tokens that no other one may see, of a causal model no later
 * one. Keys may end with the last query of a causal model.
 */
function writeAttention(g: GraphBuilder, { attention }: TransformerSpec, gives: boolean): void {
  const { headWidth, causal, scale } = attention;
  const input = (name: string, length: string): TensorName => g.input(name, "float32", [1, "head", length, headWidth]);
  const [query, key] = [input("query", "query"), input("key", "key")];
  const first = g.input("first", "int64", []);
  const window = g.input("window", "int64", ["heads", 1, 1]);
  const hidden = g.input("hidden", "float32", ["key"]);
  const length = (x: TensorName): TensorName => g.node("Gather", [g.node("Shape", [x]), g.integer(2)]);
  const range = (from: TensorName, count: TensorName): TensorName =>
    g.node("Range", [from, g.node("Add", [from, count]), g.integer(1)]);
  const rows = g.node("Unsqueeze", [range(first, length(query)), g.integers(1)]);
  const distance = g.node("Sub", [rows, range(g.integer(0), length(key))]); // [query, key]
  const near = !causal
    ? undefined
    : g.node("And", [g.node("GreaterOrEqual", [distance, g.integer(0)]), g.node("Less", [distance, window])]); // [head or 1, query, key]
  const other = causal
    ? g.node("Greater", [distance, g.integer(0)])
    : g.node("Not", [g.node("Equal", [distance, g.integer(0)])]);
  const others = g.node("Cast", [other], { attributes: { to: { type: "float32" } } });
  const veiled = g.node("Mul", [g.node("Mul", [others, hidden]), g.scalar(blocked)]); // [query, key]
  const bias = near === undefined ? veiled : g.node("Where", [near, veiled, g.scalar(blocked)]);
  const attributes = { transB: 1, alpha: { float: scale } };
  const scores = g.node("FusedMatMul", [query, key], { domain: "com.microsoft", attributes });
  const name = "probabilities";
  g.node("Softmax", [g.node("Add", [scores, bias])], { attributes: { axis: -1 }, name });
  g.output(name, "float32", [1, "head", "query", "key"]);
  if (!gives) return;
  g.node("MatMul", [name, input("value", "key")], { name: "attended" });
  g.output("attended", "float32", [1, "head", "query", headWidth]);
}
