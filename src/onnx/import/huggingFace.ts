/**
 * @file Where our parameters lie in the checkpoints that Hugging Face transformers writes: for each family's way of naming, the tensor, whether
 * it is the other way round, and which part of it. The names follow the modeling files of transformers 5.
 */
import { type Parameter, type Parameters, sizeOf } from "../parameters.ts";
import { type NormNames, weightNames } from "../transformer/names.ts";
import { parameterTable } from "../transformer/parameterTable.ts";
import {
  type ProjectionKind,
  projectionKinds,
  projectionWidth,
  type TransformerSpec,
} from "../transformer/specification.ts";

/**
 * Ways of naming: `llama` also of Qwen2, Qwen3, Mistral, SmolLM3, CWM, Gemma 3 and OLMo 2; `phi3` and `glm` join some of its matrices. A model
 * with a head has its body's name before the names of `bert`.
 */
export const namings = ["llama", "phi3", "glm", "gpt2", "gptNeox", "bert"] as const;
export type Naming = (typeof namings)[number];

/** Of a tensor's outputs, those that belong to a parameter: runs of `run`, `stride` apart, from `offset` on. */
export interface OutputRuns {
  readonly offset: number;
  readonly run: number;
  readonly stride: number;
}

export interface ForeignPlace {
  /** In the checkpoint. */
  readonly name: string;
  /** Whether a matrix is [out, in] there. Ours are [in, out], but for the tables, which are [row, width] everywhere. */
  readonly transposed: boolean;
  /** undefined: the whole tensor. */
  readonly outputs: OutputRuns | undefined;
}

export interface ForeignTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A tensor's name without `.weight` or `.bias`, and the part of it. */
interface Stem {
  readonly stem: string;
  readonly outputs?: OutputRuns;
}

interface Scheme {
  readonly tokens: string;
  readonly positions?: string;
  readonly types?: string;
  readonly embeddingNorm?: string;
  readonly finalNorm?: string;
  readonly logits?: string;
  /** Whether matrices are [out, in]. */
  readonly transposed: boolean;
  readonly layer: (layer: number) => LayerScheme;
}

interface LayerScheme {
  readonly attentionNorm?: string;
  readonly attentionOutputNorm?: string;
  readonly feedForwardNorm?: string;
  readonly feedForwardOutputNorm?: string;
  readonly query: Stem;
  readonly key: Stem;
  readonly value: Stem;
  readonly queryNorm?: string;
  readonly keyNorm?: string;
  readonly output: Stem;
  readonly gate?: Stem;
  readonly input: Stem;
  readonly down: Stem;
}

/** By our names. Throws a RangeError when the specification has a parameter that the naming has no name for. */
export function foreignPlaces(spec: TransformerSpec, naming: Naming): ReadonlyMap<string, ForeignPlace> {
  const scheme = schemeOf(spec, naming);
  const names = weightNames();
  const stems = new Map<string, Stem & { readonly table?: boolean }>();
  const put = (weight: string, bias: string | undefined, stem: Stem | string | undefined, table = false): void => {
    if (stem === undefined) return;
    const own = typeof stem === "string" ? { stem } : stem;
    stems.set(weight, { ...own, table });
    if (bias !== undefined) stems.set(bias, own);
  };
  const norm = ({ weight, bias }: NormNames, stem: string | undefined): void => put(weight, bias, stem);
  put(names.tokenEmbedding, undefined, scheme.tokens, true);
  put(names.positionEmbedding, undefined, scheme.positions, true);
  put(names.typeEmbedding, undefined, scheme.types, true);
  norm(names.embeddingNorm, scheme.embeddingNorm);
  norm(names.finalNorm, scheme.finalNorm);
  put(names.logits, names.logitsBias, scheme.logits, true);
  for (const layer of spec.layers.keys()) {
    const own = scheme.layer(layer);
    norm(names.norm(layer, "attention"), own.attentionNorm);
    norm(names.outputNorm(layer, "attention"), own.attentionOutputNorm);
    norm(names.norm(layer, "feedForward"), own.feedForwardNorm);
    norm(names.outputNorm(layer, "feedForward"), own.feedForwardOutputNorm);
    for (const kind of projectionKinds)
      put(names.projection(layer, kind), names.projectionBias(layer, kind), own[kind]);
    norm(names.queryKeyNorm(layer, "query"), own.queryNorm);
    norm(names.queryKeyNorm(layer, "key"), own.keyNorm);
    put(names.attentionOutput(layer), names.attentionOutputBias(layer), own.output);
    put(names.feedForwardGate(layer), names.feedForwardGateBias(layer), own.gate);
    put(names.feedForwardInput(layer), names.feedForwardInputBias(layer), own.input);
    put(names.feedForwardOutput(layer), names.feedForwardOutputBias(layer), own.down);
  }
  return new Map(
    parameterTable(spec).map(({ name, shape }) => {
      const found = stems.get(name);
      if (found === undefined) throw new RangeError(`Checkpoints named as ${naming}'s have no ${name}.`);
      const place: ForeignPlace = {
        name: `${found.stem}.${name.endsWith(".bias") ? "bias" : "weight"}`,
        transposed: scheme.transposed && shape.length === 2 && found.table !== true,
        outputs: found.outputs,
      };
      return [name, place];
    }),
  );
}

