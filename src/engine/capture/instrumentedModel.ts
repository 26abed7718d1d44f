/**
 * @file A model whose activations can be captured: the parts of `onnx/transformer/parts.ts` as sessions, with the weights of a model file. Always on
 * the CPU, where every number that passes between two parts is at hand.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { UserError } from "../../core/base/errors.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import { readParameters } from "../../onnx/readParameters.ts";
import { parameterTable } from "../../onnx/transformer/parameterTable.ts";
import { type PartName, partWeights, writePart } from "../../onnx/transformer/parts.ts";
import { headCount, layerKinds, type TransformerSpec } from "../../onnx/transformer/specification.ts";
import { graphFile } from "../../protocol/modelManifest.ts";
import type { OpenModel } from "../model/openModel.ts";
import type { Runtime } from "../model/runtime.ts";
import { ownSpecification } from "../model/sharedGraph.ts";

type Outputs = Readonly<Record<string, Float32Array>>;

/** [head, token, headWidth] each; queries and keys turned by their positions. Keys that several heads share stand once for each. */
export interface Projections {
  readonly query: Float32Array;
  readonly key: Float32Array;
  readonly value: Float32Array;
}

/** Some queries, and the keys that they may meet. */
export interface PatternInputs {
  readonly layer: number;
  /** Its heads, in the order of the tensors. */
  readonly heads: readonly number[];
  /** [head, query, headWidth], for the tokens from `first` on. */
  readonly query: Float32Array;
  readonly first: number;
  /** [head, key, headWidth], from the first token up to the last query, or where nothing is causal to the last token. */
  readonly key: Float32Array;
  /** [key]; 1 for what no later token may see. */
  readonly masked: Float32Array;
}

export class InstrumentedModel {
  readonly spec: TransformerSpec;
  /** How many, and of each layer. */
  readonly layers: number;
  readonly heads: number;
  readonly headWidth: number;
  /** Of the residual stream. */
  readonly width: number;
  /** For each layer, which kind it is of: layers of a kind share their parts. */
  readonly #kinds: readonly number[];
  readonly #weights: ReadonlyMap<string, Tensor>;
  readonly #runtime: Pick<Runtime, "open">;
  readonly #sessions = new Map<string, Promise<InferenceSession>>();

