/**
 * @file The VAE's one table of parameters, in the order in which they are trained and stored, and what each injection can carry.
 * Every name of its weights and captures comes from here.
 */
import type { Rng } from "../../core/base/rng.ts";
import { type Parameter, type Parameters, sizeOf } from "../parameters.ts";
import { type WeightNames, weightNames } from "../transformer/names.ts";
import { parameterTable } from "../transformer/parameterTable.ts";
import { type ProjectionKind, projectionKinds, projectionWidth } from "../transformer/specification.ts";
import { type Injection, type Side, sideSpecification, type VaeConfig } from "./config.ts";

/** Names of one side's weights. */
export function sideNames(side: Side): WeightNames {
  return weightNames(`${side}.`);
}

export const latentName = {
  mean: "latent.mean.weight",
  logVariance: "latent.logVariance.weight",
  rule: "latent.rule.weight",
} as const;

export const injectionName = {
  embedding: "injection.embedding.weight",
  projection: (layer: number, kind: ProjectionKind): string => `injection.block.${layer}.${kind}.weight`,
  fusionQuery: (layer: number): string => `injection.block.${layer}.fusion.query.weight`,
  fusionQueryBias: (layer: number): string => `injection.block.${layer}.fusion.query.bias`,
  fusionLatent: (layer: number): string => `injection.block.${layer}.fusion.latent.weight`,
  fusionLatentBias: (layer: number): string => `injection.block.${layer}.fusion.latent.bias`,
} as const;

export const vaeCaptureKinds = ["attention.output", "feedForward.output", "residual"] as const;
export type VaeCaptureKind = (typeof vaeCaptureKinds)[number];

/** `encoder.block.1.feedForward.output`: the graph's output with what a layer computed, [batch, sequence, width]. */
export function vaeCaptureName(side: Side, layer: number, kind: VaeCaptureKind): string {
  return `${side}.block.${layer}.${kind}`;
}

const deviation = 0.02;
/** z is small next to what it is added to; weaker injections are not found by training. */
const injectionDeviation = 5 * deviation;

export function vaeParameterTable(config: VaeConfig): readonly Parameter[] {
  const { vocabularySize, latent, rules, encoder, decoder } = config;
  if (config.sharedEmbeddings && encoder.width !== decoder.width) {
    throw new RangeError("Encoder and decoder can only share embeddings of one width.");
  }
  return [
    table(sideNames("decoder").tokenEmbedding, vocabularySize, decoder.width), // [vocabulary, width]
    ...(config.sharedEmbeddings ? [] : [table(sideNames("encoder").tokenEmbedding, vocabularySize, encoder.width)]),
    ...sideParameters(config, "encoder"),
    matrix(latentName.mean, encoder.width, latent), // [width, latent]
    matrix(latentName.logVariance, encoder.width, latent), // [width, latent]
    matrix(latentName.rule, latent, rules, injectionDeviation), // [latent, rule]
    ...injectionTable(config),
    ...sideParameters(config, "decoder"),
  ];
}

/** One side's own, without its tokens' table. */
function sideParameters(config: VaeConfig, side: Side): readonly Parameter[] {
  return parameterTable(sideSpecification(config, side), { prefix: `${side}.`, tokenTable: false });
}

/** The weights of one layer's attention and of its feed-forward half, norms left out. */
export function halfWeights(config: VaeConfig, side: Side, layer: number) {
  const own = (half: string): readonly string[] =>
    sideParameters(config, side)
      .filter(({ name, shape }) => name.startsWith(`${side}.block.${layer}.${half}.`) && shape.length === 2)
      .map(({ name }) => name);
  return { attention: own("attention"), feedForward: own("feedForward") } as const;
}

/** The projections of a layer that z is added to. */
export function injectedProjections(injection: Injection): readonly ProjectionKind[] {
  switch (injection) {
    case "query":
      return ["query"];
    case "memory":
    case "keyValue":
      return ["key", "value"];
    case "queryKeyValue":
      return projectionKinds;
    case "none":
    case "embedding":
    case "fusion":
      return [];
  }
}

