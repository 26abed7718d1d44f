/**
 * @file The VAE's one table of parameters, in the order in which they are trained and stored, and what each injection can carry.
 * Every name of its weights and captures comes from here.
 */
import type { Rng } from "../../core/base/rng.ts";
import { type Parameter, type Parameters, sizeOf } from "../parameters.ts";
import {
  type Injection,
  type ProjectionKind,
  projectionKinds,
  projectionWidth,
  type TransformerShape,
  type VaeConfig,
} from "./config.ts";

export type Side = "encoder" | "decoder";

/** Names of one side's weights. */
export function sideName(side: Side) {
  const block = (layer: number): string => `${side}.block.${layer}`;
  return {
    tokenEmbedding: `${side}.embedding.token.weight`,
    positionEmbedding: `${side}.embedding.position.weight`,
    finalNorm: `${side}.final.norm.weight`,
    attentionNorm: (layer: number): string => `${block(layer)}.attention.norm.weight`,
    projection: (layer: number, kind: ProjectionKind): string => `${block(layer)}.attention.${kind}.weight`,
    projectionBias: (layer: number, kind: ProjectionKind): string => `${block(layer)}.attention.${kind}.bias`,
    attentionOutput: (layer: number): string => `${block(layer)}.attention.output.weight`,
    feedForwardNorm: (layer: number): string => `${block(layer)}.feedForward.norm.weight`,
    feedForwardGate: (layer: number): string => `${block(layer)}.feedForward.gate.weight`,
    feedForwardInput: (layer: number): string => `${block(layer)}.feedForward.input.weight`,
    feedForwardOutput: (layer: number): string => `${block(layer)}.feedForward.output.weight`,
  } as const;
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
  checkShape(encoder);
  checkShape(decoder);
  if (config.sharedEmbeddings && encoder.width !== decoder.width) {
    throw new RangeError("Encoder and decoder can only share embeddings of one width.");
  }
  const names = { encoder: sideName("encoder"), decoder: sideName("decoder") };
  return [
    table(names.decoder.tokenEmbedding, vocabularySize, decoder.width), // [vocabulary, width]
    ...(config.sharedEmbeddings ? [] : [table(names.encoder.tokenEmbedding, vocabularySize, encoder.width)]),
    ...transformerTable("encoder", encoder),
    matrix(latentName.mean, encoder.width, latent), // [width, latent]
    matrix(latentName.logVariance, encoder.width, latent), // [width, latent]
    matrix(latentName.rule, latent, rules, injectionDeviation), // [latent, rule]
    ...injectionTable(config),
    ...transformerTable("decoder", decoder),
  ];
}

/** The weights of one layer's attention and of its feed-forward half, norms left out. */
export function halfWeights(side: Side, layer: number, shape: TransformerShape) {
  const name = sideName(side);
  return {
    attention: [...projectionKinds.map((kind) => name.projection(layer, kind)), name.attentionOutput(layer)],
    feedForward: [
      ...(shape.gated ? [name.feedForwardGate(layer)] : []),
      name.feedForwardInput(layer),
      name.feedForwardOutput(layer),
    ],
  } as const;
}

function transformerTable(side: Side, shape: TransformerShape): Parameter[] {
  const { layers, width, feedForward, gated, projectionBiases, positions } = shape;
  const name = sideName(side);
  const inner = projectionWidth(shape, "query");
  const narrow = deviation / Math.sqrt(2 * Math.max(1, layers));
  const block = (layer: number): Parameter[] => [
    ones(name.attentionNorm(layer), width),
    ...projectionKinds.flatMap((kind) => {
      const columns = projectionWidth(shape, kind);
      const weight = matrix(name.projection(layer, kind), width, columns); // [in, head * headWidth]
      return projectionBiases ? [weight, zeros(name.projectionBias(layer, kind), columns)] : [weight];
    }),
    matrix(name.attentionOutput(layer), inner, width, narrow), // [head * headWidth, out]
    ones(name.feedForwardNorm(layer), width),
    ...(gated ? [matrix(name.feedForwardGate(layer), width, feedForward)] : []), // [in, hidden]
    matrix(name.feedForwardInput(layer), width, feedForward), // [in, hidden]
    matrix(name.feedForwardOutput(layer), feedForward, width, narrow), // [hidden, out]
  ];
  return [
    ...(positions > 0 ? [table(name.positionEmbedding, positions, width)] : []), // [position, width]
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    ones(name.finalNorm, width),
  ];
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

function injectionTable({ injection, latent, fusionRank, decoder }: VaeConfig): Parameter[] {
  const inner = projectionWidth(decoder, "query");
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
      matrix(injectionName.projection(layer, kind), latent, projectionWidth(decoder, kind), injectionDeviation),
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
  const parameters = injectionTable(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const columns = injectedProjections(injection).reduce((sum, kind) => sum + projectionWidth(decoder, kind), 0);
  const perLayer = {
    none: 0,
    embedding: decoder.width,
    fusion: fusionRank * projectionWidth(decoder, "query"),
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

function checkShape({ heads, keyValueHeads, headWidth, rotaryHeads }: TransformerShape): void {
  const served = heads / keyValueHeads;
  if (!Number.isInteger(served)) {
    throw new RangeError(`${heads} heads cannot share ${keyValueHeads} heads of keys and values.`);
  }
  if (rotaryHeads % served !== 0 || rotaryHeads > heads) {
    throw new RangeError(
      `Rotary positions for ${rotaryHeads} of ${heads} heads do not fit heads of keys that serve ${served} each.`,
    );
  }
  if (headWidth % 2 !== 0) throw new RangeError(`Rotary positions need heads of an even width, not ${headWidth}.`);
}
