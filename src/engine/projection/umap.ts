/** @file UMAP by `umap-js`, an epoch at a time, from neighbours that were found exactly and fast, and from given places. */

import { UMAP } from "umap-js";
import { Rng } from "../../core/base/rng.ts";
import type { NeighbourLists } from "../../core/projection/neighbourLists.ts";

export interface UmapOptions {
  readonly lists: NeighbourLists;
  /** Where each point begins, [point, 2], about 10 wide each way. */
  readonly start: Float32Array;
  readonly minDistance: number;
  readonly spread: number;
  readonly epochs: number;
  readonly seed: number;
}

/** As umap-js chooses them by itself. */
export function defaultEpochs(points: number): number {
  if (points <= 2500) return 500;
  if (points <= 5000) return 400;
  return points <= 7500 ? 300 : 200;
}

export class UmapLayout {
  readonly #umap: UMAP;

  constructor({ lists, start, minDistance, spread, epochs, seed }: UmapOptions) {
    const rng = new Rng(seed);
    const { count, indices, distances } = lists;
    const points = indices.length / count;
    this.#umap = new UMAP({
      nNeighbors: count + 1, // counts the point itself, as in the paper
      minDist: minDistance,
      spread,
      nEpochs: epochs,
      random: () => rng.next(),
    });
    const slice = (values: Int32Array | Float32Array, i: number, own: number): number[] => [
      own,
      ...values.subarray(i * count, (i + 1) * count),
    ];
    const rows = Array.from({ length: points }, (_, i) => i);
    this.#umap.setPrecomputedKNN(
      rows.map((i) => slice(indices, i, i)),
      rows.map((i) => slice(distances, i, 0)),
    );
    // With the neighbours given, the points themselves are only counted.
    this.#umap.initializeFit(rows.map(() => []));
    for (const [i, place] of this.#umap.getEmbedding().entries()) {
      place[0] = start[2 * i] ?? 0;
      place[1] = start[2 * i + 1] ?? 0;
    }
  }

  step(): void {
    this.#umap.step();
  }

  coordinates(): Float32Array {
    return Float32Array.from(this.#umap.getEmbedding().flat());
  }
}