/** Our parameters from a checkpoint's tensors. Throws a RangeError that names the tensor which is missing or has another shape. */
export function takeParameters(
  spec: TransformerSpec,
  naming: Naming,
  tensorNamed: (name: string) => ForeignTensor | undefined,
): Parameters {
  const places = foreignPlaces(spec, naming);
  return new Map(
    parameterTable(spec).map((parameter) => {
      const place = places.get(parameter.name);
      const tensor = place === undefined ? undefined : tensorNamed(place.name);
      if (place === undefined || tensor === undefined)
        throw new RangeError(`The checkpoint has no tensor ${place?.name}.`);
      return [parameter.name, takeTensor(parameter, place, tensor)];
    }),
  );
}

function takeTensor(
  { shape }: Parameter,
  { name, transposed, outputs }: ForeignPlace,
  tensor: ForeignTensor,
): Float32Array {
  const [rows, columns] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0];
  const [first = 0, second = 0] = tensor.shape;
  const [theirRows, theirColumns] =
    tensor.shape.length === 1 ? [1, first] : transposed ? [second, first] : [first, second];
  const fits = outputs === undefined ? theirColumns === columns : lastOutput(outputs, columns) < theirColumns;
  if (
    tensor.shape.length !== shape.length ||
    theirRows !== rows ||
    !fits ||
    sizeOf(tensor.shape) !== tensor.values.length
  ) {
    throw new RangeError(
      `The tensor ${name} is [${tensor.shape.join(", ")}], which does not give [${shape.join(", ")}].`,
    );
  }
  if (outputs === undefined && !transposed) return tensor.values;
  const values = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const theirs = outputs === undefined ? column : outputOf(outputs, column);
    for (let row = 0; row < rows; row++) {
      const at = transposed ? theirs * rows + row : row * theirColumns + theirs;
      values[row * columns + column] = tensor.values[at] ?? Number.NaN;
    }
  }
  return values;
}

function outputOf({ offset, run, stride }: OutputRuns, column: number): number {
  return offset + Math.floor(column / run) * stride + (column % run);
}

function lastOutput(outputs: OutputRuns, columns: number): number {
  return outputOf(outputs, columns - 1);
}

function schemeOf(spec: TransformerSpec, naming: Naming): Scheme {
  switch (naming) {
    case "llama":
    case "phi3":
    case "glm":
      return llama(spec, naming);
    case "gpt2":
      return gpt2(spec);
    case "gptNeox":
      return gptNeox(spec);
    case "bert":
      return bert();
  }
}

/** The parts of a matrix that lie one behind the other. */
function consecutive(stem: string, sizes: readonly number[], index: number): Stem {
  const offset = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
  const run = sizes[index] ?? 0;
  return { stem, outputs: { offset, run, stride: run } };
}

function projectionSizes(spec: TransformerSpec): readonly number[] {
  return projectionKinds.map((kind) => projectionWidth(spec, kind));
}

