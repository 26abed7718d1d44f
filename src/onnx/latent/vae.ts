/** @file The encoder up to mean and log-variance, and the decoder from z to logits: the parts that training and inference are built from. */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { attend } from "../operators/attention.ts";
import { attendShared } from "../operators/groupedQuery.ts";
import { scaleAndShift } from "../operators/layerNorm.ts";
import { part, splitParts } from "../operators/parts.ts";
import { normalize } from "../operators/rmsNorm.ts";
import type { BatchShape, HeadGroup } from "../transformer/attention.ts";
import { maskBias } from "../transformer/attentionBias.ts";
import { headCount, type LayerSpec, queriesPerKey, type TransformerSpec } from "../transformer/specification.ts";
import { buildTransformer, type GraphLayout, type Logits, type Transformer } from "../transformer/transformer.ts";
import { sideSpecification, type VaeConfig } from "./config.ts";
import { injectEmbedding, injectLayer, type LayerInjection, noInjection } from "./injection.ts";
import type { LatentVector } from "./latentVector.ts";
import { attendMemory } from "./memory.ts";
import { buildPosterior, type Posterior, type PosteriorGradient } from "./posterior.ts";
import { sideNames } from "./vaeParameters.ts";

/** z is added to each projection by itself. */
const latentLayout: GraphLayout = { foldsNorms: true, joinsProjections: false };

/** Far below any score, yet finite. */
const blocked = -1e9;

export interface Encoder {
  readonly transformer: Transformer;
  readonly posterior: Posterior;
  backward(gradient: PosteriorGradient, gradients: Gradients): void;
}

/** For ids and mask (1 = real token) int64 [batch, sequence]. The row's first token stands for the whole. */
export function buildEncoder(g: GraphBuilder, config: VaeConfig, ids: TensorName, mask: TensorName): Encoder {
  const spec = sideSpecification(config, "encoder");
  const shape = rowsShape(g, ids);
  const names = sideNames("encoder");
  const bias = g.within("encoder.bias", () => maskBias(g, mask)); // [batch, 1, 1, key]
  const transformer = buildTransformer(g, spec, {
    layout: latentLayout,
    prefix: "encoder.",
    tokenTable: config.sharedEmbeddings ? sideNames("decoder").tokenEmbedding : names.tokenEmbedding,
    ...idsOf(g, ids, shape),
    shape,
    groups: (layer) => [sideGroup(g, spec, { layer, shape, bias, injection: () => noInjection })],
  });
  return g.within("latent", () => {
    const rows = firstRows(g, transformer.residual, shape);
    const normalized = normalize(g, rows.output, spec.width, spec.norm.epsilon);
    const scaled = scaleAndShift(g, normalized.output, names.finalNorm.weight);
    const posterior = buildPosterior(g, scaled.output);
    return {
      transformer,
      posterior,
      backward: (gradient, gradients) => {
        const dh = g.within("latent.backward", () => posterior.backward(gradient, gradients));
        const dx = normalized.backward(scaled.backward(dh, gradients));
        transformer.backward(rows.backward(dx), gradients);
      },
    };
  });
}

export interface LatentDecoder {
  readonly transformer: Transformer;
  /** Rows of the residual stream [row, width] to logits [row, vocabulary]; `backward` returns the rows' gradient. */
  logits(rows: TensorName): Logits;
}

/** For ids int64 [batch, sequence], padded on the right. z's gradient collects in `latent`. */
export function buildLatentDecoder(
  g: GraphBuilder,
  config: VaeConfig,
  ids: TensorName,
  latent: LatentVector,
): LatentDecoder {
  const spec = sideSpecification(config, "decoder");
  const shape = rowsShape(g, ids);
  const inputs = { config, latent, shape };
  const injections = spec.layers.map((_, layer) => injectLayer(g, inputs, layer));
  const injection = (layer: number): LayerInjection => part(injections, layer);
  const bias = g.within("decoder.bias", () => causalBias(g, shape, config.injection === "memory"));
  const transformer = buildTransformer(g, spec, {
    layout: latentLayout,
    prefix: "decoder.",
    ...idsOf(g, ids, shape),
    shape,
    groups: (layer) => [sideGroup(g, spec, { layer, shape, bias, injection })],
    change: {
      embedding: (x) => injectEmbedding(g, inputs, x),
      projection: (layer) => injection(layer).project,
    },
  });
  return { transformer, logits: (rows) => transformer.logits(rows) };
}

interface SideGroup {
  readonly layer: LayerSpec;
  readonly shape: BatchShape;
  /** Broadcastable to [batch, head, query, key], the memory's key first. */
  readonly bias: TensorName;
  readonly injection: (layer: number) => LayerInjection;
}

/** All heads of a layer together. */
function sideGroup(g: GraphBuilder, spec: TransformerSpec, { layer, shape, bias, injection }: SideGroup): HeadGroup {
  const shared = { heads: headCount(spec), served: queriesPerKey(spec) };
  const { keyValueHeads } = spec.attention;
  return {
    heads: layer.heads,
    attend: (index, inputs) =>
      attendMemory(g, { memory: injection(index).memory, keyValueHeads, shape }, inputs, (all) =>
        attendShared(g, shared, all, (each) => attend(g, { ...each, bias })),
      ),
  };
}

/** Ids as the transformer reads them, with positions 0, 1, 2, … in each row: [token] int64. */
function idsOf(g: GraphBuilder, ids: TensorName, { batch, sequence }: BatchShape) {
  const length = g.node("Squeeze", [sequence, g.integers(0)]);
  const row = g.node("Unsqueeze", [g.node("Range", [g.integer(0), length, g.integer(1)]), g.integers(0)]);
  const all = g.node("Expand", [row, g.node("Concat", [batch, sequence], { attributes: { axis: 0 } })]);
  return {
    ids: g.node("Reshape", [ids, g.integers(-1)]),
    positions: g.node("Reshape", [all, g.integers(-1)]),
    coupled: undefined,
    types: undefined,
  };
}

/** [query, key], or with a memory that everything sees [query, 1 + key]. */
function causalBias(g: GraphBuilder, { sequence }: BatchShape, memory: boolean): TensorName {
  const length = g.node("Squeeze", [sequence, g.integers(0)]);
  const one = g.integer(1);
  const query = g.node("Unsqueeze", [g.node("Range", [g.integer(0), length, one]), g.integers(1)]);
  const key = g.node("Range", [g.integer(memory ? -1 : 0), length, one]);
  return g.node("Where", [g.node("LessOrEqual", [key, query]), g.scalar(0), g.scalar(blocked)]);
}

function rowsShape(g: GraphBuilder, ids: TensorName): BatchShape {
  const extents = splitParts(g, g.node("Shape", [ids]), [1, 1], 0);
  return { batch: part(extents, 0), sequence: part(extents, 1) };
}

/** The first row of each sequence of x [batch * sequence, width]: [batch, width]. The gradient goes back among zeros. */
function firstRows(g: GraphBuilder, x: TensorName, { batch, sequence }: BatchShape) {
  const scalar = (vector: TensorName): TensorName => g.node("Squeeze", [vector, g.integers(0)]);
  const order = g.node("Range", [g.integer(0), scalar(batch), g.integer(1)]);
  const rows = g.node("Mul", [order, sequence]);
  return {
    output: g.node("Gather", [x, rows]),
    backward: (dy: TensorName): TensorName => {
      const zeros = g.node("ConstantOfShape", [g.node("Shape", [x])]);
      return g.node("ScatterND", [zeros, g.node("Unsqueeze", [rows, g.integers(1)]), dy]);
    },
  };
}
