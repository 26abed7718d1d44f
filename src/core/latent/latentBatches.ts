/**
 * @file Batches of a VAE's training. Each step's items and noise follow from the seed and the step alone, so that a training can be
 * taken up at any step.
 */

import { Rng } from "../base/rng.ts";
import { ignoredLabel } from "../data/batch.ts";
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
  readonly labelled: number;
}

export class LatentBatches {
  readonly #items: readonly LatentItem[];
  readonly #size: number;
  readonly #seed: number;
  #epoch = -1;
  #order: readonly number[] = [];

  constructor(items: readonly LatentItem[], size: number, seed: number) {
    this.#items = items;
    this.#size = Math.min(size, items.length);
    this.#seed = seed;
  }

  /** The batch of a step, from 1. Each epoch has every item once, in an order of its own; what does not fill a batch is left out. */
  at(step: number): LatentBatch {
    const perEpoch = Math.max(1, Math.floor(this.#items.length / this.#size));
    const epoch = Math.floor((step - 1) / perEpoch);
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#order = new Rng(this.#seed).fork(`epoch ${epoch}`).shuffle(this.#items.map((_, i) => i));
    }
    const from = ((step - 1) % perEpoch) * this.#size;
    return latentBatch(this.#order.slice(from, from + this.#size).flatMap((i) => this.#items[i] ?? []));
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
  let labelled = 0;
  for (const [row, { promptIds, targetIds }] of items.entries()) {
    for (const [i, id] of targetIds.entries()) labels[row * target + promptIds.length - 1 + i] = BigInt(id);
    labelled += targetIds.length;
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
    labelled,
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