function llama(spec: TransformerSpec, naming: "llama" | "phi3" | "glm"): Scheme {
  const hidden = spec.feedForward.width;
  // With norms after the halves these have the names that the norms before the second half have elsewhere.
  const both = spec.placement !== "pre";
  return {
    tokens: "model.embed_tokens",
    finalNorm: "model.norm",
    logits: "lm_head",
    transposed: true,
    layer: (layer) => {
      const own = `model.layers.${layer}`;
      const projection = (kind: ProjectionKind): Stem =>
        naming === "phi3"
          ? consecutive(`${own}.self_attn.qkv_proj`, projectionSizes(spec), projectionKinds.indexOf(kind))
          : { stem: `${own}.self_attn.${kind.charAt(0)}_proj` };
      const entering = (index: number): Stem =>
        naming === "llama"
          ? { stem: `${own}.mlp.${index === 0 ? "gate" : "up"}_proj` }
          : consecutive(`${own}.mlp.gate_up_proj`, [hidden, hidden], index);
      return {
        attentionNorm: `${own}.input_layernorm`,
        feedForwardNorm: both ? `${own}.pre_feedforward_layernorm` : `${own}.post_attention_layernorm`,
        ...(both
          ? {
              attentionOutputNorm: `${own}.post_attention_layernorm`,
              feedForwardOutputNorm: `${own}.post_feedforward_layernorm`,
            }
          : {}),
        query: projection("query"),
        key: projection("key"),
        value: projection("value"),
        queryNorm: `${own}.self_attn.q_norm`,
        keyNorm: `${own}.self_attn.k_norm`,
        output: { stem: `${own}.self_attn.o_proj` },
        gate: entering(0),
        input: entering(1),
        down: { stem: `${own}.mlp.down_proj` },
      };
    },
  };
}

function gpt2(spec: TransformerSpec): Scheme {
  return {
    tokens: "transformer.wte",
    positions: "transformer.wpe",
    finalNorm: "transformer.ln_f",
    logits: "lm_head",
    transposed: false,
    layer: (layer) => {
      const own = `transformer.h.${layer}`;
      const projection = (index: number): Stem => consecutive(`${own}.attn.c_attn`, projectionSizes(spec), index);
      return {
        attentionNorm: `${own}.ln_1`,
        feedForwardNorm: `${own}.ln_2`,
        query: projection(0),
        key: projection(1),
        value: projection(2),
        output: { stem: `${own}.attn.c_proj` },
        input: { stem: `${own}.mlp.c_fc` },
        down: { stem: `${own}.mlp.c_proj` },
      };
    },
  };
}

function gptNeox(spec: TransformerSpec): Scheme {
  const { headWidth } = spec.attention;
  return {
    tokens: "gpt_neox.embed_in",
    finalNorm: "gpt_neox.final_layer_norm",
    logits: "lm_head",
    transposed: true,
    layer: (layer) => {
      const own = `gpt_neox.layers.${layer}`;
      // Query, key and value of a head stand together.
      const projection = (index: number): Stem => ({
        stem: `${own}.attention.query_key_value`,
        outputs: { offset: index * headWidth, run: headWidth, stride: 3 * headWidth },
      });
      return {
        attentionNorm: `${own}.input_layernorm`,
        feedForwardNorm: `${own}.post_attention_layernorm`,
        query: projection(0),
        key: projection(1),
        value: projection(2),
        output: { stem: `${own}.attention.dense` },
        input: { stem: `${own}.mlp.dense_h_to_4h` },
        down: { stem: `${own}.mlp.dense_4h_to_h` },
      };
    },
  };
}

function bert(): Scheme {
  return {
    tokens: "embeddings.word_embeddings",
    positions: "embeddings.position_embeddings",
    types: "embeddings.token_type_embeddings",
    embeddingNorm: "embeddings.LayerNorm",
    transposed: true,
    layer: (layer) => {
      const own = `encoder.layer.${layer}`;
      return {
        attentionOutputNorm: `${own}.attention.output.LayerNorm`,
        feedForwardOutputNorm: `${own}.output.LayerNorm`,
        query: { stem: `${own}.attention.self.query` },
        key: { stem: `${own}.attention.self.key` },
        value: { stem: `${own}.attention.self.value` },
        output: { stem: `${own}.attention.output.dense` },
        input: { stem: `${own}.intermediate.dense` },
        down: { stem: `${own}.output.dense` },
      };
    },
  };
}
