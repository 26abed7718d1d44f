/** @file Points of a language VAE: one for each item, in z or in what a layer of the encoder or decoder writes. */

import { Rng } from "../../core/base/rng.ts";
import { decoderPromptIds, encoderIds } from "../../core/inference/tokens.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { HookPoint } from "../../protocol/projection.ts";
import type { Captured, LatentModel } from "../model/latentModel.ts";
import { noSuchHookPoint, type VaeHookPoint } from "./hookPoints.ts";
import { sharedFloats } from "./pointStore.ts";

export interface Item {
  readonly premises: readonly string[];
  readonly conclusion: string;
}

export type LatentHookPoint = Extract<HookPoint, { kind: "z" | "vae" }>;

export interface CollectedLatent {
  readonly hookPoint: LatentHookPoint;
  readonly width: number;
  readonly values: Float32Array;
}

/** Items between two reports. */
const together = 256;

export interface CollectLatentOptions {
  readonly model: LatentModel;
  readonly items: readonly Item[];
  /** All of z, or all of one side's layers. */
  readonly hookPoints: readonly LatentHookPoint[];
  readonly signal: CancelSignal;
  readonly onItems: (done: number) => void;
}

/** Throws a UserError when the model has no such hook point or cannot read an item. */
export async function collectLatent(options: CollectLatentOptions): Promise<CollectedLatent[]> {
  const { model, items, hookPoints, signal, onItems } = options;
  const { latent, encoder, decoder } = model.manifest.config;
  for (const { premises, conclusion } of items) model.refuseUnknown([...premises, conclusion]);
  const widthOf = (hookPoint: LatentHookPoint): number => {
    if (hookPoint.kind === "z") return latent;
    const side = hookPoint.side === "encoder" ? encoder : decoder;
    if (hookPoint.layer >= side.layers) throw noSuchHookPoint(hookPoint, model.manifest.name);
    return side.width;
  };
  const collected = hookPoints.map((hookPoint): CollectedLatent => {
    const width = widthOf(hookPoint);
    return { hookPoint, width, values: sharedFloats(items.length * width) };
  });
  for (let from = 0; from < items.length; from += together) {
    const part = items.slice(from, from + together);
    const texts = part.map((item) => encoderIds(model.task, model.tokenizer, item));
    const wanted = (side: VaeHookPoint["side"]) =>
      hookPoints.filter((hookPoint) => hookPoint.kind === "vae" && hookPoint.side === side) as VaeHookPoint[];
    const put = (found: readonly Captured[], side: VaeHookPoint["side"]): void => {
      for (const { hookPoint, values, width } of collected) {
        if (hookPoint.kind !== "vae" || hookPoint.side !== side) continue;
        const own = found.find(
          (each) => each.hookPoint.layer === hookPoint.layer && each.hookPoint.kind === hookPoint.component,
        );
        if (own !== undefined) values.set(own.values, from * width);
      }
    };
    const layersOf = (own: readonly VaeHookPoint[]) => own.map(({ layer, component }) => ({ layer, kind: component }));
    const [inEncoder, inDecoder] = [wanted("encoder"), wanted("decoder")];
    const drawsZ = hookPoints.some(({ kind }) => kind === "z");
    if (inEncoder.length > 0) put(await model.captureEncoder(texts, layersOf(inEncoder), signal), "encoder");
    if (drawsZ || inDecoder.length > 0) {
      const { means, logVariances } = await model.encode(texts, signal);
      for (const { hookPoint, values } of collected) {
        if (hookPoint.kind !== "z") continue;
        values.set(
          hookPoint.sampled === undefined ? means : drawn(means, logVariances, hookPoint.sampled, from),
          from * latent,
        );
      }
      const prompts = part.map(({ premises }) => decoderPromptIds(model.task, model.tokenizer, premises));
      if (inDecoder.length > 0) put(await model.captureDecoder(prompts, means, layersOf(inDecoder), signal), "decoder");
    }
    onItems(Math.min(items.length, from + together));
  }
  return collected;
}

/** One z from each item's own distribution. */
function drawn(means: Float32Array, logVariances: Float32Array, seed: number, from: number): Float32Array {
  const rng = new Rng(seed).fork(`z of items from ${from}`);
  return means.map((mean, i) => mean + Math.exp((logVariances[i] ?? 0) / 2) * rng.normal());
}
