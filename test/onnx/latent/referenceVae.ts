/**
 * @file Both sides of the language VAE written out in plain TypeScript, in double precision, one formula after another: slow and readable, and
 * independent of ONNX. What the model files compute is compared with it.
 */
import { type Side, sideSpecification, type VaeConfig } from "../../../src/onnx/latent/config.ts";
import { injectedProjections, injectionName, latentName, sideNames } from "../../../src/onnx/latent/vaeParameters.ts";
import type { Parameters } from "../../../src/onnx/parameters.ts";
import { type ProjectionKind, projectionWidth } from "../../../src/onnx/transformer/specification.ts";
import { activations, type Matrix, rotated } from "../referenceTransformer.ts";

export interface VaeReference {
  /** By layer, [head][query][key]; where z is a key of its own it is the first. */
  readonly probabilities: readonly (readonly Matrix[])[];
  /** What mean z is made of the encoder's first token. */
  readonly mean: readonly number[];
}

/** `z`: of the decoder; ids of the encoder are a whole row without padding. */
export function referenceVae(
  config: VaeConfig,
  parameters: Parameters,
  side: Side,
  ids: readonly number[],
  z: readonly number[] = [],
): VaeReference {
  const shape = config[side];
  const spec = sideSpecification(config, side);
  const name = sideNames(side);
  const injection = side === "decoder" ? config.injection : "none";
  const values = (of: string): Float32Array => parameters.get(of) ?? new Float32Array(0);
  const times = (x: readonly number[], of: string, out: number): number[] => {
    const w = values(of);
    return Array.from({ length: out }, (_, o) => x.reduce((sum, xi, i) => sum + xi * (w[i * out + o] ?? 0), 0));
  };
  const norm = (x: readonly number[], of: string): number[] => {
    const mean = x.reduce((sum, xi) => sum + xi * xi, 0) / x.length;
    return x.map((xi, i) => (xi / Math.sqrt(mean + 1e-6)) * (values(of)[i] ?? 0));
  };
  const table = sideNames(config.sharedEmbeddings ? "decoder" : side).tokenEmbedding;
  const row = (of: string, i: number): number[] => [...values(of).subarray(i * shape.width, (i + 1) * shape.width)];
  let residual: Matrix = ids.map((id, t) => {
    const parts = [row(table, id)];
    if (shape.positions > 0) parts.push(row(name.positionEmbedding, t));
    if (injection === "embedding") parts.push(times(z, injectionName.embedding, shape.width));
    return parts.reduce(add);
  });
  const served = shape.heads / shape.keyValueHeads;
  const probabilities = Array.from({ length: shape.layers }, (_, layer) => {
    const normalized = residual.map((x) => norm(x, name.norm(layer, "attention").weight));
    /** [token][head * headWidth], with what z adds, turned. */
    const project = (kind: ProjectionKind): Matrix => {
      const columns = projectionWidth(spec, kind);
      const adds = injection !== "memory" && injectedProjections(injection).includes(kind);
      const more = adds ? times(z, injectionName.projection(layer, kind), columns) : [];
      return normalized.map((x, position) => {
        let y = times(x, name.projection(layer, kind), columns);
        if (shape.projectionBiases) y = add(y, [...values(name.projectionBias(layer, kind))]);
        y = add(y, more);
        if (injection === "fusion" && kind === "query") y = fused(y, layer, columns);
        if (kind === "value") return y;
        const turnedHeads = (shape.rotaryHeads * columns) / (shape.heads * shape.headWidth);
        return y.flatMap((_, i) => {
          if (i % shape.headWidth > 0) return [];
          const own = y.slice(i, i + shape.headWidth);
          return i / shape.headWidth < turnedHeads ? rotated(own, position, shape.rotaryBase) : own;
        });
      });
    };
    const fused = (q: readonly number[], at: number, columns: number): number[] => {
      const all = config.fusionRank * columns;
      const a = add(times(q, injectionName.fusionQuery(at), all), [...values(injectionName.fusionQueryBias(at))]);
      const b = add(times(z, injectionName.fusionLatent(at), all), [...values(injectionName.fusionLatentBias(at))]);
      return q.map((_, c) => {
        let sum = 0;
        for (let r = 0; r < config.fusionRank; r++) sum += (a[r * columns + c] ?? 0) * (b[r * columns + c] ?? 0);
        return sum / Math.sqrt(config.fusionRank);
      });
    };
    const slot = (kind: ProjectionKind): Matrix =>
      injection === "memory" ? [times(z, injectionName.projection(layer, kind), projectionWidth(spec, kind))] : [];
    const query = project("query");
    const key = [...slot("key"), ...project("key")];
    const value = [...slot("value"), ...project("value")];
    const before = key.length - query.length;
    const heads = Array.from({ length: shape.heads }, (_, head) => {
      const of = (x: readonly number[], at: number): number[] =>
        x.slice(at * shape.headWidth, (at + 1) * shape.headWidth);
      const shared = Math.floor(head / served);
      return query.map((q, i) => {
        const scores = key.map((k, j) =>
          side === "decoder" && j > i + before
            ? Number.NEGATIVE_INFINITY
            : dot(of(q, head), of(k, shared)) / Math.sqrt(shape.headWidth),
        );
        const most = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - most));
        const total = weights.reduce((sum, w) => sum + w, 0);
        return weights.map((w) => w / total);
      });
    });
    const joined = query.map((_, i) =>
      heads.flatMap((rows, head) => {
        const shared = Math.floor(head / served) * shape.headWidth;
        return Array.from({ length: shape.headWidth }, (_, d) =>
          (rows[i] ?? []).reduce((sum, p, j) => sum + p * (value[j]?.[shared + d] ?? 0), 0),
        );
      }),
    );
    const middle = residual.map((x, i) => add(x, times(joined[i] ?? [], name.attentionOutput(layer), shape.width)));
    residual = middle.map((x) => {
      const y = norm(x, name.norm(layer, "feedForward").weight);
      const inner = times(y, name.feedForwardInput(layer), shape.feedForward);
      const gate = shape.gated ? times(y, name.feedForwardGate(layer), shape.feedForward) : inner;
      const hidden = gate.map((g, i) => activations[shape.activation](g) * (shape.gated ? (inner[i] ?? 0) : 1));
      return add(x, times(hidden, name.feedForwardOutput(layer), shape.width));
    });
    return heads;
  });
  const first = norm(residual[0] ?? [], name.finalNorm.weight);
  return { probabilities, mean: side === "encoder" ? times(first, latentName.mean, config.latent) : [] };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const add = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x + (b[i] ?? 0));
