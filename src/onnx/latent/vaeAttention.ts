/**
 * @file The attention half of a VAE's block: norm, projections, what z adds, rotation, attention, output. Keys and values may have fewer
 * heads than queries (Ainslie et al., "GQA", 2023).
 */
import { addGradient, type Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { attend, swapHeads } from "../operators/attention.ts";
import { linear } from "../operators/linear.ts";
import { normalize, scaleRows } from "../operators/rmsNorm.ts";
import { type RotaryAngles, rotaryRows, rotate } from "../operators/rotary.ts";
import { type ProjectionKind, projectionWidth, type TransformerShape } from "./config.ts";
import type { LayerInjection, Memory } from "./injection.ts";
import { type RowsShape, sumRows } from "./latentVector.ts";
import { type Side, sideName } from "./vaeParameters.ts";

export interface LayerInputs {
  readonly side: Side;
  readonly transformer: TransformerShape;
  readonly layer: number;
  /** [token, width] */
  readonly residual: TensorName;
  /** undefined when no head is turned. */
  readonly angles: RotaryAngles | undefined;
  /** Broadcastable to [batch, head, query, key], the memory's key first. */
  readonly bias: TensorName;
  readonly shape: RowsShape;
  readonly injection: LayerInjection;
}

/** x + Attention(norm(x)) Wo */
export function buildVaeAttention(g: GraphBuilder, inputs: LayerInputs) {
  const { side, transformer, layer, residual, bias, shape, injection } = inputs;
  const name = sideName(side);
  const inner = projectionWidth(transformer, "query");
  const normalized = normalize(g, residual, transformer.width);
  const projections = {
    query: projectHeads(g, inputs, normalized.output, "query"),
    key: projectHeads(g, inputs, normalized.output, "key"),
    value: projectHeads(g, inputs, normalized.output, "value"),
  };
  const memory = joinMemory(g, injection.memory, transformer, shape);
  const key = memory.key(projections.key.output);
  const value = memory.value(projections.value.output);
  const served = transformer.heads / transformer.keyValueHeads;
  const attention = attend(g, {
    query: projections.query.output,
    key: repeatHeads(g, key, served, transformer),
    value: repeatHeads(g, value, served, transformer),
    bias,
    headWidth: transformer.headWidth,
  });
  const flat = g.integers(-1, inner);
  const joined = g.node("Reshape", [swapHeads(g, attention.output), flat]); // [token, head * headWidth]
  const output = linear(g, joined, name.attentionOutput(layer), { add: residual });
  return {
    output: output.output,
    added: () => linear(g, joined, name.attentionOutput(layer)).output,
    backward: (gradient: TensorName, gradients: Gradients): TensorName => {
      const outer = output.backward(gradient);
      gradients.set(name.attentionOutput(layer), outer.weight);
      const heads = attention.backward(splitHeads(g, outer.input, transformer.heads, transformer, shape));
      const fewer = {
        key: sumRepeated(g, heads.key, served, transformer),
        value: sumRepeated(g, heads.value, served, transformer),
      };
      const tokens = memory.backward(fewer, gradients);
      const fromQuery = projections.query.backward(heads.query, gradients);
      const fromKey = projections.key.backward(tokens.key, gradients, fromQuery);
      return normalized.backward(projections.value.backward(tokens.value, gradients, fromKey), gradient);
    },
  };
}

/** One projection to [batch, head, sequence, headWidth]: linear, changed by z, turned. */
function projectHeads(g: GraphBuilder, inputs: LayerInputs, x: TensorName, kind: ProjectionKind) {
  const { side, transformer, layer, angles, shape, injection } = inputs;
  const name = sideName(side);
  const weight = name.projection(layer, kind);
  const norm = name.attentionNorm(layer);
  const bias = transformer.projectionBiases ? name.projectionBias(layer, kind) : undefined;
  const heads = kind === "query" ? transformer.heads : transformer.keyValueHeads;
  const columns = heads * transformer.headWidth;
  const scaled = scaleRows(g, norm, weight);
  const product = linear(g, x, scaled.output, bias === undefined ? {} : { add: bias });
  const changed = injection.project(kind, product.output);
  const turned = turn(g, inputs, kind, changed.output, heads, angles);
  return {
    output: splitHeads(g, turned.output, heads, transformer, shape),
    backward: (gradient: TensorName, gradients: Gradients, accumulate?: TensorName): TensorName => {
      const flat = g.node("Reshape", [swapHeads(g, gradient), g.integers(-1, columns)]);
      const dy = changed.backward(turned.backward(flat), gradients);
      const back = product.backward(dy, accumulate === undefined ? {} : { accumulate });
      const through = scaled.backward(back.weight);
      gradients.set(weight, through.weight);
      addGradient(g, gradients, norm, through.scale);
      if (bias !== undefined) gradients.set(bias, sumRows(g, dy));
      return back.input;
    },
  };
}

/** Rotation of x [token, columns] by its tokens' positions; values are never turned. */
function turn(
  g: GraphBuilder,
  { transformer }: LayerInputs,
  kind: ProjectionKind,
  x: TensorName,
  heads: number,
  angles: RotaryAngles | undefined,
) {
  if (kind === "value" || angles === undefined) return { output: x, backward: (dy: TensorName) => dy };
  const turnedHeads = (transformer.rotaryHeads * heads) / transformer.heads;
  const rows = rotaryRows(
    g,
    angles,
    Array.from({ length: heads }, (_, head) => head < turnedHeads),
  );
  const byHead = g.integers(-1, heads, transformer.headWidth);
  const flat = g.integers(-1, heads * transformer.headWidth);
  const rotated = rotate(g, g.node("Reshape", [x, byHead]), angles, rows);
  return {
    output: g.node("Reshape", [rotated.output, flat]),
    backward: (dy: TensorName) => g.node("Reshape", [rotated.backward(g.node("Reshape", [dy, byHead])), flat]),
  };
}

/** The memory's key and value before those of the tokens [batch, head, sequence, headWidth], and their gradients apart again. */
function joinMemory(g: GraphBuilder, memory: Memory | undefined, transformer: TransformerShape, shape: RowsShape) {
  type Pair = { readonly key: TensorName; readonly value: TensorName };
  if (memory === undefined) {
    const same = (x: TensorName): TensorName => x;
    return { key: same, value: same, backward: (pair: Pair, _: Gradients): Pair => pair };
  }
  const { keyValueHeads, headWidth } = transformer;
  const join = (slot: TensorName, x: TensorName): TensorName => {
    const single = g.node("Reshape", [slot, g.integers(-1, keyValueHeads, 1, headWidth)]);
    return g.node("Concat", [single, x], { attributes: { axis: 2 } });
  };
  const lengths = g.node("Concat", [g.integers(1), shape.sequence], { attributes: { axis: 0 } });
  const part = (x: TensorName): readonly [slot: TensorName, rest: TensorName] => {
    const [first = "", rest = ""] = g.nodes("Split", [x, lengths], 2, { attributes: { axis: 2 } });
    return [g.node("Reshape", [first, g.integers(-1, keyValueHeads * headWidth)]), rest];
  };
  return {
    key: (x: TensorName) => join(memory.key, x),
    value: (x: TensorName) => join(memory.value, x),
    backward: (pair: Pair, gradients: Gradients): Pair => {
      const [keySlot, key] = part(pair.key);
      const [valueSlot, value] = part(pair.value);
      memory.backward({ key: keySlot, value: valueSlot }, gradients);
      return { key, value };
    },
  };
}

function splitHeads(
  g: GraphBuilder,
  x: TensorName,
  heads: number,
  { headWidth }: TransformerShape,
  { batch, sequence }: RowsShape,
): TensorName {
  const to = g.node("Concat", [batch, sequence, g.integers(heads, headWidth)], { attributes: { axis: 0 } });
  return swapHeads(g, g.node("Reshape", [x, to]));
}

/** Each of the heads of keys or values [batch, head, key, headWidth] `served` times, beside itself. */
function repeatHeads(
  g: GraphBuilder,
  x: TensorName,
  served: number,
  { heads, headWidth }: TransformerShape,
): TensorName {
  if (served === 1) return x;
  const copies = Array<TensorName>(served).fill(g.node("Unsqueeze", [x, g.integers(2)]));
  const spread = g.node("Concat", copies, { attributes: { axis: 2 } }); // [batch, head, served, key, headWidth]
  return g.node("Reshape", [spread, g.integers(0, heads, -1, headWidth)]);
}

/** Backward of `repeatHeads`: what the copies got, added. */
function sumRepeated(
  g: GraphBuilder,
  dy: TensorName,
  served: number,
  { keyValueHeads, headWidth }: TransformerShape,
): TensorName {
  if (served === 1) return dy;
  const apart = g.node("Reshape", [dy, g.integers(0, keyValueHeads, served, -1, headWidth)]);
  return g.node("ReduceSum", [apart, g.integers(2)], { attributes: { keepdims: 0 } });
}
