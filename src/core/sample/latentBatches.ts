/**
 * @file Batches of a VAE's training. Each step's items and noise follow from the seed and the step alone, so that a training can be
 * taken up at any step.
 */

import { Rng } from "../base/rng.ts";
import { ignoredLabel } from "./batch.ts";
import type { LatentItem } from "./latentItems.ts";

/** Rows start at the first column and are padded on the right. */
export interface LatentBatch {
  readonly batch: number;
  /** Columns of the encoder's and of the decoder's part. */
  readonly source: number;
  readonly target: number;
  /** [batch, source] */
  readonly encoderIds: BigInt64Array;
  /** 1 = real token, [batch, source]. */
  readonly encoderMask: BigInt64Array;
  /** [batch, target] */
  readonly decoderIds: BigInt64Array;
  /** The token that should follow; negative = not counted. [batch, target] */
  readonly labels: BigInt64Array;
  /** [batch] */
  readonly rules: BigInt64Array;
  /** Tokens that are to be predicted. */
  readonly labeled: number;
}

export interface LatentBatchesOptions {
  readonly items: readonly LatentItem[];
  /** Items of a batch. */
  readonly size: number;
  readonly seed: number;
  /** Batches that are drawn together and divided by length. */
  readonly together?: number;
}

export class LatentBatches {
  readonly #items: readonly LatentItem[];
  readonly #size: number;
  readonly #seed: number;
  readonly #together: number;
  #epoch = -1;
  #groups: readonly (readonly number[])[] = [];

  constructor({ items, size, seed, together = 1 }: LatentBatchesOptions) {
    this.#items = items;
    this.#size = Math.min(size, items.length);
    this.#seed = seed;
    this.#together = together;
  }

  /** The batch of a step, from 1. Each epoch has every item once, in an order of its own; what does not fill a batch is left out. */
  at(step: number): LatentBatch {
    const perEpoch = Math.max(1, Math.floor(this.#items.length / this.#size));
    const epoch = Math.floor((step - 1) / perEpoch);
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#groups = this.#divide(new Rng(this.#seed).fork(`epoch ${epoch}`), perEpoch);
    }
    const group = this.#groups[(step - 1) % perEpoch] ?? [];
    return latentBatch(group.flatMap((i) => this.#items[i] ?? []));
  }

  #divide(rng: Rng, count: number): number[][] {
    const order = rng.shuffle(this.#items.map((_, i) => i));
    const lengthOf = (i: number): number => this.#items[i]?.encoderIds.length ?? 0;
    const groups: number[][] = [];
    for (let from = 0; groups.length < count; from += this.#together * this.#size) {
      const together = Math.min(this.#together, count - groups.length);
      const drawn = order.slice(from, from + together * this.#size);
      if (together > 1) drawn.sort((a, b) => lengthOf(a) - lengthOf(b));
      const own = Array.from({ length: together }, (_, i) => drawn.slice(i * this.#size, (i + 1) * this.#size));
      groups.push(...(together > 1 ? rng.shuffle(own) : own));
    }
    return groups;
  }
}

/** Standard normal noise of a step, [rows, latent]. */
export function noiseOf(seed: number, step: number, size: number): Float32Array {
  const rng = new Rng(seed).fork(`noise ${step}`);
  return Float32Array.from({ length: size }, () => rng.normal());
}

export function latentBatch(items: readonly LatentItem[]): LatentBatch {
  const batch = items.length;
  const inputs = items.map(({ promptIds, targetIds }) => [...promptIds, ...targetIds.slice(0, -1)]);
  const source = longest(items.map(({ encoderIds }) => encoderIds));
  const target = longest(inputs);
  const encoder = padRows(
    items.map(({ encoderIds }) => encoderIds),
    source,
  );
  const labels = new BigInt64Array(batch * target).fill(ignoredLabel);
  let labeled = 0;
  for (const [row, { promptIds, targetIds }] of items.entries()) {
    for (const [i, id] of targetIds.entries()) labels[row * target + promptIds.length - 1 + i] = BigInt(id);
    labeled += targetIds.length;
  }
  return {
    batch,
    source,
    target,
    encoderIds: encoder.ids,
    encoderMask: encoder.mask,
    decoderIds: padRows(inputs, target).ids,
    labels,
    rules: BigInt64Array.from(items, ({ rule }) => BigInt(rule)),
    labeled,
  };
}

/** Ids and mask, [row, columns]; padding is id 0. */
export function padRows(rows: readonly (readonly number[])[], columns: number) {
  const ids = new BigInt64Array(rows.length * columns);
  const mask = new BigInt64Array(rows.length * columns);
  for (const [row, each] of rows.entries()) {
    for (const [i, id] of each.entries()) {
      ids[row * columns + i] = BigInt(id);
      mask[row * columns + i] = 1n;
    }
  }
  return { ids, mask };
}

export function longest(rows: readonly (readonly unknown[])[]): number {
  return rows.reduce((most, { length }) => Math.max(most, length), 1);
}
