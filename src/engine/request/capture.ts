/**
 * @file The request that opens a run: reads it once and sends the pictures of each layer's heads as they come. The mean of all heads, which a view
 * shows first, is added up on the way.
 */

import { type Range, Tile } from "../../core/attention/tile.ts";
import type { TokenMatrix } from "../../core/attention/triangle.ts";
import type { Side } from "../../onnx/latent/config.ts";
import type { TransformerSpec } from "../../onnx/transformer/specification.ts";
import type { CaptureEvent, CaptureShape } from "../../protocol/activations.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { HandlerContext } from "../../protocol/endpoint.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import { finite, owned } from "../../protocol/wire.ts";
import { type AttentionSource, newMatrix } from "../capture/attentionSource.ts";
import type { AttentionChunk, CapturedRun } from "../capture/capturedRun.ts";
import { CombinedMatrices, keyOfSet } from "../capture/combinedMatrices.ts";
import type { LatentCapture } from "../capture/latentCaptures.ts";
import type { OpenModel } from "../model/openModel.ts";
import type { ActivationStores } from "./attention.ts";

/** `clock` gives milliseconds. */
export async function capture(
  { thumbnail, ...input }: CheckedParams<EngineContract, "capture">,
  { emit, signal }: HandlerContext<CaptureEvent>,
  { captures, latentCaptures }: ActivationStores,
  clock: () => number,
): Promise<Result<EngineContract, "capture">> {
  const started = clock();
  if (input.latent) {
    const found = await latentCaptures.get(input.modelDir, input.latent, signal);
    const { run, known } = found;
    const side = Math.min(thumbnail, run.length);
    emit({ kind: "shape", shape: latentShape(found, input.latent.reads === "encoder" ? "encoder" : "decoder", side) });
    if (side > 0) await drawKnown(run, new Pictures(run, side), { emit, signal });
    return { seconds: finite((clock() - started) / 1000), bytes: finite(run.bytes), known };
  }
  const { model, ids, coupledIds, promptTokens } = await captures.tokensOf(input);
  const side = Math.min(thumbnail, ids.length);
  let pictures: Pictures | undefined;
  const begin = (run: CapturedRun): void => {
    emit({ kind: "shape", shape: shapeOf(model, run, { ids, coupledIds, promptTokens, side }) });
    if (side > 0) pictures = new Pictures(run, side);
  };
  const send = (layer: number): void => {
    if (pictures) emit(pictures.event(layer));
  };
  const found = await captures.get(input, signal, {
    onTokens: (_, run) => begin(run),
    ...(side > 0 ? { onAttention: (chunk: AttentionChunk) => pictures?.add(chunk) } : {}),
    onLayer: send,
  });
  if (found.known) {
    begin(found.run);
    if (pictures) await drawKnown(found.run, pictures, { emit, signal });
  } else pictures?.finish(found.run);
  return { seconds: finite((clock() - started) / 1000), bytes: finite(found.run.bytes), known: found.known };
}

/** All layers of a run that is there. */
async function drawKnown(
  run: AttentionSource,
  pictures: Pictures,
  { emit, signal }: Pick<HandlerContext<CaptureEvent>, "emit" | "signal">,
): Promise<void> {
  const heads = Array.from({ length: run.heads }, (_, head) => head);
  for (let layer = 0; layer < run.layers; layer++) {
    for await (const chunk of run.chunks(layer, heads, [0, run.length], signal)) pictures.add(chunk);
    emit(pictures.event(layer));
  }
  pictures.finish(run);
}

/** A thumbnail for each head of the layer that is being read, and the mean over all heads so far. */
class Pictures {
  readonly #side: number;
  readonly #run: AttentionSource;
  readonly #mean: TokenMatrix | undefined;
  #tiles: readonly Tile[];

  constructor(run: AttentionSource, side: number) {
    this.#run = run;
    this.#side = side;
    this.#mean = CombinedMatrices.fits(run.length) ? newMatrix(run) : undefined;
    this.#tiles = this.#fresh();
  }

