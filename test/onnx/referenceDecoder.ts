/**
 * @file The decoder written out in plain TypeScript, in double precision, one formula after another: slow and readable, and independent of
 * ONNX. What the graphs compute is compared with it.
 */
import { type DecoderConfig, headWidth, type Parameters, rotaryBase, weightName } from "../../src/onnx/parameters.ts";

export type Matrix = readonly (readonly number[])[];

export interface ReferenceLayer {
  /** [head][query][key], zeros where a head may not look. */
  readonly probabilities: readonly Matrix[];
  /** [token][width] each. */
  readonly attention: Matrix;
  readonly feedForward: Matrix;
  readonly residual: Matrix;
}

export interface Reference {
  readonly layers: readonly ReferenceLayer[];
  /** [token][vocabulary] */
  readonly logits: Matrix;
}

export interface Without {
  /** Heads that give zeros. */
  readonly heads?: readonly { readonly layer: number; readonly head: number }[];
  /** Tokens that no later one sees. */
  readonly hidden?: readonly number[];
  /** Looks at what passes, and may give something else in its place: the residual before each layer and after the last (by depth). */
  readonly onPart?: (part: "residual" | "heads" | "feedForward", layer: number, values: Matrix) => Matrix;
}

export function referenceDecoder(
  config: DecoderConfig,
  parameters: Parameters,
  ids: readonly number[],
  places: readonly number[],
  { heads: silenced = [], hidden = [], onPart = (_, __, values) => values }: Without = {},
): Reference {
  const { width, feedForward: inner, vocabularySize } = config;
  const values = (name: string): Float32Array => parameters.get(name) ?? new Float32Array(0);
  const row = (name: string, index: number): number[] => [...values(name).subarray(index * width, (index + 1) * width)];
  /** y_o = Σ_i x_i W[i, o], for W [in, out]. */
  const times = (x: readonly number[], name: string, out: number): number[] => {
    const w = values(name);
    return Array.from({ length: out }, (_, o) => x.reduce((sum, xi, i) => sum + xi * (w[i * out + o] ?? 0), 0));
  };
  const norm = (x: readonly number[], name: string): number[] => {
    const mean = x.reduce((sum, xi) => sum + xi * xi, 0) / x.length;
    return x.map((xi, i) => (xi / Math.sqrt(mean + 1e-6)) * (values(name)[i] ?? 0));
  };
  let residual: Matrix = ids.map((id, t) => {
    const place = places[t] ?? 0;
    const parts = [row(weightName.tokenEmbedding, id)];
    if (config.places > 0) parts.push(row(weightName.placeEmbedding, place % config.places));
    if (config.places > 0 && (config.placeParts ?? 1) > 1)
      parts.push(row(weightName.partEmbedding, Math.floor(place / config.places)));
    return parts.reduce(add);
  });
  const layers: ReferenceLayer[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    residual = onPart("residual", layer, residual);
    const normalized = residual.map((x) => norm(x, weightName.attentionNorm(layer)));
    const project = (name: string): Matrix => normalized.map((x) => times(x, name, width));
    const [query, key, value] = [weightName.query, weightName.key, weightName.value].map((name) =>
      project(name(layer)),
    );
    const heads = config.heads.map((head, index) => {
      const own = (x: Matrix | undefined): Matrix => (x ?? []).map((r) => r.slice(...span(index, headWidth(config))));
      const turn = (x: Matrix): Matrix => (head.rotary ? x.map((r, position) => rotated(r, position)) : x);
      return attend(turn(own(query)), turn(own(key)), own(value), head.window ?? Number.POSITIVE_INFINITY, hidden);
    });
    const silent = (head: number): boolean => silenced.some((it) => it.layer === layer && it.head === head);
    const joined = onPart(
      "heads",
      layer,
      residual.map((_, t) => heads.flatMap(({ output }, head) => (output[t] ?? []).map((x) => (silent(head) ? 0 : x)))),
    );
    const attention = joined.map((x) => times(x, weightName.attentionOutput(layer), width));
    const middle = residual.map((x, t) => add(x, attention[t] ?? []));
    const plain = middle.map((x) => {
      const hidden = times(norm(x, weightName.feedForwardNorm(layer)), weightName.feedForwardInput(layer), inner);
      return times(hidden.map(activations[config.activation]), weightName.feedForwardOutput(layer), width);
    });
    const feedForward = onPart("feedForward", layer, plain);
    residual = middle.map((x, t) => add(x, feedForward[t] ?? []));
    layers.push({ probabilities: heads.map((it) => it.probabilities), attention, feedForward, residual });
  }
  residual = onPart("residual", config.layers, residual);
  const table = config.tiedEmbeddings ? weightName.tokenEmbedding : weightName.logits;
  const logits = residual.map((x) => {
    const last = norm(x, weightName.finalNorm);
    return Array.from({ length: vocabularySize }, (_, id) => dot(last, row(table, id)));
  });
  return { layers, logits };
}

function attend(query: Matrix, key: Matrix, value: Matrix, window: number, hidden: readonly number[]) {
  const scale = 1 / Math.sqrt(query[0]?.length ?? 1);
  const probabilities = query.map((q, i) => {
    const sees = (j: number): boolean => j <= i && i - j < window && (j === i || !hidden.includes(j));
    const seen = key.map((k, j) => (sees(j) ? scale * dot(q, k) : Number.NEGATIVE_INFINITY));
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

/** Pairs (x_i, x_{i + half}) turned by position / base^(i / half). */
export function rotated(x: readonly number[], position: number, base = rotaryBase): number[] {
  const half = x.length / 2;
  return x.map((_, d) => {
    const i = d % half;
    const angle = position * base ** (-i / half);
    const [a, b] = [x[i] ?? 0, x[i + half] ?? 0];
    return d < half ? a * Math.cos(angle) - b * Math.sin(angle) : b * Math.cos(angle) + a * Math.sin(angle);
  });
}

export const activations = {
  relu: (x: number) => Math.max(0, x),
  squaredRelu: (x: number) => Math.max(0, x) ** 2,
  silu: (x: number) => x / (1 + Math.exp(-x)),
  gelu: (x: number) => (x * (1 + erf(x / Math.SQRT2))) / 2,
} as const;

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
