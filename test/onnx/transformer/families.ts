/** @file The families that people have, as specifications of tiny models: those of test/oracle/families.json, which Hugging Face transformers was run with. */
import type { Naming } from "../../../src/onnx/import/huggingFace.ts";
import { yarnAttentionFactor } from "../../../src/onnx/transformer/rotaryTable.ts";
import type {
  HeadSpec,
  LayerSpec,
  RotaryScaling,
  RotarySpec,
  TransformerSpec,
} from "../../../src/onnx/transformer/specification.ts";

export interface Family {
  readonly spec: TransformerSpec;
  readonly naming: Naming;
}

const width = 16;
const heads = 4;
const none = { query: false, key: false, value: false, output: false };
const all = { query: true, key: true, value: true, output: true };

function layer(head: HeadSpec): LayerSpec {
  return { heads: Array.from({ length: heads }, () => head) };
}

function rotary(base: number, turned: number, scaling: RotaryScaling | null = null): RotarySpec {
  return { base, width: turned, interleaved: false, scaling };
}

const llama3: RotaryScaling = {
  kind: "llama3",
  factor: 8,
  lowFrequencyFactor: 1,
  highFrequencyFactor: 4,
  originalContext: 16,
};
const yarn: RotaryScaling = {
  kind: "yarn",
  factor: 4,
  originalContext: 32,
  betaFast: 32,
  betaSlow: 1,
  attentionFactor: yarnAttentionFactor(4),
};

interface Choices extends Partial<Omit<TransformerSpec, "attention" | "feedForward" | "embedding">> {
  readonly attention?: Partial<TransformerSpec["attention"]>;
  readonly feedForward?: Partial<TransformerSpec["feedForward"]>;
  readonly embedding?: Partial<TransformerSpec["embedding"]>;
}

/** Llama's choices, but for those that are given. */
function llamaLike({ attention, feedForward, embedding, ...rest }: Choices): TransformerSpec {
  const headWidth = attention?.headWidth ?? width / heads;
  return {
    vocabularySize: 20,
    width,
    norm: { kind: "rms", epsilon: 1e-6, bias: false, unitOffset: false },
    placement: "pre",
    parallel: false,
    embedding: { scale: 1, positions: 0, types: 0, coupledPositions: [], norm: false, ...embedding },
    attention: {
      keyValueHeads: 2,
      headWidth,
      biases: none,
      queryKeyNorm: false,
      causal: true,
      scale: 1 / Math.sqrt(headWidth),
      ...attention,
    },
    feedForward: { width: 24, activation: "silu", gated: true, bias: false, ...feedForward },
    layers: Array<LayerSpec>(2).fill(layer({ rotary: rotary(10_000, headWidth), window: null })),
    finalNorm: true,
    logits: { tied: false, bias: false, scale: 1 },
    dropout: { embedding: 0, residual: 0 },
    ...rest,
  };
}

const layerNorm = { kind: "layer", epsilon: 1e-5, bias: true, unitOffset: false } as const;
const tied = { tied: true, bias: false, scale: 1 } as const;
const sees = (turning: RotarySpec | null, window: number | null): LayerSpec => layer({ rotary: turning, window });

export const families = {
  gpt2: {
    naming: "gpt2",
    spec: llamaLike({
      norm: layerNorm,
      embedding: { positions: 32 },
      attention: { keyValueHeads: 4, biases: all },
      feedForward: { width: 64, activation: "geluTanh", gated: false, bias: true },
      layers: [sees(null, null), sees(null, null)],
      logits: tied,
    }),
  },
  "gpt-neox": {
    naming: "gptNeox",
    spec: llamaLike({
      norm: layerNorm,
      parallel: true,
      attention: { keyValueHeads: 4, biases: all },
      feedForward: { activation: "gelu", gated: false, bias: true },
      layers: [sees(rotary(10_000, 2), null), sees(rotary(10_000, 2), null)],
    }),
  },
  llama: {
    naming: "llama",
    spec: llamaLike({ layers: [sees(rotary(5000, 4, llama3), null), sees(rotary(5000, 4, llama3), null)] }),
  },
  "llama-bias": {
    naming: "llama",
    spec: llamaLike({
      attention: { keyValueHeads: 1, biases: all },
      feedForward: { bias: true },
      layers: Array<LayerSpec>(2).fill(sees(rotary(10_000, 4, { kind: "linear", factor: 4 }), null)),
      logits: tied,
    }),
  },
  "llama-yarn": {
    naming: "llama",
    spec: llamaLike({
      attention: { headWidth: 8 },
      layers: Array<LayerSpec>(2).fill(sees(rotary(10_000, 8, yarn), null)),
    }),
  },
  qwen2: {
    naming: "llama",
    spec: llamaLike({
      attention: { biases: { ...all, output: false } },
      layers: [sees(rotary(1_000_000, 4), null), sees(rotary(1_000_000, 4), 3)],
      logits: tied,
    }),
  },
  qwen3: {
    naming: "llama",
    spec: llamaLike({
      attention: { headWidth: 8, queryKeyNorm: true },
      layers: Array<LayerSpec>(2).fill(sees(rotary(1_000_000, 8), null)),
      logits: tied,
    }),
  },
  mistral: {
    naming: "llama",
    spec: llamaLike({ layers: Array<LayerSpec>(2).fill(sees(rotary(10_000, 4), 4)) }),
  },
  cwm: {
    naming: "llama",
    spec: llamaLike({
      norm: { kind: "rms", epsilon: 1e-5, bias: false, unitOffset: false },
      attention: { headWidth: 8 },
      layers: [null, 4, 4].map((window) => sees(rotary(1_000_000, 8, llama3), window)),
    }),
  },
  smollm3: {
    naming: "llama",
    spec: llamaLike({ layers: [sees(rotary(2_000_000, 4), null), sees(null, null)], logits: tied }),
  },
  phi3: {
    naming: "phi3",
    spec: llamaLike({ norm: { kind: "rms", epsilon: 1e-5, bias: false, unitOffset: false } }),
  },
  glm: {
    naming: "glm",
    spec: llamaLike({
      norm: { kind: "rms", epsilon: 1.5625e-7, bias: false, unitOffset: false },
      attention: { headWidth: 8, biases: { ...all, output: false } },
      layers: Array<LayerSpec>(2).fill(sees({ ...rotary(10_000, 4), interleaved: true }, null)),
    }),
  },
  gemma3: {
    naming: "llama",
    spec: llamaLike({
      norm: { kind: "rms", epsilon: 1e-6, bias: false, unitOffset: true },
      placement: "sandwich",
      embedding: { scale: 4 },
      attention: { keyValueHeads: 1, headWidth: 8, queryKeyNorm: true, scale: 1 / 4 },
      feedForward: { activation: "geluTanh" },
      layers: [sees(rotary(10_000, 8), 3), sees(rotary(1_000_000, 8), null)],
      logits: tied,
    }),
  },
  bert: {
    naming: "bert",
    spec: llamaLike({
      norm: { ...layerNorm, epsilon: 1e-12 },
      placement: "post",
      embedding: { positions: 32, types: 2, norm: true },
      attention: { keyValueHeads: 4, biases: all, causal: false },
      feedForward: { activation: "gelu", gated: false, bias: true },
      layers: [sees(null, null), sees(null, null)],
      finalNorm: false,
      logits: null,
    }),
  },
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;
export const familyNames = Object.keys(families) as readonly FamilyName[];