  add({ first, queries, keys, probabilities }: AttentionChunk): void {
    const share = 1 / (this.#tiles.length * this.#run.layers);
    for (const [head, tile] of this.#tiles.entries())
      for (let i = 0; i < queries; i++) {
        const query = first + i;
        const start = (head * queries + i) * keys;
        const row = probabilities.subarray(start, start + (this.#run.isCausal ? query + 1 : keys));
        tile.add(query, row);
        const sums = this.#mean?.row(query);
        if (sums !== undefined) for (let j = 0; j < row.length; j++) sums[j] = (sums[j] ?? 0) + share * (row[j] ?? 0);
      }
  }

  /** The layer's thumbnails, and a new page for the next. */
  event(layer: number): CaptureEvent {
    if (layer === 0) this.#keepFirst();
    return { kind: "layer", layer: finite(layer), thumbnails: owned(this.#taken()) };
  }

  /** The mean of the first layer's heads, which a view shows until the others are there. */
  #keepFirst(): void {
    const mean = this.#mean;
    if (mean === undefined) return;
    const { layers, heads } = this.#run;
    const first = newMatrix(this.#run);
    for (const [i, sum] of mean.values.entries()) first.values[i] = sum * layers;
    this.#run.combined.keep(keyOfSet({ heads: allHeads(heads, 0) }), first);
  }

  /** Thumbnails [head, row, column] of the layer. */
  #taken(): Uint8Array {
    const size = this.#side ** 2;
    const bytes = new Uint8Array(this.#tiles.length * size);
    for (const [head, tile] of this.#tiles.entries()) bytes.set(tile.bytes(), head * size);
    this.#tiles = this.#fresh();
    return bytes;
  }

  finish({ layers, heads, combined }: AttentionSource): void {
    const every = Array.from({ length: layers }, (_, layer) => allHeads(heads, layer)).flat();
    if (this.#mean) combined.keep(keyOfSet({ heads: every, combine: "mean" }), this.#mean);
  }

  #fresh(): readonly Tile[] {
    const whole: Range = [0, this.#run.length];
    const shape = { queries: whole, keys: whole, rows: this.#side, columns: this.#side, pooling: "max" } as const;
    return Array.from({ length: this.#run.heads }, () => new Tile(shape));
  }
}

function allHeads(count: number, layer: number) {
  return Array.from({ length: count }, (_, head) => ({ layer, head }));
}

/** z's slot is shown by its name, which no token has. */
function latentShape({ model, run }: LatentCapture, side: Side, thumbnail: number): CaptureShape {
  const { tokenizer, manifest } = model;
  const { width, rotaryHeads } = manifest.config[side];
  const { promptTokens, hasSlot, isCausal } = run.reading;
  return {
    layers: finite(run.layers),
    heads: Array.from({ length: run.heads }, (_, head) => ({ rotary: head < rotaryHeads, window: null })),
    width: finite(width),
    tokens: run.ids.map((id) => ({ id: finite(id), text: tokenizer.tokens[id] ?? "z", coupledId: finite(0) })),
    promptTokens: finite(promptTokens),
    causal: isCausal,
    slot: hasSlot,
    thumbnail: finite(thumbnail),
  };
}

/** Of the first layer, as people see them; the layers of our own decoders are alike. */
function headsOf({ layers }: TransformerSpec): CaptureShape["heads"] {
  return (layers[0]?.heads ?? []).map(({ rotary, window }) => ({
    rotary: rotary !== null,
    window: window === null ? null : finite(window),
  }));
}

function shapeOf(
  { tokenizer }: OpenModel,
  { model }: CapturedRun,
  run: { ids: readonly number[]; coupledIds: readonly number[]; promptTokens: number; side: number },
): CaptureShape {
  return {
    layers: finite(model.layers),
    heads: headsOf(model.spec),
    width: finite(model.width),
    tokens: run.ids.map((id, i) => {
      return { id: finite(id), text: tokenizer.textOf(id), coupledId: finite(run.coupledIds[i] ?? 0) };
    }),
    promptTokens: finite(run.promptTokens),
    causal: true,
    slot: false,
    thumbnail: finite(run.side),
  };
}
