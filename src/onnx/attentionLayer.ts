/** @file The attention half of a block: norm, projections, rotation, attention of each group of heads, output projection. */
import { addGradient, type Gradients } from "./gradients.ts";
import type { GraphBuilder, TensorName } from "./graph.ts";
import { type HeadAttention, type HeadInputs, swapHeads } from "./operators/attention.ts";
import { gemm, linear, weightGradient } from "./operators/linear.ts";
import { joinParts, part, splitParts } from "./operators/parts.ts";
import { normalize, scaleRows } from "./operators/rmsNorm.ts";
import { type RotaryAngles, type Rotated, rotate } from "./operators/rotary.ts";
import { type DecoderConfig, headWidth, weightName } from "./parameters.ts";

/** Neighbouring heads that are computed together. Their projections come from columns of their own, so that no activation is split. */
export interface HeadGroup {
  /** For each head of the group, whether its queries and keys are turned. */
  readonly rotary: readonly boolean[];
  /** Attention in one layer, for query, key and value [batch, head, sequence, headWidth]. */
  readonly attend: (layer: number, inputs: HeadInputs) => HeadAttention;
}

export interface TurnedGroup extends HeadGroup {
  /** The row of angles of each token and head, [token, head] int64; undefined when no head is turned. */
  readonly rows: TensorName | undefined;
}

/** [1] int64 each. */
export interface BatchShape {
  readonly batch: TensorName;
  readonly sequence: TensorName;
}

export interface AttentionLayerInputs {
  readonly layer: number;
  /** [token, width] */
  readonly residual: TensorName;
  readonly angles: RotaryAngles;
  readonly groups: readonly TurnedGroup[];
  readonly shape: BatchShape;
}

/** x + Attention(norm(x)) Wo */
export function buildAttention(g: GraphBuilder, config: DecoderConfig, inputs: AttentionLayerInputs) {
  const { layer, residual, angles, groups, shape } = inputs;
  const widths = groups.map(({ rotary }) => rotary.length * headWidth(config));
  const normalized = normalize(g, residual, config.width);
  const projected = projectHeads(g, config, { x: normalized.output, layer, widths });
  const heads = groups.map((group, i) => {
    return attendGroup(g, { group, layer, angles, shape, headWidth: headWidth(config), ...part(projected.outputs, i) });
  });
  const joined = joinParts(
    g,
    heads.map((head) => head.output),
    1,
  ); // [token, width]
  const name = weightName.attentionOutput(layer);
  const output = linear(g, joined, name, { add: residual });

  return {
    output: output.output,
    /** What the layer adds to the residual. */
    added: () => linear(g, joined, name).output,
    backward: (gradient: TensorName, gradients: Gradients): TensorName => {
      gradients.set(name, output.backward(gradient).weight);
      // Each group's share of the gradient is a product of its own, which is cheaper than cutting up the whole.
      const rows = splitParts(g, name, widths, 0);
      const inner = heads.map((head, i) => head.backward(gemm(g, gradient, part(rows, i), { transB: true })));
      return normalized.backward(projected.backward(inner, gradients), gradient);
    },
  };
}

/** Query, key and value of one group, [token, head * headWidth] each. */
type GroupProjections = Pick<HeadInputs, "query" | "key" | "value">;

interface ProjectionInputs {
  /** [token, width], normalised. */
  readonly x: TensorName;
  readonly layer: number;
  /** The columns of each group. */
  readonly widths: readonly number[];
}

/**
 * x diag(norm) [Wq, Wk, Wv], by groups of columns: forward one product for each group and kind, so that no activation has to be cut up,
 * backward one wide product for all.
 */
function projectHeads(g: GraphBuilder, { width }: DecoderConfig, { x, layer, widths }: ProjectionInputs) {
  const names = [weightName.query(layer), weightName.key(layer), weightName.value(layer)];
  const scaled = scaleRows(g, weightName.attentionNorm(layer), joinParts(g, names, 1)); // [width, 3 * width]
  const pieces = splitParts(g, scaled.output, [...widths, ...widths, ...widths], 1).map((weight) => gemm(g, x, weight));
  const count = widths.length;
  const outputs = widths.map((_, i): GroupProjections => {
    const piece = (kind: number): TensorName => part(pieces, kind * count + i);
    return { query: piece(0), key: piece(1), value: piece(2) };
  });
  return {
    outputs,
    backward: (parts: readonly GroupProjections[], gradients: Gradients): TensorName => {
      const kinds = (["query", "key", "value"] as const).flatMap((kind) => parts.map((each) => each[kind]));
      const all = joinParts(g, kinds, 1); // [token, 3 * width]
      const through = scaled.backward(weightGradient(g, x, all, { widens: true }));
      for (const [i, gradient] of splitParts(g, through.weight, [width, width, width], 1).entries()) {
        gradients.set(part(names, i), gradient);
      }
      addGradient(g, gradients, weightName.attentionNorm(layer), through.scale);
      return gemm(g, all, scaled.output, { transB: true });
    },
  };
}

interface GroupInputs extends HeadInputs {
  readonly group: TurnedGroup;
  readonly layer: number;
  readonly angles: RotaryAngles;
  readonly shape: BatchShape;
}

/** One group from its projections [token, head * headWidth] to its output of the same shape. */
function attendGroup(
  g: GraphBuilder,
  { group, layer, angles, shape, headWidth: each, query, key, value }: GroupInputs,
): HeadAttention {
  const count = group.rotary.length;
  const byHead = g.integers(-1, count, each);
  const flat = g.integers(-1, count * each);
  const outer =
    count === 1 ? [shape.batch, g.integers(1), shape.sequence] : [shape.batch, shape.sequence, g.integers(count)];
  const split4 = g.node("Concat", [...outer, g.integers(each)], { attributes: { axis: 0 } });
  // [batch, head, sequence, headWidth] and back. A single head has nothing to change places with.
  const swap = (x: TensorName): TensorName => (count === 1 ? x : swapHeads(g, x));
  const split = (x: TensorName): TensorName => swap(g.node("Reshape", [x, split4]));
  const merge = (x: TensorName, to: TensorName): TensorName => g.node("Reshape", [swap(x), to]);
  const { rows } = group;
  const turn = (x: TensorName): Rotated =>
    rows === undefined ? { output: x, backward: (dy) => dy } : rotate(g, g.node("Reshape", [x, byHead]), angles, rows);
  const [turnedQuery, turnedKey] = [turn(query), turn(key)];
  const attention = group.attend(layer, {
    query: split(turnedQuery.output),
    key: split(turnedKey.output),
    value: split(value),
    headWidth: each,
  });
  return {
    output: merge(attention.output, flat),
    backward: (dO) => {
      const inner = attention.backward(split(dO));
      const back = (x: TensorName, turned: Rotated): TensorName =>
        rows === undefined ? merge(x, flat) : g.node("Reshape", [turned.backward(merge(x, byHead)), flat]);
      return {
        query: back(inner.query, turnedQuery),
        key: back(inner.key, turnedKey),
        value: merge(inner.value, flat),
      };
    },
  };
}
