/**
 * @file The specification of a transformer: one value that says everything a decoder or an encoder is made of. Training step, decode graph,
 * capture graphs, the halves of a VAE, parameter names and counts all follow from it. Our recipes are read into one; so can a
 * Hugging Face config or a GGUF header be. It is plain data: it can be written as JSON and compared.
 */
import type { Activation } from "../operators/activation.ts";
import { longestWindow } from "../operators/headGroups.ts";

export interface TransformerSpec {
  readonly vocabularySize: number;
  /** Values of the residual stream at one token. */
  readonly width: number;
  readonly norm: NormSpec;
  readonly placement: NormPlacement;
  /** Whether the feed-forward half reads what the attention half reads (Wang and Komatsuzaki, "GPT-J", 2021), each by a norm of its own. */
  readonly parallel: boolean;
  readonly embedding: EmbeddingSpec;
  readonly attention: AttentionSpec;
  readonly feedForward: FeedForwardSpec;
  readonly layers: readonly LayerSpec[];
  /** Whether a norm follows the last layer. */
  readonly finalNorm: boolean;
  /** null: the residual stream is what the model gives. */
  readonly logits: LogitsSpec | null;
  readonly dropout: DropoutSpec;
}

export interface NormSpec {
  /** RMSNorm (Zhang and Sennrich, 2019) or LayerNorm (Ba et al., 2016). */
  readonly kind: "rms" | "layer";
  readonly epsilon: number;
  readonly bias: boolean;
  /** Whether the stored scale is added to 1 (Gemma). */
  readonly unitOffset: boolean;
}

/**
 * Where the norms of a half f stand:
 * - `pre`: x + f(norm(x)), as in GPT-2 and Llama;
 * - `post`: norm(x + f(x)), as in BERT;
 * - `output`: x + norm(f(x)), as in OLMo 2;
 * - `sandwich`: x + norm(f(norm(x))), as in Gemma 3.
 */
export type NormPlacement = "pre" | "post" | "output" | "sandwich";

export interface EmbeddingSpec {
  /** A factor of the token embeddings; 1 = none. */
  readonly scale: number;
  /** Rows of a learned table of absolute positions; 0 = no table. */
  readonly positions: number;
  /** Rows of a learned table of segment types (BERT); 0 = no table. */
  readonly types: number;
  /**
   * Rows of each of our tables of coupled positions. An id tells a row of every table, packed: row0 + rows0 * (row1 + rows1 * (row2 + …)).
   * Empty = none.
   */
  readonly coupledPositions: readonly number[];
  /** Whether a norm follows the sum of the tables. */
  readonly norm: boolean;
}

export interface AttentionSpec {
  /** Heads that keys and values have; each serves as many query heads (Ainslie et al., "GQA", 2023). */
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly biases: {
    readonly query: boolean;
    readonly key: boolean;
    readonly value: boolean;
    readonly output: boolean;
  };
  /** Whether each head's query and key are normalized before they are turned, by a scale that the heads of a layer share (Qwen3). */
  readonly queryKeyNorm: boolean;
  /** Whether a token sees no later one. */
  readonly causal: boolean;
  /** What the products of query and key are multiplied with, 1 / sqrt(headWidth) as a rule. */
  readonly scale: number;
}

export interface FeedForwardSpec {
  readonly width: number;
  readonly activation: Activation;
  /** Whether the activation is multiplied with a second projection (Shazeer, 2020). */
  readonly gated: boolean;
  readonly bias: boolean;
}

/** Layers differ in how their heads see. Layers that are alike may be one object. */
export interface LayerSpec {
  /** The query heads, in order. Those that share a head of keys see alike. */
  readonly heads: readonly HeadSpec[];
}

export interface HeadSpec {
  /** How queries and keys are turned by their positions; null = not at all. One way for all heads of a layer that are turned. */
  readonly rotary: RotarySpec | null;
  /** It sees this many tokens, itself included; null = all (of a causal model: all before it). */
  readonly window: number | null;
}

/** Rotary positions (Su et al., "RoFormer", 2021). */
export interface RotarySpec {
  readonly base: number;
  /** How many of a head's values are turned, from the first on. */
  readonly width: number;
  /** Whether pairs are neighbors (x_2i, x_2i+1), as GPT-J has them, or half the width apart, as Llama has them. */
  readonly interleaved: boolean;
  readonly scaling: RotaryScaling | null;
}

/** How the frequencies are changed for longer contexts; `rotaryTable` has the formulas. */
export type RotaryScaling =
  | { readonly kind: "linear"; readonly factor: number }
  | {
      readonly kind: "llama3";
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalContext: number;
    }
  | {
      readonly kind: "yarn";
      readonly factor: number;
      readonly originalContext: number;
      readonly betaFast: number;
      readonly betaSlow: number;
      /** A factor of sine and cosine; `yarnAttentionFactor` has the usual one. */
      readonly attentionFactor: number;
    }
  /** Each frequency divided by a factor of its own, as `rope_freqs` of GGUF files and the long factors of Phi-3 give them. */
  | { readonly kind: "factors"; readonly factors: readonly number[]; readonly attentionFactor: number };

