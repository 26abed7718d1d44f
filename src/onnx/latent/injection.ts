/**
 * @file The ways in which z reaches the decoder, forward and backward. What they do is written in `injectionAbout`; the low-rank fusion
 * follows Liu et al., "Efficient low-rank multimodal fusion", 2018: Σ over r of (q A_r + a_r) ∘ (z B_r + b_r).
 */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { gemm, linear, sumRows } from "../operators/linear.ts";
import type { BatchShape, Changed } from "../transformer/attention.ts";
import { type ProjectionKind, projectionWidth } from "../transformer/specification.ts";
import { sideSpecification, type VaeConfig } from "./config.ts";
import { addToRows, byRow, type LatentVector } from "./latentVector.ts";
import { injectedProjections, injectionName } from "./vaeParameters.ts";

/** What z does in one layer. */
export interface LayerInjection {
  /** Changes a projection [token, columns], before it is turned by positions. */
  project(kind: ProjectionKind, x: TensorName): Changed;
  /** A key and a value that every token of the row sees, [batch, columns] each. */
  readonly memory: Memory | undefined;
}

export interface Memory {
  readonly key: TensorName;
  readonly value: TensorName;
  backward(gradient: { readonly key: TensorName; readonly value: TensorName }, gradients: Gradients): void;
}

export interface InjectionInputs {
  readonly config: VaeConfig;
  readonly latent: LatentVector;
  readonly shape: BatchShape;
}

const unchanged = (x: TensorName): Changed => ({ output: x, backward: (dy) => dy });

export const noInjection: LayerInjection = { project: (_, x) => unchanged(x), memory: undefined };

/** z added to the embeddings [token, width], where the injection says so. */
export function injectEmbedding(g: GraphBuilder, { config, latent, shape }: InjectionInputs, x: TensorName): Changed {
  if (config.injection !== "embedding") return unchanged(x);
  return addProjected(g, latent, shape, { x, weight: injectionName.embedding, columns: config.decoder.width });
}

export function injectLayer(g: GraphBuilder, inputs: InjectionInputs, layer: number): LayerInjection {
  const { config, latent, shape } = inputs;
  const { injection } = config;
  if (injection === "memory") return { ...noInjection, memory: memoryOf(latent, layer) };
  if (injection === "fusion") {
    return {
      project: (kind, x) => (kind === "query" ? fuse(g, inputs, layer, x) : unchanged(x)),
      memory: undefined,
    };
  }
  const changed = injectedProjections(injection);
  const spec = sideSpecification(config, "decoder");
  return {
    project(kind, x) {
      if (!changed.includes(kind)) return unchanged(x);
      const weight = injectionName.projection(layer, kind);
      return addProjected(g, latent, shape, { x, weight, columns: projectionWidth(spec, kind) });
    },
    memory: undefined,
  };
}

interface Addition {
  readonly x: TensorName;
  readonly weight: TensorName;
  readonly columns: number;
}

/** x + z W */
function addProjected(
  g: GraphBuilder,
  latent: LatentVector,
  shape: BatchShape,
  { x, weight, columns }: Addition,
): Changed {
  const projected = latent.project(weight);
  const sum = addToRows(g, x, projected.output, shape, columns);
  return {
    output: sum.output,
    backward: (dy, gradients) => {
      projected.backward(sum.rowGradient(dy), gradients);
      return dy;
    },
  };
}

function memoryOf(latent: LatentVector, layer: number): Memory {
  const key = latent.project(injectionName.projection(layer, "key"));
  const value = latent.project(injectionName.projection(layer, "value"));
  return {
    key: key.output,
    value: value.output,
    backward: (gradient, gradients) => {
      key.backward(gradient.key, gradients);
      value.backward(gradient.value, gradients);
    },
  };
}

function fuse(g: GraphBuilder, { config, latent, shape }: InjectionInputs, layer: number, q: TensorName): Changed {
  const { fusionRank: rank } = config;
  const columns = projectionWidth(sideSpecification(config, "decoder"), "query");
  const all = rank * columns;
  const weight = injectionName.fusionQuery(layer);
  const bias = injectionName.fusionQueryBias(layer);
  const query = linear(g, q, weight, { add: bias }); // [token, rank * columns]
  const gate = latent.project(injectionName.fusionLatent(layer), injectionName.fusionLatentBias(layer)); // [batch, rank * columns]
  const gateRows = g.node("Unsqueeze", [gate.output, g.integers(1)]);
  const product = g.node("Mul", [byRow(g, query.output, shape, all), gateRows]); // [batch, sequence, rank * columns]
  const split = g.node("Reshape", [product, g.integers(-1, rank, columns)]);
  const scale = g.scalar(1 / Math.sqrt(rank));
  const sum = g.node("ReduceSum", [split, g.integers(1)], { attributes: { keepdims: 0 } });
  return {
    output: g.node("Mul", [sum, scale]),
    backward: (dy, gradients) => {
      const scaled = g.node("Mul", [dy, scale]);
      const spread = g.node("Concat", Array<TensorName>(rank).fill(scaled), { attributes: { axis: 1 } });
      const d = byRow(g, spread, shape, all); // [batch, sequence, rank * columns]
      const queryGradient = g.node("Reshape", [g.node("Mul", [d, gateRows]), g.integers(-1, all)]);
      const gateParts = g.node("Mul", [d, byRow(g, query.output, shape, all)]);
      gate.backward(g.node("ReduceSum", [gateParts, g.integers(1)], { attributes: { keepdims: 0 } }), gradients);
      gradients.set(weight, gemm(g, q, queryGradient, { transA: true }));
      gradients.set(bias, sumRows(g, queryGradient));
      return gemm(g, queryGradient, weight, { transB: true });
    },
  };
}
