/** @file The attention half of a block: projections, the norms of queries and keys, rotation, attention of each group of heads, output projection. */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { type HeadAttention, type HeadInputs, swapHeads } from "../operators/attention.ts";
import { gemm } from "../operators/linear.ts";
import { joinParts, part, splitParts } from "../operators/parts.ts";
import { type RotaryAngles, rotate } from "../operators/rotary.ts";
import type { HalfBody } from "./half.ts";
import type { WeightNames } from "./names.ts";
import { type NormedRows, normRows } from "./norm.ts";
import { biasedProduct } from "./product.ts";
import { projectApart, projectTogether } from "./projections.ts";
import { type HeadSpec, type ProjectionKind, queriesPerKey, type TransformerSpec } from "./specification.ts";

/** Neighboring heads that are computed together. Their projections come from columns of their own, so that no activation is split. */
export interface HeadGroup {
  readonly heads: readonly HeadSpec[];
  /** Attention in one layer, for query [batch, head, sequence, headWidth], key and value [batch, head / served, sequence, headWidth]. */
  readonly attend: (layer: number, inputs: HeadInputs) => GroupAttention;
}

/** Attention that may give other parameters their gradients too. */
export interface GroupAttention {
  readonly output: TensorName;
  backward(outputGradient: TensorName, gradients: Gradients): ReturnType<HeadAttention["backward"]>;
}

export interface TurnedGroup extends HeadGroup {
  readonly angles: RotaryAngles | undefined;
  /** The row of angles of each token and head of queries or keys, [token, head] int64; undefined when no head is turned. */
  readonly rows: Readonly<Record<"query" | "key", TensorName>> | undefined;
}

/** Something that was changed, and the way back. */
export interface Changed {
  readonly output: TensorName;
  backward(outputGradient: TensorName, gradients: Gradients): TensorName;
}

/** Changes a projection [token, columns] before it is turned by positions. */
export type ChangeProjection = (kind: ProjectionKind, x: TensorName) => Changed;

/** [1] int64 each. */
export interface BatchShape {
  readonly batch: TensorName;
  readonly sequence: TensorName;
}

export interface AttentionBodyInputs {
  readonly spec: TransformerSpec;
  readonly names: WeightNames;
  readonly layer: number;
  readonly groups: readonly TurnedGroup[];
  readonly shape: BatchShape;
  /** Whether query, key and value come from one joined matrix: one wide product backward, for a copy of the weights. */
  readonly joinsProjections: boolean;
  readonly change: ChangeProjection | undefined;
}

export function attentionBody(g: GraphBuilder, input: NormedRows, inputs: AttentionBodyInputs): HalfBody {
  const { spec, names, layer, groups, joinsProjections } = inputs;
  const { headWidth, biases } = spec.attention;
  const served = queriesPerKey(spec);
  const columns = groups.map(({ heads }) => heads.length * headWidth);
  const widths = { query: columns, key: columns.map((all) => all / served), value: columns.map((all) => all / served) };
  const project = joinsProjections ? projectTogether : projectApart;
  const projected = project(g, input, { names, layer, biases, widths });
  const heads = groups.map((group, i) => attendGroup(g, inputs, group, part(projected.outputs, i)));
  const joined = joinParts(
    g,
    heads.map((head) => head.output),
    1,
  ); // [token, head * headWidth]
  const weight = names.attentionOutput(layer);
  const bias = biases.output ? names.attentionOutputBias(layer) : undefined;
  const output = biasedProduct(g, joined, { weight, bias });
  return {
    product: output.product,
    backward: (gradient, gradients) => {
      output.backward(gradient, gradients);
      // Each group's share of the gradient is a product of its own, which is cheaper than cutting up the whole.
      const rows = splitParts(g, weight, columns, 0);
      const inner = heads.map((head, i) =>
        head.backward(gemm(g, gradient, part(rows, i), { transB: true }), gradients),
      );
      return projected.backward(inner, gradients);
    },
  };
}

/** Query, key and value of one group, [token, head * headWidth] each. */
export type GroupProjections = Readonly<Record<ProjectionKind, TensorName>>;

