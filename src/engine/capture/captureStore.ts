/**
 * @file The stores of the last few runs, within a fixed memory: the oldest goes first. A model that changed on disk is another model, so
 * what was captured of the old one is never given for the new.
 */

import { resolve } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { UserError } from "../../core/base/errors.ts";
import { countText, sizeText } from "../../core/format/figures.ts";
import type { RunInput } from "../../protocol/activations.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { measuredChooser } from "../decode/choose.ts";
import { preparePrompt } from "../decode/preparePrompt.ts";
import type { ModelStore } from "../model/modelStore.ts";
import type { OpenModel } from "../model/openModel.ts";
import type { Runtime } from "../model/runtime.ts";
import { type AttentionChunk, CapturedRun, type RunTokens } from "./capturedRun.ts";
import { type ForwardOptions, forward } from "./forward.ts";
import { InstrumentedModel } from "./instrumentedModel.ts";

export interface CaptureLimits {
  readonly runs: number;
  readonly bytes: number;
}

/** 512 MiB: a run of 2,048 tokens through 12 layers of width 768 takes 229 MB. */
const defaultLimits: CaptureLimits = { runs: 8, bytes: 2 ** 29 };

/** Attention grows with the square of the tokens: of more than these nobody waits for the first picture. */
const mostTokens = 16_384;

export interface CaptureWatcher {
  /** Known before anything is computed. */
  readonly onTokens?: (model: OpenModel, run: CapturedRun, promptTokens: number) => void;
  readonly onAttention?: (chunk: AttentionChunk) => void;
  readonly onLayer?: (layer: number) => void;
}

/** A run about to be read. */
export interface PassedRun {
  readonly open: OpenModel;
  readonly model: InstrumentedModel;
  readonly length: number;
}

export type PassHooks = Pick<ForwardOptions, "onResidual" | "onProjections" | "onAttended" | "onLayer">;

interface Entry {
  readonly model: OpenModel;
  readonly key: string;
  readonly run: CapturedRun;
}