export interface LogitsSpec {
  /** Whether they use the token embeddings' own matrix. */
  readonly tied: boolean;
  readonly bias: boolean;
  /** A factor of the logits; 1 = none. */
  readonly scale: number;
}

/**
 * The share of values that training sets to zero (Srivastava et al., 2014): of the embeddings, and of what each half adds. Attention weights
 * are never dropped: the blockwise attention does not hold them as one tensor.
 */
export interface DropoutSpec {
  readonly embedding: number;
  readonly residual: number;
}

export const projectionKinds = ["query", "key", "value"] as const;
export type ProjectionKind = (typeof projectionKinds)[number];

/** How many query heads each layer has. */
export function headCount({ layers, attention }: TransformerSpec): number {
  return layers[0]?.heads.length ?? attention.keyValueHeads;
}

/** How many query heads share one head of keys and values. */
export function queriesPerKey(spec: TransformerSpec): number {
  return headCount(spec) / spec.attention.keyValueHeads;
}

/** Columns of a projection. */
export function projectionWidth(spec: TransformerSpec, kind: ProjectionKind): number {
  return (kind === "query" ? headCount(spec) : spec.attention.keyValueHeads) * spec.attention.headWidth;
}

/** Whether a half's input is normalized, and whether its output is. */
export function normsOf(placement: NormPlacement): { readonly input: boolean; readonly output: boolean } {
  return { input: placement === "pre" || placement === "sandwich", output: placement !== "pre" };
}

/** The rotary that some of the heads have; null when none is turned. */
export function rotaryOf(heads: readonly HeadSpec[]): RotarySpec | null {
  return heads.find(({ rotary }) => rotary !== null)?.rotary ?? null;
}

/** The longest window of any head of any layer; undefined when no head has one. */
export function longestWindowOf({ layers }: Pick<TransformerSpec, "layers">): number | undefined {
  return longestWindow(layers.flatMap(({ heads }) => heads));
}

/** The layers that differ, in order, and for each layer which of them it is. */
export interface LayerKinds {
  readonly kinds: readonly LayerSpec[];
  readonly ofLayer: readonly number[];
}

export function layerKinds({ layers }: Pick<TransformerSpec, "layers">): LayerKinds {
  const indices = new Map<string, number>();
  const kinds: LayerSpec[] = [];
  const ofLayer = layers.map((layer) => {
    const key = JSON.stringify(layer);
    const known = indices.get(key);
    if (known !== undefined) return known;
    indices.set(key, kinds.length);
    return kinds.push(layer) - 1;
  });
  return { kinds, ofLayer };
}

/** Throws a RangeError that says what does not fit together. */
export function checkSpec(spec: TransformerSpec): void {
  const { attention, placement, parallel, norm, layers } = spec;
  const heads = headCount(spec);
  const served = queriesPerKey(spec);
  const refuse = (problem: string): never => {
    throw new RangeError(`This is no transformer: ${problem}.`);
  };
  if (!Number.isInteger(served))
    refuse(`${heads} heads cannot share ${attention.keyValueHeads} heads of keys and values`);
  if (parallel && placement !== "pre") refuse("halves that read the same can only have their norms before them");
  if (norm.kind === "rms" && norm.bias) refuse("RMSNorm has no bias");
  for (const [index, layer] of layers.entries()) {
    if (layer.heads.length !== heads) refuse(`layer ${index} has ${layer.heads.length} heads, layer 0 has ${heads}`);
    const turned = new Set(layer.heads.flatMap(({ rotary }) => (rotary === null ? [] : [JSON.stringify(rotary)])));
    if (turned.size > 1) refuse(`the heads of layer ${index} are turned in ${turned.size} ways`);
    for (const [head, each] of layer.heads.entries()) {
      const first = layer.heads[head - (head % served)];
      if (JSON.stringify(each) !== JSON.stringify(first)) {
        refuse(`head ${head} of layer ${index} does not see as the others that share its keys do`);
      }
      if (each.window !== null && !attention.causal) refuse("a head with a window is causal");
      if (each.rotary !== null) checkRotary(each.rotary, attention.headWidth, refuse);
    }
  }
}

function checkRotary({ width, scaling }: RotarySpec, headWidth: number, refuse: (problem: string) => never): void {
  if (width % 2 !== 0 || width < 2 || width > headWidth) {
    refuse(`rotary positions turn an even number of a head's ${headWidth} values, not ${width}`);
  }
  if (scaling?.kind === "factors" && scaling.factors.length !== width / 2) {
    refuse(`${width / 2} frequencies cannot have ${scaling.factors.length} factors`);
  }
}
