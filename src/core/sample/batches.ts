/**
 * @file Turns an endless seeded stream of samples into padded batches of about the same number of tokens. Samples of similar length
 * share a batch, so that little is computed on padding. Samples are drawn in rounds; the source's state before a round and
 * the place in it are all that a checkpoint has to keep.
 */
import { Rng } from "../base/rng.ts";
import { type Batch, ignoredLabel } from "./batch.ts";

/** One tokenised training example. */
export interface Sample {
  /** Prompt, response and end token. */
  readonly ids: readonly number[];
  /** One per id; 0 = no place. */
  readonly coupledIds: readonly number[];
  /** One per id; 0, 1, 2, … when absent. */
  readonly positionIds?: readonly number[];
  /** Index in `ids` of the first token that the model has to predict. */
  readonly lossStart: number;
}

/** An endless stream of samples that can be taken up again where it stood. */
export interface SampleSource {
  next(): Sample;
  /** Where the stream stands, as text; `restore` takes it back. */
  readonly state: string;
  restore(state: string): void;
}

export interface BatchesOptions {
  /** Decides the order of the batches within a round. */
  readonly seed: number;
  /** Rows × columns of a batch, padding included, at most (a longer single sample still makes a batch). */
  readonly batchTokens: number;
  readonly source: SampleSource;
  /** Batches drawn and sorted together. */
  readonly batchesPerRound?: number;
}

/** Where a stream of batches stands. */
export interface BatchesState {
  readonly round: number;
  /** The next batch of the round. */
  readonly index: number;
  /** The source's state before the round. */
  readonly source: string;
}

/** A source whose samples need nothing but a generator. */
export function seededSource(seed: number, draw: (rng: Rng) => Sample): SampleSource {
  let rng = new Rng(seed);
  return {
    next: () => draw(rng),
    get state() {
      return rng.state.join(" ");
    },
    restore(state) {
      const [a = 0, b = 0, c = 0, d = 0] = state.split(" ").map(Number);
      rng = new Rng([a, b, c, d]);
    },
  };
}

export class Batches {
  readonly #options: BatchesOptions;
  #round: number;
  #index: number;
  #before: string;
  #groups: readonly (readonly Sample[])[] | undefined;

  /** Goes on from `state`, or starts with what the source gives next. */
  constructor(options: BatchesOptions, state?: BatchesState) {
    this.#options = options;
    this.#round = state?.round ?? 0;
    this.#index = state?.index ?? 0;
    if (state !== undefined) options.source.restore(state.source);
    this.#before = options.source.state;
  }

  get state(): BatchesState {
    return { round: this.#round, index: this.#index, source: this.#before };
  }

  next(): Batch {
    this.#groups ??= drawRound(this.#options, this.#round);
    const group = this.#groups[this.#index];
    if (group === undefined) throw new Error(`Round ${this.#round} has no batch ${this.#index}.`);
    this.#index++;
    if (this.#index === this.#groups.length) {
      this.#round++;
      this.#index = 0;
      this.#groups = undefined;
      this.#before = this.#options.source.state;
    }
    return padBatch(group);
  }
}

/** Pads samples on the right to one [batch, sequence] block. An input predicts the id that follows it. */
export function padBatch(samples: readonly Sample[]): Batch {
  const sequence = paddedLength(samples.reduce((longest, { ids }) => Math.max(longest, ids.length - 1), 1));
  const size = samples.length * sequence;
  const batch = {
    batch: samples.length,
    sequence,
    inputIds: new BigInt64Array(size),
    coupledIds: new BigInt64Array(size),
    positionIds: new BigInt64Array(size),
    labels: new BigInt64Array(size).fill(ignoredLabel),
    tokens: samples.reduce((sum, { ids }) => sum + ids.length - 1, 0),
  };
  for (const [row, { ids, coupledIds, positionIds, lossStart }] of samples.entries()) {
    for (let i = 0; i + 1 < ids.length; i++) {
      const at = row * sequence + i;
      batch.inputIds[at] = BigInt(ids[i] ?? 0);
      batch.coupledIds[at] = BigInt(coupledIds[i] ?? 0);
      batch.positionIds[at] = BigInt(positionIds?.[i] ?? i);
      if (i + 1 >= lossStart) batch.labels[at] = BigInt(ids[i + 1] ?? 0);
    }
  }
  return batch;
}

function drawRound({ seed, batchTokens, source, batchesPerRound = 32 }: BatchesOptions, round: number): Sample[][] {
  const pool: Sample[] = [];
  for (let tokens = 0; tokens < batchTokens * batchesPerRound; ) {
    const drawn = source.next();
    pool.push(drawn);
    tokens += paddedLength(drawn.ids.length - 1);
  }
  pool.sort((a, b) => a.ids.length - b.ids.length);
  const groups: Sample[][] = [];
  let group: Sample[] = [];
  for (const next of pool) {
    // Sorted by length, so the newest sample sets the padded length of its group.
    if (group.length > 0 && (group.length + 1) * paddedLength(next.ids.length - 1) > batchTokens) {
      groups.push(group);
      group = [];
    }
    group.push(next);
  }
  groups.push(group);
  return new Rng(seed).fork(`round ${round}`).shuffle(groups);
}

/** Long lengths are rounded up, so that the runtime meets few different shapes; of short ones that would be a large part. */
function paddedLength(length: number): number {
  return length <= 16 ? Math.max(2, length) : Math.ceil(length / 4) * 4;
}
