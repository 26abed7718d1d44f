/** @file Points of a language VAE: one for each item, in z or in what a layer of the encoder or decoder writes. */

import { Rng } from "../../core/base/rng.ts";
import { decoderPromptIds, encoderIds } from "../../core/inference/tokens.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { PointSite } from "../../protocol/projection.ts";
import type { Captured, LatentModel } from "../model/latentModel.ts";
import { sharedFloats } from "./pointStore.ts";
import { noSuchSite, type VaeSite } from "./sites.ts";

export interface Item {
  readonly premises: readonly string[];
  readonly conclusion: string;
}

export type LatentSite = Extract<PointSite, { kind: "z" | "vae" }>;

export interface CollectedLatent {
  readonly site: LatentSite;
  readonly width: number;
  readonly values: Float32Array;
}

/** Items between two reports. */
const together = 256;

export interface CollectLatentOptions {
  readonly model: LatentModel;
  readonly items: readonly Item[];
  /** All of z, or all of one side's layers. */
  readonly sites: readonly LatentSite[];
  readonly signal: CancelSignal;
  readonly onItems: (done: number) => void;
}

/** Throws a UserError when the model has no such site or cannot read an item. */
export async function collectLatent(options: CollectLatentOptions): Promise<CollectedLatent[]> {
  const { model, items, sites, signal, onItems } = options;
  const { latent, encoder, decoder } = model.manifest.config;
  for (const { premises, conclusion } of items) model.refuseUnknown([...premises, conclusion]);
  const widthOf = (site: LatentSite): number => {
    if (site.kind === "z") return latent;
    const side = site.side === "encoder" ? encoder : decoder;
    if (site.layer >= side.layers) throw noSuchSite(site, model.manifest.name);
    return side.width;
  };
  const collected = sites.map((site): CollectedLatent => {
    const width = widthOf(site);
    return { site, width, values: sharedFloats(items.length * width) };
  });
  for (let from = 0; from < items.length; from += together) {
    const part = items.slice(from, from + together);
    const texts = part.map((item) => encoderIds(model.task, model.tokenizer, item));
    const wanted = (side: VaeSite["side"]) =>
      sites.filter((site) => site.kind === "vae" && site.side === side) as VaeSite[];
    const put = (found: readonly Captured[], side: VaeSite["side"]): void => {
      for (const { site, values, width } of collected) {
        if (site.kind !== "vae" || site.side !== side) continue;
        const own = found.find((each) => each.site.layer === site.layer && each.site.kind === site.component);
        if (own !== undefined) values.set(own.values, from * width);
      }
    };
    const asSites = (own: readonly VaeSite[]) => own.map(({ layer, component }) => ({ layer, kind: component }));
    const [inEncoder, inDecoder] = [wanted("encoder"), wanted("decoder")];
    const drawsZ = sites.some(({ kind }) => kind === "z");
    if (inEncoder.length > 0) put(await model.captureEncoder(texts, asSites(inEncoder), signal), "encoder");
    if (drawsZ || inDecoder.length > 0) {
      const { means, logVariances } = await model.encode(texts, signal);
      for (const { site, values } of collected) {
        if (site.kind !== "z") continue;
        values.set(site.sampled === undefined ? means : drawn(means, logVariances, site.sampled, from), from * latent);
      }
      const prompts = part.map(({ premises }) => decoderPromptIds(model.task, model.tokenizer, premises));
      if (inDecoder.length > 0) put(await model.captureDecoder(prompts, means, asSites(inDecoder), signal), "decoder");
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
