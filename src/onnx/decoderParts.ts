/**
 * @file The decoder cut where one wants to look into it: five graphs without weights, of which a caller runs one after another and holds
 * everything that passes between them. They are built from the decoder's own definition, serve every layer (its weights are fed under
 * the names of layer 0), and let work stop, be edited or begin anew between any two of them.
 */
import { buildBlock, embedTokens, projectLogits, turnGroup } from "./decoder.ts";
import { GraphBuilder, type TensorName } from "./graph.ts";
import { rotaryAngles } from "./operators/rotary.ts";
import { type DecoderConfig, headWidth, parameterTable, rotaryBase, weightName } from "./parameters.ts";

export const partNames = ["embedding", "projection", "attention", "look", "completion", "details", "logits"] as const;

/**
 * All sequences are single rows. `residual` is float32 [token, width]; heads stand first, [1, head, token, headWidth].
 * - `embedding`: `input_ids`, `place_ids` [token] int64 -> `residual`, what the first block reads;
 * - `projection`: `residual`, `position_ids` [token] int64 -> `query`, `key`, `value`, turned by their positions;
 * - `attention`: some `query` rows, `key`, `value`, and what may be seen (see `writeAttention`) -> `probabilities`, `attended`;
 *   `look` is the same without `value` and `attended`;
 * - `completion`: `residual` before the block, `attended` -> `residual` after the block; `details` gives `attention.output` and
 *   `feedForward.output` instead, what each half adds;
 * - `logits`: rows of the last residual -> `logits` [token, vocabulary].
 */
export type PartName = (typeof partNames)[number];

/** The weights that a part is fed, beside its tensors. */
export function partWeights(config: DecoderConfig, part: PartName): readonly string[] {
  switch (part) {
    case "embedding":
      return [
        weightName.tokenEmbedding,
        ...(config.places > 0 ? [weightName.placeEmbedding] : []),
        ...(config.places > 0 && (config.placeParts ?? 1) > 1 ? [weightName.partEmbedding] : []),
      ];
    case "projection":
      return [weightName.attentionNorm(0), weightName.query(0), weightName.key(0), weightName.value(0)];
    case "attention":
    case "look":
      return [];
    case "completion":
    case "details":
      return [
        weightName.attentionOutput(0),
        weightName.feedForwardNorm(0),
        weightName.feedForwardInput(0),
        weightName.feedForwardOutput(0),
      ];
    case "logits":
      return [weightName.finalNorm, config.tiedEmbeddings ? weightName.tokenEmbedding : weightName.logits];
  }
}

export function writePart(config: DecoderConfig, part: PartName): Uint8Array {
  const g = new GraphBuilder(part);
  const shapes = new Map(parameterTable({ ...config, layers: 1 }).map(({ name, shape }) => [name, shape]));
  for (const name of partWeights(config, part)) g.input(name, "float32", shapes.get(name) ?? []);
  switch (part) {
    case "embedding":
      writeEmbedding(g, config);
      break;
    case "attention":
    case "look":
      writeAttention(g, config, part === "attention");
      break;
    case "logits":
      writeLogits(g, config);
      break;
    default:
      writeBlock(g, config, part);
  }
  return g.toBytes();
}

function writeEmbedding(g: GraphBuilder, config: DecoderConfig): void {
  const input = (name: string): TensorName => g.input(name, "int64", ["token"]);
  const ids = input("input_ids");
  const { output } = embedTokens(g, config, { ids, places: config.places > 0 ? input("place_ids") : undefined });
  g.rename(output, "residual");
  g.output("residual", "float32", ["token", config.width]);
}

function writeLogits(g: GraphBuilder, config: DecoderConfig): void {
  const rows = g.input("residual", "float32", ["token", config.width]);
  g.rename(projectLogits(g, config, rows).output, "logits");
  g.output("logits", "float32", ["token", config.vocabularySize]);
}

