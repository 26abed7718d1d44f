/**
 * @file A transformer's one table of parameters, in the order in which they are trained, stored and exported. How many there are, fresh
 * values and the optimizer's groups follow from it.
 */
import type { Rng } from "../../core/base/rng.ts";
import { groupParameters, type Parameter, type ParameterGroup, type Parameters, sizeOf } from "../parameters.ts";
import { type Half, type NormNames, type WeightNames, weightNames } from "./names.ts";
import { checkSpec, normsOf, projectionKinds, projectionWidth, type TransformerSpec } from "./specification.ts";

export interface TableOptions {
  /** Put before every name. */
  readonly prefix?: string;
  /** Whether the table of token embeddings is the transformer's own; true when absent. */
  readonly tokenTable?: boolean;
}

const deviation = 0.02;

/** Every parameter of the transformer, in order. Throws a RangeError when the specification does not fit together. */
export function parameterTable(
  spec: TransformerSpec,
  { prefix = "", tokenTable = true }: TableOptions = {},
): readonly Parameter[] {
  checkSpec(spec);
  const { vocabularySize, width, embedding, logits } = spec;
  const name = weightNames(prefix);
  const { positions, types, coupledPositions } = embedding;
  return [
    ...(tokenTable ? [table(name.tokenEmbedding, vocabularySize, width)] : []), // [vocabulary, width]
    ...coupledPositions.map((rows, index) => table(name.coupledPositions(index), rows, width)), // [row, width]
    ...(positions > 0 ? [table(name.positionEmbedding, positions, width)] : []), // [position, width]
    ...(types > 0 ? [table(name.typeEmbedding, types, width)] : []), // [type, width]
    ...(embedding.norm ? norm(spec, name.embeddingNorm, width) : []),
    ...spec.layers.flatMap((_, layer) => [...attention(spec, name, layer), ...feedForward(spec, name, layer)]),
    ...(spec.finalNorm ? norm(spec, name.finalNorm, width) : []),
    ...(logits === null || logits.tied ? [] : [{ ...matrix(name.logits, vocabularySize, width), logits: true }]), // [vocabulary, width]
    ...(logits?.bias ? [zeros(name.logitsBias, vocabularySize)] : []), // [vocabulary]
  ];
}

function attention(spec: TransformerSpec, name: WeightNames, layer: number): Parameter[] {
  const { width } = spec;
  const { biases, queryKeyNorm, headWidth } = spec.attention;
  return half(spec, name, layer, "attention", [
    ...projectionKinds.flatMap((kind) => {
      const columns = projectionWidth(spec, kind);
      const weight = matrix(name.projection(layer, kind), width, columns); // [in, head * headWidth]
      return biases[kind] ? [weight, zeros(name.projectionBias(layer, kind), columns)] : [weight];
    }),
    ...(queryKeyNorm
      ? (["query", "key"] as const).flatMap((kind) => norm(spec, name.queryKeyNorm(layer, kind), headWidth)) // [headWidth]
      : []),
    matrix(name.attentionOutput(layer), projectionWidth(spec, "query"), width, narrow(spec)), // [head * headWidth, out]
    ...(biases.output ? [zeros(name.attentionOutputBias(layer), width)] : []),
  ]);
}

function feedForward(spec: TransformerSpec, name: WeightNames, layer: number): Parameter[] {
  const { width } = spec;
  const { width: hidden, gated, bias } = spec.feedForward;
  const entering = (weight: string, biasName: string): Parameter[] => [
    matrix(weight, width, hidden), // [in, hidden]
    ...(bias ? [zeros(biasName, hidden)] : []),
  ];
  return half(spec, name, layer, "feedForward", [
    ...(gated ? entering(name.feedForwardGate(layer), name.feedForwardGateBias(layer)) : []),
    ...entering(name.feedForwardInput(layer), name.feedForwardInputBias(layer)),
    matrix(name.feedForwardOutput(layer), hidden, width, narrow(spec)), // [hidden, out]
    ...(bias ? [zeros(name.feedForwardOutputBias(layer), width)] : []),
  ]);
}

/** A half's weights between its norms. */
function half(
  spec: TransformerSpec,
  name: WeightNames,
  layer: number,
  which: Half,
  weights: readonly Parameter[],
): Parameter[] {
  const norms = normsOf(spec.placement);
  return [
    ...(norms.input ? norm(spec, name.norm(layer, which), spec.width) : []),
    ...weights,
    ...(norms.output ? norm(spec, name.outputNorm(layer, which), spec.width) : []),
  ];
}

/** Of the matrices that write to the residual stream: its variance does not grow with the layers then (GPT-2). */
function narrow({ layers }: TransformerSpec): number {
  return deviation / Math.sqrt(2 * Math.max(1, layers.length));
}

function norm(spec: TransformerSpec, { weight, bias }: NormNames, size: number): Parameter[] {
  const scale: Parameter = { name: weight, shape: [size], deviation: spec.norm.unitOffset ? 0 : null, decay: false };
  return spec.norm.bias ? [scale, zeros(bias, size)] : [scale];
}

function matrix(name: string, rows: number, columns: number, spread = deviation): Parameter {
  return { name, shape: [rows, columns], deviation: spread, decay: true };
}

function table(name: string, rows: number, width: number): Parameter {
  return { name, shape: [rows, width], deviation: 0.1, decay: false };
}

function zeros(name: string, size: number): Parameter {
  return { name, shape: [size], deviation: 0, decay: false };
}

/** The parameters by whether weight decay applies to them. */
export function parameterGroups(spec: TransformerSpec): readonly ParameterGroup[] {
  return groupParameters(parameterTable(spec));
}

export function countParameters(spec: TransformerSpec): number {
  return parameterTable(spec).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Fresh weights. Each parameter has its own generator, so that one more layer does not change the others' values. */
export function initialParameters(spec: TransformerSpec, rng: Rng): Parameters {
  return new Map(
    parameterTable(spec).map(({ name, shape, deviation }) => {
      const values = new Float32Array(sizeOf(shape)).fill(deviation === null ? 1 : 0);
      const own = rng.fork(name);
      if (deviation !== null && deviation > 0)
        for (let i = 0; i < values.length; i++) values[i] = own.normal() * deviation;
      return [name, values];
    }),
  );
}