export class CaptureStore {
  readonly #models: Pick<ModelStore, "get">;
  readonly #runtime: Pick<Runtime, "open">;
  readonly #limits: CaptureLimits;
  readonly #instrumented = new WeakMap<OpenModel, Promise<InstrumentedModel>>();
  /** Oldest first. */
  #entries: readonly Entry[] = [];
  /** What is being computed: its first layers can be read before its last one is there. */
  #current: (Entry & { layers: number }) | undefined;
  /** One pass at a time: two at once would need twice the memory and take as long. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(models: Pick<ModelStore, "get" | "onReleased">, runtime: Pick<Runtime, "open">, limits = defaultLimits) {
    this.#models = models;
    models.onReleased((model) => this.#forget(model));
    this.#runtime = runtime;
    this.#limits = limits;
  }

  /**
   * The activations of a run, computed where it is not known. `known` tells which. Throws a UserError when the model cannot be looked
   * into, does not know the tokens, or the run is too long.
   */
  async get(
    input: RunInput,
    signal: CancelSignal,
    watcher: CaptureWatcher = {},
  ): Promise<{ readonly open: OpenModel; readonly run: CapturedRun; readonly known: boolean }> {
    refuseItem(input);
    const model = await this.#models.get(input.modelDir, input.device);
    const key = keyOf(input);
    const turn = this.#last.then(async () => {
      throwIfCancelled(signal);
      const found = this.#entries.find((entry) => entry.model === model && entry.key === key);
      if (found !== undefined) {
        this.#entries = [...this.#entries.filter((entry) => entry !== found), found];
        return { open: model, run: found.run, known: true };
      }
      const run = await this.#compute(model, input, signal, watcher).finally(() => {
        this.#current = undefined;
      });
      this.#keep({ model, key, run });
      return { open: model, run, known: false };
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** As `get`, where layers after `layer` are not needed: does not wait for them. */
  async upTo(
    layer: number,
    input: RunInput,
    signal: CancelSignal,
  ): Promise<{ readonly open: OpenModel; readonly run: CapturedRun }> {
    const model = await this.#models.get(input.modelDir, input.device);
    const current = this.#current;
    if (current?.model === model && current.key === keyOf(input) && layer < current.run.layers) {
      // The pass has the event loop between its parts.
      while (this.#current === current && current.layers <= layer) {
        await nextTurn();
        throwIfCancelled(signal);
      }
      if (current.layers > layer) return { open: model, run: current.run };
    }
    return this.get(input, signal);
  }

  /** The tokens of a run and how many of them are the prompt's, without computing anything. */
  async tokensOf(input: RunInput): Promise<RunTokens & { readonly model: OpenModel; readonly promptTokens: number }> {
    refuseItem(input);
    const model = await this.#models.get(input.modelDir, input.device);
    return { model, ...runTokens(model, input) };
  }

  async open({ modelDir, device }: Pick<RunInput, "modelDir" | "device">): Promise<OpenModel> {
    return this.#models.get(modelDir, device);
  }

  /** The model in parts. Throws a UserError when it cannot be taken apart. */
  async instrumented(input: Pick<RunInput, "modelDir" | "device">): Promise<InstrumentedModel> {
    return this.#instrument(await this.open(input));
  }

  /**
   * One pass over a run of which nothing is kept but what the hooks take. Waits for other passes, as `get` does; throws what `get` throws.
   */
  async pass(input: RunInput, signal: CancelSignal, hooksOf: (run: PassedRun) => PassHooks): Promise<void> {
    const open = await this.#models.get(input.modelDir, input.device);
    const turn = this.#last.then(async () => {
      throwIfCancelled(signal);
      const model = await this.#instrument(open);
      const { ids, coupledIds } = runTokens(open, input);
      const bytes = CapturedRun.bytesOf(model, ids.length);
      if (bytes > this.#limits.bytes) throw tooLarge(ids.length, bytes, this.#limits.bytes);
      const { onResidual, ...hooks } = hooksOf({ open, model, length: ids.length });
      await forward(model, await model.embed(ids, coupledIds), {
        ...hooks,
        signal,
        onResidual: (layer, residual) => {
          if (!Number.isFinite(sum(residual))) throw notNumbers(open.manifest.name, layer);
          onResidual?.(layer, residual);
        },
      });
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #compute(
    open: OpenModel,
    input: RunInput,
    signal: CancelSignal,
    { onTokens, onAttention, onLayer }: CaptureWatcher,
  ): Promise<CapturedRun> {
    const model = await this.#instrument(open);
    const { ids, coupledIds, promptTokens } = runTokens(open, input);
    if (ids.length > mostTokens) throw tooLong(ids.length);
    const bytes = CapturedRun.bytesOf(model, ids.length);
    if (bytes > this.#limits.bytes) throw tooLarge(ids.length, bytes, this.#limits.bytes);
    const run = new CapturedRun(model, { ids, coupledIds });
    const current = { model: open, key: keyOf(input), run, layers: 0 };
    this.#current = current;
    onTokens?.(open, run, promptTokens);
    const start = await model.embed(ids, coupledIds);
    await forward(model, start, {
      signal,
      onResidual: (layer, residual) => {
        if (!Number.isFinite(sum(residual))) throw notNumbers(open.manifest.name, layer);
        run.residuals[layer] = residual.slice();
      },
      onProjections: (layer, { query, key }) => {
        run.queries[layer] = query;
        run.keys[layer] = key;
      },
      ...(onAttention ? { onAttention } : {}),
      onLayer: (layer) => {
        onLayer?.(layer);
        current.layers = layer + 1;
      },
    });
    return run;
  }

  #instrument(open: OpenModel): Promise<InstrumentedModel> {
    let model = this.#instrumented.get(open);
    if (model === undefined) {
      model = InstrumentedModel.open(open, this.#runtime);
      this.#instrumented.set(open, model);
      model.catch(() => this.#instrumented.delete(open));
    }
    return model;
  }

  /** A model's sessions were given back: what was made of it goes as well. */
  #forget(model: OpenModel): void {
    this.#entries = this.#entries.filter((entry) => entry.model !== model);
    const made = this.#instrumented.get(model);
    this.#instrumented.delete(model);
    void made?.then((instrumented) => instrumented.release()).catch(() => {});
  }

  #keep(entry: Entry): void {
    const kept = [...this.#entries, entry].slice(-this.#limits.runs);
    let bytes = kept.reduce((total, { run }) => total + run.bytes, 0);
    while (bytes > this.#limits.bytes) bytes -= kept.shift()?.run.bytes ?? bytes;
    this.#entries = kept;
  }
}

/** Refuses an item of a language VAE, of which only attention is known. */
function refuseItem({ latent }: Pick<RunInput, "latent">): void {
  if (latent === undefined) return;
  throw new UserError(
    "no-captures",
    "Ablation, patching and hidden states are for runs of a decoder; this is an item that a language VAE read.",
    "Run a problem and open its activations.",
  );
}

function keyOf({ modelDir, prompt, response, couplingSeed }: RunInput): string {
  return JSON.stringify([resolve(modelDir), prompt, response, couplingSeed ?? null]);
}

/** Prompt and response as the model was fed them; the end token is the last where it wrote one. */
function runTokens(
  model: OpenModel,
  { prompt, response, couplingSeed }: RunInput,
): RunTokens & { promptTokens: number } {
  const { endTokenId, contextLength } = model.manifest;
  // A response may have filled the context to its last token, which a prompt may not.
  const room = Math.max(0, contextLength - model.tokenizer.encode(prompt).length - 1);
  const prepared = preparePrompt(model, prompt, {
    choose: measuredChooser({ kind: "greedy" }, 0),
    couplingSeed,
    continueFrom: { ids: response.slice(0, room), text: "" },
  });
  const rest = response.slice(prepared.ids.length - prepared.promptLength, room + 1);
  const ids = [...prepared.ids, ...rest];
  const coupledIds = [...prepared.coupledIds, ...rest.map((id) => (id === endTokenId ? 0 : prepared.coupledIdOf(id)))];
  return { ids, coupledIds, promptTokens: prepared.promptLength };
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function tooLong(tokens: number): UserError {
  return new UserError(
    "capture-too-large",
    `This run has ${countText(tokens)} tokens; activations can be computed up to ${countText(mostTokens)}.`,
    "Choose a shorter run.",
  );
}

function tooLarge(tokens: number, bytes: number, limit: number): UserError {
  return new UserError(
    "capture-too-large",
    `The activations of a run of ${countText(tokens)} tokens take ${sizeText(bytes)}, more than the ${sizeText(limit)} that are reserved for them.`,
    "Choose a shorter run of this model, or the same run of a smaller one.",
  );
}

function notNumbers(name: string, layer: number): UserError {
  return new UserError(
    "model-not-a-number",
    `The model ${name} computes values that are not numbers before layer ${layer}.`,
    "Its weights are damaged or its training diverged: choose another model, or train it again.",
  );
}