/** One half of a block: what leads to the attention, or what follows it. The other half's nodes fall away, because nothing asks for them. */
function writeBlock(g: GraphBuilder, config: DecoderConfig, part: "projection" | "completion" | "details"): void {
  const residual = g.input("residual", "float32", ["token", config.width]);
  const each = headWidth(config);
  const perHead = [1, config.heads.length, "token", each];
  const before = part === "projection";
  const positions = before ? g.input("position_ids", "int64", ["token"]) : "position_ids";
  const angles = rotaryAngles(g, positions, { heads: config.heads.length, headWidth: each, base: rotaryBase });
  const group = turnGroup(g, angles, {
    rotary: config.heads.map(({ rotary }) => rotary),
    attend: (_, inputs) => {
      if (before) {
        for (const name of ["query", "key", "value"] as const) {
          g.rename(inputs[name], name);
          g.output(name, "float32", perHead);
        }
      }
      return {
        output: before ? "value" : g.input("attended", "float32", perHead),
        backward: () => {
          throw new Error("A part of a decoder has no gradients.");
        },
      };
    },
  });
  const sequence = g.node("Shape", [residual], { attributes: { end: 1 } });
  const shape = { batch: g.integers(1), sequence };
  const { tensors } = buildBlock(g, config, { layer: 0, residual, angles, groups: [group], shape });
  const give = (tensor: TensorName, name: TensorName): void => {
    g.rename(tensor, name);
    g.output(name, "float32", ["token", config.width]);
  };
  if (part === "completion") give(tensors.residual, "completed");
  if (part === "details") {
    give(tensors.attentionOutput(), "attention.output");
    give(tensors.feedForwardOutput(), "feedForward.output");
  }
}

/** Far below any score, yet finite. */
const blocked = -1e9;

/**
 * Attention of the queries from `first` (int64 scalar) on. A head sees a key that is not later than the query and nearer than its
 * `window` [head or 1, 1, 1] int64. `hidden` [key] is 1 for tokens that no later one may see. Keys may end with the last query.
 */
function writeAttention(g: GraphBuilder, config: DecoderConfig, gives: boolean): void {
  const input = (name: string, length: string): TensorName =>
    g.input(name, "float32", [1, "head", length, headWidth(config)]);
  const [query, key] = [input("query", "query"), input("key", "key")];
  const first = g.input("first", "int64", []);
  const window = g.input("window", "int64", ["heads", 1, 1]);
  const hidden = g.input("hidden", "float32", ["key"]);
  const length = (x: TensorName): TensorName => g.node("Gather", [g.node("Shape", [x]), g.integer(2)]);
  const range = (from: TensorName, count: TensorName): TensorName =>
    g.node("Range", [from, g.node("Add", [from, count]), g.integer(1)]);
  const rows = g.node("Unsqueeze", [range(first, length(query)), g.integers(1)]);
  const distance = g.node("Sub", [rows, range(g.integer(0), length(key))]); // [query, key]
  const near = g.node("And", [g.node("GreaterOrEqual", [distance, g.integer(0)]), g.node("Less", [distance, window])]); // [head or 1, query, key]
  const others = g.node("Cast", [g.node("Greater", [distance, g.integer(0)])], {
    attributes: { to: { type: "float32" } },
  });
  const veiled = g.node("Mul", [g.node("Mul", [others, hidden]), g.scalar(blocked)]); // [query, key]
  const bias = g.node("Where", [near, veiled, g.scalar(blocked)]);
  const attributes = { transB: 1, alpha: { float: 1 / Math.sqrt(headWidth(config)) } };
  const scores = g.node("FusedMatMul", [query, key], { domain: "com.microsoft", attributes });
  const name = "probabilities";
  g.node("Softmax", [g.node("Add", [scores, bias])], { attributes: { axis: -1 }, name });
  g.output(name, "float32", [1, "head", "query", "key"]);
  if (!gives) return;
  g.node("MatMul", [name, input("value", "key")], { name: "attended" });
  g.output("attended", "float32", [1, "head", "query", headWidth(config)]);
}
