/**
 * @file A transformer written out from its specification in plain TypeScript, in double precision, one formula after another: slow and
 * readable, and independent of ONNX. What the graphs compute is compared with it. The frequencies of rotary positions are those of
 * `rotaryTable`, which is held against Hugging Face's by itself.
 */
import type { Activation } from "../../src/onnx/operators/activation.ts";
import type { Parameters } from "../../src/onnx/parameters.ts";
import { type NormNames, weightNames } from "../../src/onnx/transformer/names.ts";
import { rotaryTable } from "../../src/onnx/transformer/rotaryTable.ts";
import type { HeadSpec, RotarySpec, TransformerSpec } from "../../src/onnx/transformer/specification.ts";

export type Matrix = readonly (readonly number[])[];

export interface ReferenceLayer {
  /** [head][query][key], zeros where a head may not look. */
  readonly probabilities: readonly Matrix[];
  /** [token][width] each: what the halves add to the residual stream, and the stream after the layer. */
  readonly attention: Matrix;
  readonly feedForward: Matrix;
  readonly residual: Matrix;
}

export interface Reference {
  readonly layers: readonly ReferenceLayer[];
  /** [token][width], after the final norm where there is one. */
  readonly hidden: Matrix;
  /** [token][vocabulary]; empty where the model has none. */
  readonly logits: Matrix;
}

export interface ReferenceTokens {
  readonly ids: readonly number[];
  /** Coupled position ids; zeros when absent. */
  readonly coupled?: readonly number[];
  /** Segment types; zeros when absent. */
  readonly types?: readonly number[];
}

export interface Without {
  /** Heads that give zeros. */
  readonly heads?: readonly { readonly layer: number; readonly head: number }[];
  /** Tokens that no other one sees. */
  readonly masked?: readonly number[];
  /** Looks at what passes, and may give something else in its place: the residual before each layer and after the last (by depth). */
  readonly onPart?: (part: "residual" | "heads" | "feedForward", layer: number, values: Matrix) => Matrix;
}

export function referenceTransformer(
  spec: TransformerSpec,
  parameters: Parameters,
  { ids, coupled, types }: ReferenceTokens,
  { heads: ablated = [], masked = [], onPart = (_, __, values) => values }: Without = {},
): Reference {
  const { width, norm: kind, placement, embedding, attention, feedForward } = spec;
  const names = weightNames();
  const values = (name: string): Float32Array => parameters.get(name) ?? new Float32Array(0);
  const row = (name: string, index: number): number[] => [...values(name).subarray(index * width, (index + 1) * width)];
  /** y_o = b_o + Σ_i x_i W[i, o], for W [in, out]. */
  const times = (x: readonly number[], name: string, out: number, bias?: string): number[] => {
    const w = values(name);
    const b = bias === undefined ? undefined : values(bias);
    return Array.from({ length: out }, (_, o) =>
      x.reduce((sum, xi, i) => sum + xi * (w[i * out + o] ?? 0), b?.[o] ?? 0),
    );
  };
  const norm = (x: readonly number[], { weight, bias }: NormNames): number[] => {
    const mean = kind.kind === "layer" ? x.reduce((sum, xi) => sum + xi, 0) / x.length : 0;
    const variance = x.reduce((sum, xi) => sum + (xi - mean) ** 2, 0) / x.length;
    return x.map((xi, i) => {
      const scale = (values(weight)[i] ?? Number.NaN) + (kind.unitOffset ? 1 : 0);
      return (
        ((xi - mean) / Math.sqrt(variance + kind.epsilon)) * scale + (kind.bias ? (values(bias)[i] ?? Number.NaN) : 0)
      );
    });
  };
  const [before, after] = [placement === "pre" || placement === "sandwich", placement !== "pre"];

  let residual: Matrix = ids.map((id, t) => {
    const parts = [row(names.tokenEmbedding, id).map((x) => x * embedding.scale)];
    let packed = coupled?.[t] ?? 0;
    for (const [table, rows] of embedding.coupledPositions.entries()) {
      parts.push(row(names.coupledPositions(table), packed % rows));
      packed = Math.floor(packed / rows);
    }
    if (embedding.positions > 0) parts.push(row(names.positionEmbedding, t));
    if (embedding.types > 0) parts.push(row(names.typeEmbedding, types?.[t] ?? 0));
    const sum = parts.reduce(add);
    return embedding.norm ? norm(sum, names.embeddingNorm) : sum;
  });
  const layers = spec.layers.map(({ heads }, layer): ReferenceLayer => {
    const start = onPart("residual", layer, residual);
    /** A half's products into what it adds to the residual stream, and the stream with it. */
    const half = (which: "attention" | "feedForward", reads: Matrix, to: Matrix, f: (x: Matrix) => Matrix) => {
      const given = f(before ? reads.map((x) => norm(x, names.norm(layer, which))) : reads);
      const normed = (x: Matrix): Matrix => x.map((r) => norm(r, names.outputNorm(layer, which)));
      const added = after && placement !== "post" ? normed(given) : given;
      const sum = to.map((x, t) => add(x, added[t] ?? []));
      return { added, output: placement === "post" ? normed(sum) : sum };
    };
    let probabilities: readonly Matrix[] = [];
    const attended = half("attention", start, start, (x) => {
      const project = (kind: "query" | "key" | "value", head: number): Matrix => {
        const count = kind === "query" ? heads.length : attention.keyValueHeads;
        const bias = attention.biases[kind] ? names.projectionBias(layer, kind) : undefined;
        return x.map((r) =>
          times(r, names.projection(layer, kind), count * attention.headWidth, bias).slice(
            ...span(head, attention.headWidth),
          ),
        );
      };
      const turn = (x: Matrix, which: "query" | "key", { rotary }: HeadSpec): Matrix => {
        const normed = attention.queryKeyNorm ? x.map((r) => norm(r, names.queryKeyNorm(layer, which))) : x;
        return rotary === null ? normed : normed.map((r, position) => turned(r, position, rotary));
      };
      const all = heads.map((head, index) => {
        const shared = Math.floor((index * attention.keyValueHeads) / heads.length);
        return attend({
          query: turn(project("query", index), "query", head),
          key: turn(project("key", shared), "key", head),
          value: project("value", shared),
          scale: attention.scale,
          sees: (i, j) =>
            (!attention.causal || j <= i) &&
            i - j < (head.window ?? Number.POSITIVE_INFINITY) &&
            (j === i || !masked.includes(j)),
        });
      });
      probabilities = all.map((it) => it.probabilities);
      const silent = (head: number): boolean => ablated.some((it) => it.layer === layer && it.head === head);
      const joined = onPart(
        "heads",
        layer,
        x.map((_, t) => all.flatMap(({ output }, head) => (output[t] ?? []).map((y) => (silent(head) ? 0 : y)))),
      );
      const bias = attention.biases.output ? names.attentionOutputBias(layer) : undefined;
      return joined.map((r) => times(r, names.attentionOutput(layer), width, bias));
    });
    const fed = half("feedForward", spec.parallel ? start : attended.output, attended.output, (x) => {
      const given = x.map((r) => {
        const enter = (name: string, bias: string): number[] =>
          times(r, name, feedForward.width, feedForward.bias ? bias : undefined);
        const input = enter(names.feedForwardInput(layer), names.feedForwardInputBias(layer));
        const gate = feedForward.gated ? enter(names.feedForwardGate(layer), names.feedForwardGateBias(layer)) : input;
        const active = gate.map(activations[feedForward.activation]);
        const product = feedForward.gated ? active.map((y, i) => y * (input[i] ?? 0)) : active;
        const bias = feedForward.bias ? names.feedForwardOutputBias(layer) : undefined;
        return times(product, names.feedForwardOutput(layer), width, bias);
      });
      return onPart("feedForward", layer, given);
    });
    residual = fed.output;
    return { probabilities, attention: attended.added, feedForward: fed.added, residual };
  });
  residual = onPart("residual", spec.layers.length, residual);
  const last = spec.finalNorm ? residual.map((x) => norm(x, names.finalNorm)) : residual;
  const { logits } = spec;
  const table = logits?.tied ? names.tokenEmbedding : names.logits;
  const logitsOf = (x: readonly number[]): number[] =>
    Array.from({ length: spec.vocabularySize }, (_, id) => {
      const bias = logits?.bias ? (values(names.logitsBias)[id] ?? Number.NaN) : 0;
      return dot(x, row(table, id)) * (logits?.scale ?? 1) + bias;
    });
  return { layers, hidden: last, logits: logits === null ? [] : last.map(logitsOf) };
}