/** One group from its projections to its output [token, head * headWidth]. */
function attendGroup(
  g: GraphBuilder,
  inputs: AttentionBodyInputs,
  group: TurnedGroup,
  projections: GroupProjections,
): { readonly output: TensorName; backward(dO: TensorName, gradients: Gradients): GroupProjections } {
  const { spec, layer, shape } = inputs;
  const { headWidth, scale } = spec.attention;
  const served = queriesPerKey(spec);
  const own = headLayout(g, shape, { heads: group.heads.length, headWidth });
  const shared = served === 1 ? own : headLayout(g, shape, { heads: group.heads.length / served, headWidth });
  const query = prepareHeads(g, inputs, group, { kind: "query", x: projections.query, layout: own });
  const key = prepareHeads(g, inputs, group, { kind: "key", x: projections.key, layout: shared });
  const value = prepareHeads(g, inputs, group, { kind: "value", x: projections.value, layout: shared });
  const attention = group.attend(layer, {
    query: query.output,
    key: key.output,
    value: value.output,
    headWidth,
    scale,
  });
  return {
    output: own.merge(attention.output),
    backward: (dO, gradients) => {
      const inner = attention.backward(own.split(dO), gradients);
      return {
        query: query.backward(inner.query, gradients),
        key: key.backward(inner.key, gradients),
        value: value.backward(inner.value, gradients),
      };
    },
  };
}

interface HeadProjection {
  readonly kind: ProjectionKind;
  /** [token, head * headWidth] */
  readonly x: TensorName;
  readonly layout: HeadLayout;
}

/** A projection as attention wants it, [batch, head, sequence, headWidth]: changed, normalized by head, turned. */
function prepareHeads(
  g: GraphBuilder,
  { spec, names, layer, change }: AttentionBodyInputs,
  { angles, rows }: TurnedGroup,
  { kind, x, layout }: HeadProjection,
): Changed {
  const { queryKeyNorm } = spec.attention;
  const changed = change?.(kind, x) ?? unchanged(x);
  if (kind === "value") {
    return {
      output: layout.split(changed.output),
      backward: (dy, gradients) => changed.backward(layout.merge(dy), gradients),
    };
  }
  const normed = queryKeyNorm
    ? normHeads(g, changed.output, { spec, names: names.queryKeyNorm(layer, kind), layout })
    : unchanged(changed.output);
  if (rows === undefined || angles === undefined) {
    return {
      output: layout.split(normed.output),
      backward: (dy, gradients) => changed.backward(normed.backward(layout.merge(dy), gradients), gradients),
    };
  }
  const turned = rotate(g, layout.byHead(normed.output), angles, rows[kind]);
  return {
    output: layout.split(turned.output),
    backward: (dy, gradients) => {
      const flat = layout.flat(turned.backward(layout.mergeByHead(dy)));
      return changed.backward(normed.backward(flat, gradients), gradients);
    },
  };
}

function unchanged(x: TensorName): Changed {
  return { output: x, backward: (dy) => dy };
}

/** Each head's values by themselves, with one scale for all heads. */
function normHeads(
  g: GraphBuilder,
  x: TensorName,
  { spec, names, layout }: { spec: TransformerSpec; names: { weight: string; bias: string }; layout: HeadLayout },
): Changed {
  const rows = g.node("Reshape", [x, g.integers(-1, spec.attention.headWidth)]); // [token * head, headWidth]
  const normed = normRows(g, { norm: spec.norm, names, x: rows, width: spec.attention.headWidth });
  return {
    output: layout.flat(normed.output),
    backward: (dy, gradients) => {
      const flat = g.node("Reshape", [dy, g.integers(-1, spec.attention.headWidth)]);
      return layout.flat(normed.backward(flat, gradients));
    },
  };
}

type HeadLayout = ReturnType<typeof headLayout>;

/** The shapes that some heads take: flat [token, head * headWidth], by head [token, head, headWidth], split [batch, head, sequence, headWidth]. */
function headLayout(g: GraphBuilder, shape: BatchShape, { heads, headWidth }: { heads: number; headWidth: number }) {
  const byHead = g.integers(-1, heads, headWidth);
  const flat = g.integers(-1, heads * headWidth);
  // A single head has nothing to change places with.
  const single = heads === 1;
  const swap = (x: TensorName): TensorName => (single ? x : swapHeads(g, x));
  const reshape = (x: TensorName, to: TensorName): TensorName => g.node("Reshape", [x, to]);
  const outer = single
    ? [shape.batch, g.integers(1), shape.sequence]
    : [shape.batch, shape.sequence, g.integers(heads)];
  const apart = g.node("Concat", [...outer, g.integers(headWidth)], { attributes: { axis: 0 } });
  return {
    split: (x: TensorName): TensorName => swap(reshape(x, apart)),
    merge: (x: TensorName): TensorName => reshape(swap(x), flat),
    mergeByHead: (x: TensorName): TensorName => reshape(swap(x), byHead),
    byHead: (x: TensorName): TensorName => reshape(x, byHead),
    flat: (x: TensorName): TensorName => reshape(x, flat),
  };
}