function injectionTable(config: VaeConfig): Parameter[] {
  const { injection, latent, fusionRank, decoder } = config;
  const spec = sideSpecification(config, "decoder");
  const inner = projectionWidth(spec, "query");
  if (injection === "embedding") return [matrix(injectionName.embedding, latent, decoder.width, injectionDeviation)];
  const layers = Array.from({ length: decoder.layers }, (_, layer) => layer);
  if (injection === "fusion") {
    const all = fusionRank * inner;
    return layers.flatMap((layer) => [
      matrix(injectionName.fusionQuery(layer), inner, all, 1 / Math.sqrt(inner)), // [head * headWidth, rank * head * headWidth]
      zeros(injectionName.fusionQueryBias(layer), all),
      matrix(injectionName.fusionLatent(layer), latent, all, injectionDeviation), // [latent, rank * head * headWidth]
      ones(injectionName.fusionLatentBias(layer), all),
    ]);
  }
  return layers.flatMap((layer) =>
    injectedProjections(injection).map((kind) =>
      matrix(injectionName.projection(layer, kind), latent, projectionWidth(spec, kind), injectionDeviation),
    ),
  );
}

/** What an injection can carry at most. */
export interface InjectionCapacity {
  readonly parameters: number;
  /** Values that z sets in the decoder: of one layer, and of all. */
  readonly valuesPerLayer: number;
  readonly values: number;
  /** The largest rank that the map from z to those values of one layer can have. Where keys have fewer heads than queries, theirs is bound sooner. */
  readonly rankPerLayer: number;
  readonly rank: number;
}

export function injectionCapacity(config: VaeConfig): InjectionCapacity {
  const { injection, latent, decoder, fusionRank } = config;
  const spec = sideSpecification(config, "decoder");
  const parameters = injectionTable(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const columns = injectedProjections(injection).reduce((sum, kind) => sum + projectionWidth(spec, kind), 0);
  const perLayer = {
    none: 0,
    embedding: decoder.width,
    fusion: fusionRank * projectionWidth(spec, "query"),
    query: columns,
    memory: columns,
    keyValue: columns,
    queryKeyValue: columns,
  }[injection];
  const values = injection === "embedding" ? perLayer : perLayer * decoder.layers;
  return {
    parameters,
    valuesPerLayer: perLayer,
    values,
    rankPerLayer: Math.min(latent, perLayer),
    rank: Math.min(latent, values),
  };
}

export function countVaeParameters(config: VaeConfig): number {
  return vaeParameterTable(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Fresh weights, each from a generator of its own; `blockDeviation` is that of the blocks' matrices. */
export function initialVaeParameters(config: VaeConfig, rng: Rng, blockDeviation = deviation): Parameters {
  const factor = (name: string): number => (name.includes("coder.block.") ? blockDeviation / deviation : 1);
  return new Map(
    vaeParameterTable(config).map(({ name, shape, deviation: spread }) => {
      const values = new Float32Array(sizeOf(shape)).fill(spread === null ? 1 : 0);
      const own = rng.fork(name);
      if (spread !== null && spread > 0)
        for (let i = 0; i < values.length; i++) values[i] = own.normal() * spread * factor(name);
      return [name, values];
    }),
  );
}

function matrix(name: string, rows: number, columns: number, spread = deviation): Parameter {
  return { name, shape: [rows, columns], deviation: spread, decay: true };
}

function table(name: string, rows: number, width: number): Parameter {
  return { name, shape: [rows, width], deviation: 0.1, decay: false };
}

function ones(name: string, size: number): Parameter {
  return { name, shape: [size], deviation: null, decay: false };
}

function zeros(name: string, size: number): Parameter {
  return { name, shape: [size], deviation: 0, decay: false };
}
