/** @file A model's graph as a `DecoderSession`: names of inputs and outputs, tensors in and out, one move to another device. */

import { type InferenceSession, Tensor } from "onnxruntime-node";
import { messageOf, UserError } from "../../core/base/errors.ts";
import type { DeviceChoice } from "../../protocol/contract.ts";
import { modelRemedy } from "../../protocol/modelManifest.ts";
import type { DecoderSession, Feed } from "./decoderSession.ts";
import { type CacheSlot, KeyValueCache } from "./keyValueCache.ts";
import { RecentCaches } from "./recentCaches.ts";
import type { OpenGraph } from "./runtime.ts";

export interface GraphSessionOptions {
  readonly graph: OpenGraph;
  /** For messages. */
  readonly path: string;
  readonly vocabularySize: number;
  /** Opens the graph again after `choice` failed with `error`; undefined when there is nowhere to go. */
  readonly reopen: (choice: DeviceChoice, error: unknown) => Promise<OpenGraph | undefined>;
  /** Opens the same model as a graph that takes a beginning shared by all rows, for batches; absent for a model that is none of ours. */
  readonly openShared?: ((choice: DeviceChoice) => Promise<OpenGraph>) | undefined;
}

export class GraphSession implements DecoderSession {
  readonly vocabularySize: number;
  readonly recent = new RecentCaches();
  readonly #options: GraphSessionOptions;
  readonly #slots: readonly CacheSlot[];
  readonly #outputs: readonly string[];
  readonly #hasCoupledIds: boolean;
  #graph: OpenGraph;
  #sharing: Promise<OpenGraph> | undefined;

  /** Throws a UserError when the graph's inputs and outputs are not a decoder's. */
  constructor(options: GraphSessionOptions) {
    this.#options = options;
    this.#graph = options.graph;
    this.vocabularySize = options.vocabularySize;
    const { session } = options.graph;
    this.#slots = cacheSlots(session);
    this.#hasCoupledIds = session.inputNames.includes("place_ids");
    this.#outputs = ["logits", ...this.#slots.map(({ fresh }) => fresh)];
    const missing = [
      ...["input_ids", "position_ids", "attention_mask"].filter((name) => !session.inputNames.includes(name)),
      ...this.#outputs.filter((name) => !session.outputNames.includes(name)),
    ];
    if (missing.length > 0 || this.#slots.length === 0) {
      const what = missing.length > 0 ? missing.join(", ") : "past.0.key";
      throw new UserError(
        "model-foreign",
        `${options.path} is not a decoder with a cache: it lacks ${what}.`,
        modelRemedy,
      );
    }
  }

  get choice(): DeviceChoice {
    return this.#graph.choice;
  }

  get canShare(): boolean {
    return this.#options.openShared !== undefined;
  }

  emptyCache(batch: number, shared?: KeyValueCache): KeyValueCache {
    return new KeyValueCache(this.#slots, batch, shared);
  }

  async run({ batch, sequence, ids, coupledIds, positions, mask }: Feed, cache: KeyValueCache): Promise<Float32Array> {
    const shape = [batch, sequence];
    const { shared } = cache;
    const { session } = shared === undefined ? this.#graph : await this.#sharingGraph();
    const joined = cache.maskWith(mask, sequence);
    const results = await session.run(
      {
        input_ids: new Tensor("int64", ids, shape),
        ...(this.#hasCoupledIds ? { place_ids: new Tensor("int64", coupledIds, shape) } : {}),
        position_ids: new Tensor("int64", positions, shape),
        attention_mask: new Tensor("int64", joined, [batch, joined.length / batch]),
        ...Object.fromEntries(this.#slots.map((slot) => [slot.past, pastTensor(slot, cache)])),
        ...(shared && Object.fromEntries(this.#slots.map((slot) => [slot.shared, pastTensor(slot, shared)]))),
      },
      this.#outputs,
    );
    const logits = floatsOf(results, "logits");
    if (logits.length !== batch * sequence * this.vocabularySize) {
      throw new UserError(
        "model-inconsistent",
        `${this.#options.path} does not have the vocabulary that the model's description says.`,
        modelRemedy,
      );
    }
    cache.append(({ fresh }) => floatsOf(results, fresh), mask, sequence);
    return logits;
  }

  async fallBack(error: unknown): Promise<void> {
    if (error instanceof UserError) throw error;
    const next = await this.#options.reopen(this.#graph.choice, error);
    if (next === undefined) {
      throw new UserError(
        "model-failed",
        `${this.#options.path} failed while it ran: ${messageOf(error)}.`,
        modelRemedy,
      );
    }
    this.recent.clear();
    const old = [this.#graph.session, await this.#takeSharing()];
    this.#graph = next;
    // What is broken may break again when it is given back; the run goes on all the same.
    await Promise.allSettled(old.map((session) => session?.release()));
  }

  async release(): Promise<void> {
    await (await this.#takeSharing())?.release();
    await this.#graph.session.release();
  }

  #sharingGraph(): Promise<OpenGraph> {
    const open = this.#options.openShared;
    if (open === undefined) throw new Error("This model has no graph for a shared beginning.");
    this.#sharing ??= open(this.#graph.choice);
    return this.#sharing;
  }

  async #takeSharing(): Promise<InferenceSession | undefined> {
    const sharing = this.#sharing;
    this.#sharing = undefined;
    return (await sharing?.catch(() => undefined))?.session;
  }
}

function pastTensor(slot: CacheSlot, cache: KeyValueCache): Tensor {
  return new Tensor("float32", cache.valuesOf(slot), [cache.batch, slot.heads, cache.capacity, slot.headWidth]);
}

function floatsOf(results: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = results[name]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError(`The output ${name} is not float32.`);
  return data;
}

/** From the inputs named `past.3.key`, of shape [batch, head, past, headWidth]. */
function cacheSlots(session: InferenceSession): CacheSlot[] {
  return session.inputMetadata.flatMap((input): CacheSlot[] => {
    const layer = /^past\.([0-9]+)\.(key|value)$/.exec(input.name);
    if (layer === null || !input.isTensor) return [];
    const [, heads, , headWidth] = input.shape;
    if (typeof heads !== "number" || typeof headWidth !== "number") return [];
    const [, index, part] = layer;
    return [{ past: input.name, shared: `shared.${index}.${part}`, fresh: `fresh.${index}.${part}`, heads, headWidth }];
  });
}
