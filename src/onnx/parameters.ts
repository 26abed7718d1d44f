/**
 * @file The decoder's configuration and its one table of parameters, in the order in which they are trained, stored and exported.
 * Every name of a weight or of a capture in the project comes from here.
 */
import type { Rng } from "../core/base/rng.ts";
import type { Activation } from "./operators/activation.ts";

/** How one attention head sees positions. */
export interface HeadConfig {
  /** Whether its queries and keys are turned by their positions. */
  readonly rotary: boolean;
  /** It sees this many tokens, itself included; null = all before it. */
  readonly window: number | null;
}

/** A pre-norm decoder transformer without biases. All layers have the same heads. */
export interface DecoderConfig {
  readonly vocabularySize: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: readonly HeadConfig[];
  readonly feedForward: number;
  readonly activation: Activation;
  /** Whether the logits use the token embeddings' own matrix. */
  readonly tiedEmbeddings: boolean;
  /** Rows of the learned table of place embeddings, added to the token embeddings by `place_ids`; 0 = no table. */
  readonly places: number;
  /** Rows of a second table that tells where a token's place lies: `place_ids` = part * places + place. 1 or absent = no such table. */
  readonly placeParts?: number;
}

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Standard deviation of the initial values; null = all ones. */
  readonly deviation: number | null;
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

export type Parameters = ReadonlyMap<string, Float32Array>;

export const rotaryBase = 10_000;

/** The weights' names. A block's parts are numbered from 0. */
export const weightName = {
  tokenEmbedding: "embedding.token.weight",
  placeEmbedding: "embedding.place.weight",
  partEmbedding: "embedding.part.weight",
  finalNorm: "final.norm.weight",
  logits: "logits.weight",
  attentionNorm: (layer: number): string => `block.${layer}.attention.norm.weight`,
  query: (layer: number): string => `block.${layer}.attention.query.weight`,
  key: (layer: number): string => `block.${layer}.attention.key.weight`,
  value: (layer: number): string => `block.${layer}.attention.value.weight`,
  attentionOutput: (layer: number): string => `block.${layer}.attention.output.weight`,
  feedForwardNorm: (layer: number): string => `block.${layer}.feedForward.norm.weight`,
  feedForwardInput: (layer: number): string => `block.${layer}.feedForward.input.weight`,
  feedForwardOutput: (layer: number): string => `block.${layer}.feedForward.output.weight`,
} as const;

export const captureKinds = [
  "attention.probabilities",
  "attention.query",
  "attention.key",
  "attention.output",
  "feedForward.output",
  "residual",
] as const;
export type CaptureKind = (typeof captureKinds)[number];

/** One tensor that a run can be asked for, beside the logits. */
export interface Capture {
  readonly layer: number;
  readonly kind: CaptureKind;
}

/** `block.3.attention.probabilities`: the name of the output that holds a capture. */
export function captureName({ layer, kind }: Capture): string {
  return `block.${layer}.${kind}`;
}

/** Width of one head. Throws when the heads do not divide the width, or rotary pairs do not fit. */
export function headWidth({ width, heads }: DecoderConfig): number {
  const each = width / heads.length;
  if (!Number.isInteger(each) || each % 2 !== 0) {
    throw new RangeError(`A width of ${width} cannot be divided among ${heads.length} heads of an even width.`);
  }
  return each;
}

/** Every parameter of the decoder, in order. */
export function parameterTable(config: DecoderConfig): readonly Parameter[] {
  const { vocabularySize, layers, width, feedForward, tiedEmbeddings, places, placeParts = 1 } = config;
  const deviation = 0.02;
  const residualDeviation = deviation / Math.sqrt(2 * Math.max(1, layers));
  const matrix = (name: string, rows: number, columns: number, spread = deviation): Parameter => ({
    name,
    shape: [rows, columns],
    deviation: spread,
    decay: true,
  });
  const norm = (name: string): Parameter => ({ name, shape: [width], deviation: null, decay: false });
  const table = (name: string, rows: number): Parameter => ({
    name,
    shape: [rows, width],
    deviation: 0.1,
    decay: false,
  });
  const block = (layer: number): Parameter[] => [
    norm(weightName.attentionNorm(layer)),
    matrix(weightName.query(layer), width, width), // [in, head * headWidth]
    matrix(weightName.key(layer), width, width), // [in, head * headWidth]
    matrix(weightName.value(layer), width, width), // [in, head * headWidth]
    matrix(weightName.attentionOutput(layer), width, width, residualDeviation), // [head * headWidth, out]
    norm(weightName.feedForwardNorm(layer)),
    matrix(weightName.feedForwardInput(layer), width, feedForward), // [in, hidden]
    matrix(weightName.feedForwardOutput(layer), feedForward, width, residualDeviation), // [hidden, out]
  ];
  return [
    table(weightName.tokenEmbedding, vocabularySize), // [vocabulary, width]
    ...(places > 0 ? [table(weightName.placeEmbedding, places)] : []), // [place, width]
    ...(places > 0 && placeParts > 1 ? [table(weightName.partEmbedding, placeParts)] : []), // [part, width]
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    norm(weightName.finalNorm),
    ...(tiedEmbeddings ? [] : [matrix(weightName.logits, vocabularySize, width)]), // [vocabulary, width]
  ];
}

/** Parameters that the optimiser treats alike, laid end to end in one vector. */
export interface ParameterGroup {
  readonly name: "decayed" | "undecayed";
  readonly decay: boolean;
  readonly parameters: readonly Parameter[];
  /** Values of each parameter, and of all. */
  readonly sizes: readonly number[];
  readonly size: number;
}

/** The parameters of `parameterTable` by whether weight decay applies to them. */
export function parameterGroups(config: DecoderConfig): readonly ParameterGroup[] {
  return groupParameters(parameterTable(config));
}

/** Those of any table. */
export function groupParameters(table: readonly Parameter[]): readonly ParameterGroup[] {
  return [true, false].flatMap((decay): ParameterGroup[] => {
    const parameters = table.filter((parameter) => parameter.decay === decay);
    const sizes = parameters.map(({ shape }) => sizeOf(shape));
    const size = sizes.reduce((sum, each) => sum + each, 0);
    return size === 0 ? [] : [{ name: decay ? "decayed" : "undecayed", decay, parameters, sizes, size }];
  });
}

/** Throws when there is none of that name, which is a mistake in the building of a model. */
export function parameterNamed(parameters: Parameters, name: string): Float32Array {
  const values = parameters.get(name);
  if (values === undefined) throw new Error(`The parameter ${name} is missing.`);
  return values;
}

/** The number of values in a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function countParameters(config: DecoderConfig): number {
  return parameterTable(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Fresh weights. Each parameter has its own generator, so that one more layer does not change the others' values. */
export function initialParameters(config: DecoderConfig, rng: Rng): Parameters {
  return new Map(
    parameterTable(config).map(({ name, shape, deviation }) => {
      const values = new Float32Array(sizeOf(shape)).fill(1);
      const own = rng.fork(name);
      if (deviation !== null) for (let i = 0; i < values.length; i++) values[i] = own.normal() * deviation;
      return [name, values];
    }),
  );
}
