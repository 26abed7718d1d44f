/**
 * @file Reads items by a language VAE's sides and keeps their attention, the last few: a model that changed on disk is another model. Always on
 * the CPU.
 */
import { UserError } from "../../core/base/errors.ts";
import { decoderPromptIds, encoderIds, targetIds } from "../../core/inference/tokens.ts";
import type { LatentItemRead } from "../../protocol/activations.ts";
import { type CancelSignal, CancelSource, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { LatentModel, LatentModels } from "../model/latentModel.ts";
import { LatentRun } from "./latentRun.ts";

const kept = 16;

export interface LatentCapture {
  readonly model: LatentModel;
  readonly run: LatentRun;
  /** Whether it was still known from an earlier request. */
  readonly known: boolean;
}

interface Entry {
  readonly model: LatentModel;
  readonly key: string;
  readonly run: Promise<LatentRun>;
}

export class LatentCaptures {
  readonly #models: Pick<LatentModels, "get">;
  /** Newest last. */
  #entries: readonly Entry[] = [];

  constructor(models: Pick<LatentModels, "get">) {
    this.#models = models;
  }

  /** Throws a UserError where the model cannot be read, or does not know the item's words. */
  async get(modelDir: string, item: LatentItemRead, signal: CancelSignal): Promise<LatentCapture> {
    const model = await this.#models.get(modelDir);
    const key = JSON.stringify([item.reads, item.premises, item.conclusion]);
    const found = this.#entries.find((entry) => entry.model === model && entry.key === key);
    if (found !== undefined) return { model, run: await found.run, known: true };
    throwIfCancelled(signal);
    // Others may wait for the same: it takes milliseconds and is read to its end.
    const run = read(model, item, new CancelSource());
    const entry = { model, key, run };
    this.#entries = [...this.#entries.slice(1 - kept), entry];
    run.catch(() => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    });
    return { model, run: await run, known: false };
  }
}

async function read(model: LatentModel, item: LatentItemRead, signal: CancelSignal): Promise<LatentRun> {
  const { task, tokenizer } = model;
  const { encoder, decoder, injection, latent, vocabularySize } = model.manifest.config;
  model.refuseUnknown([...item.premises, item.conclusion]);
  const source = encoderIds(task, tokenizer, item);
  // The conclusion has no mark before it of its own: what stands before it is the premises and a separator.
  const promptTokens = source.length - tokenizer.encode(item.conclusion).length;
  refuseTooLong(model, source.length, encoder.positions);
  if (item.reads === "encoder") {
    return new LatentRun({
      ids: source,
      promptTokens,
      heads: encoder.heads,
      isCausal: false,
      hasSlot: false,
      probabilities: finiteOnly(model, await model.encoderAttention(source, signal)),
    });
  }
  const prompt = decoderPromptIds(task, tokenizer, item.premises);
  const ids = [...prompt, ...targetIds(tokenizer, item.conclusion)];
  refuseTooLong(model, ids.length, decoder.positions);
  const z = item.reads === "decoder" ? (await model.encode([source], signal)).means : new Float32Array(latent);
  const hasSlot = injection === "memory";
  return new LatentRun({
    ids: hasSlot ? [vocabularySize, ...ids] : ids,
    promptTokens: prompt.length + (hasSlot ? 1 : 0),
    heads: decoder.heads,
    isCausal: true,
    hasSlot,
    probabilities: finiteOnly(model, await model.decoderAttention(ids, z, signal)),
  });
}

function refuseTooLong({ manifest }: LatentModel, length: number, positions: number): void {
  if (positions === 0 || length <= positions) return;
  throw new UserError(
    "prompt-too-long",
    `This item has ${length} tokens; ${manifest.name} has positions for ${positions}.`,
    "Choose a shorter item.",
  );
}

function finiteOnly({ manifest }: LatentModel, layers: readonly Float32Array[]): readonly Float32Array[] {
  const layer = layers.findIndex((values) => !values.every(Number.isFinite));
  if (layer < 0) return layers;
  throw new UserError(
    "model-not-a-number",
    `The model ${manifest.name} computes values that are not numbers in layer ${layer}.`,
    "Its weights are damaged or its training diverged: choose another model, or train it again.",
  );
}