  constructor(spec: TransformerSpec, parameters: Parameters, runtime: Pick<Runtime, "open">) {
    this.spec = spec;
    this.layers = spec.layers.length;
    this.heads = headCount(spec);
    this.headWidth = spec.attention.headWidth;
    this.width = spec.width;
    this.#kinds = layerKinds(spec).ofLayer;
    this.#runtime = runtime;
    const shapes = new Map(parameterTable(spec).map(({ name, shape }) => [name, shape]));
    this.#weights = new Map(
      [...parameters].map(([name, values]) => [name, new Tensor("float32", values, [...(shapes.get(name) ?? [])])]),
    );
  }

  /** Throws a UserError when the model is none of the decoders that Rulescope can take apart. */
  static async open({ dir, manifest }: OpenModel, runtime: Pick<Runtime, "open">): Promise<InstrumentedModel> {
    const spec = ownSpecification(manifest.decoder);
    if (spec === undefined) {
      throw new UserError(
        "no-captures",
        `The model ${manifest.name} does not say how its layers are built (heads, feedForward and activation are missing in model.json), so its attention cannot be shown.`,
        "Choose a model that was trained with Rulescope, or describe its decoder in model.json.",
      );
    }
    return new InstrumentedModel(spec, readParameters(await readFile(join(dir, graphFile)), spec), runtime);
  }

  /** Gives its sessions back. */
  async release(): Promise<void> {
    const sessions = await Promise.allSettled(this.#sessions.values());
    this.#sessions.clear();
    await Promise.all(sessions.map((each) => (each.status === "fulfilled" ? each.value.release() : undefined)));
  }

  /** [token, width]: what the first block reads. */
  async embed(ids: readonly number[], coupledIds: readonly number[]): Promise<Float32Array> {
    const tokens = (values: readonly number[]): Tensor =>
      new Tensor("int64", BigInt64Array.from(values, BigInt), [values.length]);
    const { embedding } = this.spec;
    const feeds = {
      input_ids: tokens(ids),
      ...(embedding.coupledPositions.length > 0 ? { place_ids: tokens(coupledIds) } : {}),
      ...(embedding.positions > 0 ? { position_ids: tokens([...ids.keys()]) } : {}),
      ...(embedding.types > 0 ? { token_type_ids: tokens(ids.map(() => 0)) } : {}),
    };
    return taken(await this.#run("embedding", 0, feeds, ["residual"]), "residual");
  }

  /** `residual` [token, width] is what the layer reads, for the tokens from `first` on. */
  async project(layer: number, residual: Float32Array, first = 0): Promise<Projections> {
    const count = residual.length / this.width;
    const positions = BigInt64Array.from({ length: count }, (_, i) => BigInt(first + i));
    const feeds = { residual: this.#rows(residual), position_ids: new Tensor("int64", positions, [count]) };
    const found = await this.#run("projection", layer, feeds, ["query", "key", "value"]);
    return { query: taken(found, "query"), key: taken(found, "key"), value: taken(found, "value") };
  }

  /** The attention pattern: [head, query, key]. */
  async pattern(inputs: PatternInputs): Promise<Float32Array> {
    return taken(
      await this.#run("pattern", inputs.layer, this.#patternFeeds(inputs), ["probabilities"]),
      "probabilities",
    );
  }

  /** The same with what they get from it, [head, query, headWidth]; probabilities only where they are asked for, because they are large. */
  async attend(
    inputs: PatternInputs,
    value: Float32Array,
    wantsProbabilities: boolean,
  ): Promise<{ readonly attended: Float32Array; readonly probabilities: Float32Array | undefined }> {
    const feeds = { ...this.#patternFeeds(inputs), value: this.#perHead(value, inputs.heads.length) };
    const names = ["attended", ...(wantsProbabilities ? ["probabilities"] : [])];
    const found = await this.#run("attention", inputs.layer, feeds, names);
    return { attended: taken(found, "attended"), probabilities: found.probabilities };
  }

  /** The residual after the layer [token, width], from the one before it and what its heads got [head, token, headWidth]. */
  async complete(layer: number, residual: Float32Array, attended: Float32Array): Promise<Float32Array> {
    const feeds = { residual: this.#rows(residual), attended: this.#perHead(attended, this.heads) };
    return taken(await this.#run("completion", layer, feeds, ["completed"]), "completed");
  }

  /** What the layer's two halves add to the residual, [token, width] each. */
  async details(
    layer: number,
    residual: Float32Array,
    attended: Float32Array,
  ): Promise<{ readonly attention: Float32Array; readonly feedForward: Float32Array }> {
    const feeds = { residual: this.#rows(residual), attended: this.#perHead(attended, this.heads) };
    const found = await this.#run("details", layer, feeds, ["attention.output", "feedForward.output"]);
    return { attention: taken(found, "attention.output"), feedForward: taken(found, "feedForward.output") };
  }

  /** Rows of any residual [token, width] to [token, vocabulary]. */
  async logits(residual: Float32Array): Promise<Float32Array> {
    return taken(await this.#run("logits", 0, { residual: this.#rows(residual) }, ["logits"]), "logits");
  }

  #patternFeeds({ layer, heads, query, first, key, masked }: PatternInputs): Record<string, Tensor> {
    const own = this.spec.layers[layer]?.heads ?? [];
    const windows = heads.map((head) => BigInt(own[head]?.window ?? Number.MAX_SAFE_INTEGER));
    const same = new Set(windows).size === 1 ? windows.slice(0, 1) : windows;
    return {
      query: this.#perHead(query, heads.length),
      key: this.#perHead(key, heads.length),
      first: new Tensor("int64", BigInt64Array.of(BigInt(first)), []),
      window: new Tensor("int64", BigInt64Array.from(same), [same.length, 1, 1]),
      hidden: new Tensor("float32", masked, [masked.length]),
    };
  }

  #rows(values: Float32Array): Tensor {
    return new Tensor("float32", values, [values.length / this.width, this.width]);
  }

  #perHead(values: Float32Array, heads: number): Tensor {
    return new Tensor("float32", values, [1, heads, values.length / (heads * this.headWidth), this.headWidth]);
  }

  async #run(part: PartName, layer: number, feeds: Record<string, Tensor>, names: string[]): Promise<Outputs> {
    const weights = partWeights(this.spec, part).flatMap((name) => {
      const tensor = this.#weights.get(name.replace(/^block\.0\./, `block.${layer}.`));
      return tensor === undefined ? [] : [[name, tensor] as const];
    });
    const session = await this.#session(part, layer);
    const results = await session.run({ ...Object.fromEntries(weights), ...feeds }, names);
    return Object.fromEntries(
      Object.entries(results).flatMap(([name, { data }]) => (data instanceof Float32Array ? [[name, data]] : [])),
    );
  }

  #session(part: PartName, layer: number): Promise<InferenceSession> {
    // Only the projections differ from layer to layer.
    const key = part === "projection" ? `${part} ${this.#kinds[layer]}` : part;
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const opened = this.#runtime.open(writePart(this.spec, part, layer), "cpu").then(({ session }) => session);
    this.#sessions.set(key, opened);
    opened.catch(() => this.#sessions.delete(key));
    return opened;
  }
}

function taken(outputs: Outputs, name: string): Float32Array {
  const found = outputs[name];
  if (found === undefined) throw new TypeError(`The output ${name} is not float32.`);
  return found;
}