interface Attending {
  readonly query: Matrix;
  readonly key: Matrix;
  readonly value: Matrix;
  readonly scale: number;
  readonly sees: (query: number, key: number) => boolean;
}

function attend({ query, key, value, scale, sees }: Attending) {
  const probabilities = query.map((q, i) => {
    const seen = key.map((k, j) => (sees(i, j) ? scale * dot(q, k) : Number.NEGATIVE_INFINITY));
    const most = Math.max(...seen);
    const weights = seen.map((score) => Math.exp(score - most));
    const total = weights.reduce((sum, w) => sum + w, 0);
    return weights.map((w) => w / total);
  });
  const output = probabilities.map((p) =>
    (value[0] ?? []).map((_, d) => p.reduce((sum, share, j) => sum + share * (value[j]?.[d] ?? 0), 0)),
  );
  return { probabilities, output };
}

/** Pairs (x_i, x_{i + half}), or where they are neighbors (x_2i, x_{2i + 1}), turned by position * frequency_i; what lies behind stays. */
function turned(x: readonly number[], position: number, rotary: RotarySpec): number[] {
  const { inverseFrequencies, factor } = rotaryTable(rotary);
  const half = rotary.width / 2;
  const found = [...x];
  for (const [i, frequency] of inverseFrequencies.entries()) {
    const [first, second] = rotary.interleaved ? [2 * i, 2 * i + 1] : [i, i + half];
    const [a, b] = [x[first] ?? 0, x[second] ?? 0];
    const [cos, sin] = [factor * Math.cos(position * frequency), factor * Math.sin(position * frequency)];
    found[first] = a * cos - b * sin;
    found[second] = b * cos + a * sin;
  }
  return found;
}

/** Pairs (x_i, x_{i + half}) turned by position / base^(i / half). */
export function rotated(x: readonly number[], position: number, base: number): number[] {
  return turned(x, position, { base, width: x.length, interleaved: false, scaling: null });
}

export const activations: Readonly<Record<Activation, (x: number) => number>> = {
  relu: (x: number) => Math.max(0, x),
  squaredRelu: (x: number) => Math.max(0, x) ** 2,
  silu: (x: number) => x / (1 + Math.exp(-x)),
  gelu: (x: number) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  geluTanh: (x: number) => (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))) / 2,
};

/** By its series near zero, and by its continued fraction elsewhere (Abramowitz and Stegun 7.1.6, 7.1.14). */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 60; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = size;
  for (let n = 80; n >= 1; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction));
}

const span = (index: number, size: number) => [index * size, (index + 1) * size] as const;
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const add = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x + (b[i] ?? 0));
