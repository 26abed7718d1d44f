/**
 * @file The request that opens a run: reads it once and sends the pictures of each layer's heads as they come. The mean of all heads, which a view
 * shows first, is added up on the way.
 */

import { type Range, Tile } from "../../core/attention/tile.ts";
import { Triangle } from "../../core/attention/triangle.ts";
import type { CaptureEvent, CaptureShape } from "../../protocol/attention.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { HandlerContext } from "../../protocol/endpoint.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { AttentionChunk, CapturedRun } from "../capture/capturedRun.ts";
import type { CaptureStore } from "../capture/captureStore.ts";
import { CombinedMatrices, keyOfSet } from "../capture/combinedMatrices.ts";
import type { OpenModel } from "../model/openModel.ts";

/** `clock` gives milliseconds. */
export async function capture(
  { thumbnail, ...inside }: CheckedParams<EngineContract, "capture">,
  { emit, signal }: HandlerContext<CaptureEvent>,
  captures: CaptureStore,
  clock: () => number,
): Promise<Result<EngineContract, "capture">> {
  const started = clock();
  const { model, ids, places, promptTokens } = await captures.tokensOf(inside);
  const side = Math.min(thumbnail, ids.length);
  let pictures: Pictures | undefined;
  const begin = (run: CapturedRun): void => {
    emit({ kind: "shape", shape: shapeOf(model, run, { ids, places, promptTokens, side }) });
    if (side > 0) pictures = new Pictures(run, side);
  };
  const send = (layer: number): void => {
    if (layer === 0) pictures?.keepFirst();
    if (pictures) emit({ kind: "layer", layer: finite(layer), thumbnails: owned(pictures.taken()) });
  };
  const found = await captures.get(inside, signal, {
    onTokens: (_, run) => begin(run),
    ...(side > 0 ? { onAttention: (chunk: AttentionChunk) => pictures?.add(chunk) } : {}),
    onLayer: send,
  });
  if (found.known) {
    begin(found.run);
    const { layers, heads } = found.run.model.config;
    for (let layer = 0; side > 0 && layer < layers; layer++) {
      for await (const chunk of found.run.chunks(layer, [...heads.keys()], [0, found.run.length], signal))
        pictures?.add(chunk);
      send(layer);
    }
  }
  pictures?.finish(found.run);
  return { seconds: finite((clock() - started) / 1000), bytes: finite(found.run.bytes), known: found.known };
}

/** A thumbnail for each head of the layer that is being read, and the mean over all heads so far. */
class Pictures {
  readonly #side: number;
  readonly #run: CapturedRun;
  readonly #mean: Triangle | undefined;
  #tiles: readonly Tile[];

  constructor(run: CapturedRun, side: number) {
    this.#run = run;
    this.#side = side;
    this.#mean = CombinedMatrices.fits(run.length) ? new Triangle(run.length) : undefined;
    this.#tiles = this.#fresh();
  }

  add({ first, queries, keys, probabilities }: AttentionChunk): void {
    const share = 1 / (this.#tiles.length * this.#run.model.config.layers);
    for (const [head, tile] of this.#tiles.entries())
      for (let i = 0; i < queries; i++) {
        const query = first + i;
        const start = (head * queries + i) * keys;
        const row = probabilities.subarray(start, start + query + 1);
        tile.add(query, row);
        const sums = this.#mean?.row(query);
        if (sums !== undefined) for (let j = 0; j <= query; j++) sums[j] = (sums[j] ?? 0) + share * (row[j] ?? 0);
      }
  }

  /** The mean of the first layer's heads, which a view shows until the others are there. */
  keepFirst(): void {
    const mean = this.#mean;
    if (mean === undefined) return;
    const { layers, heads } = this.#run.model.config;
    const first = new Triangle(mean.length);
    for (const [i, sum] of mean.values.entries()) first.values[i] = sum * layers;
    this.#run.combined.keep(keyOfSet({ heads: heads.map((_, head) => ({ layer: 0, head })) }), first);
  }

  /** Thumbnails [head, row, column] of the layer, and a new page for the next. */
  taken(): Uint8Array {
    const size = this.#side ** 2;
    const bytes = new Uint8Array(this.#tiles.length * size);
    for (const [head, tile] of this.#tiles.entries()) bytes.set(tile.bytes(), head * size);
    this.#tiles = this.#fresh();
    return bytes;
  }

  finish(run: CapturedRun): void {
    const { layers, heads } = run.model.config;
    const every = Array.from({ length: layers }, (_, layer) => heads.map((_, head) => ({ layer, head }))).flat();
    if (this.#mean) run.combined.keep(keyOfSet({ heads: every, combine: "mean" }), this.#mean);
  }

  #fresh(): readonly Tile[] {
    const whole: Range = [0, this.#run.length];
    const shape = { queries: whole, keys: whole, rows: this.#side, columns: this.#side, pooling: "max" } as const;
    return this.#run.model.config.heads.map(() => new Tile(shape));
  }
}

function shapeOf(
  { tokenizer }: OpenModel,
  { model: { config } }: CapturedRun,
  run: { ids: readonly number[]; places: readonly number[]; promptTokens: number; side: number },
): CaptureShape {
  return {
    layers: finite(config.layers),
    heads: config.heads.map(({ rotary, window }) => ({ rotary, window: window === null ? null : finite(window) })),
    width: finite(config.width),
    tokens: run.ids.map((id, i) => {
      return { id: finite(id), text: tokenizer.textOf(id), place: finite(run.places[i] ?? 0) };
    }),
    promptTokens: finite(run.promptTokens),
    thumbnail: finite(run.side),
  };
}
