/** @file A worker's job: a map by t-SNE or UMAP, step by step, shown a few times a second. */

import { Rng } from "../../core/base/rng.ts";
import { affinities } from "../../core/projection/affinities.ts";
import { fuzzyGraph } from "../../core/projection/fuzzyGraph.ts";
import type { NeighborLists } from "../../core/projection/neighborLists.ts";
import { Tsne } from "../../core/projection/tsne.ts";
import { Umap } from "../../core/projection/umap.ts";

export interface LayoutParams {
  readonly lists: NeighborLists;
  /** [point, 2]: an earlier map or the first principal components, in any size. */
  readonly start: Float32Array;
  readonly seed: number;
  readonly method:
    | { readonly kind: "tsne"; readonly perplexity: number; readonly iterations: number; readonly learningRate: number }
    | { readonly kind: "umap"; readonly minDistance: number; readonly spread: number; readonly epochs: number };
  /** Whether `start` is an earlier map, which is kept as it is, and not only a hint. */
  readonly continues: boolean;
}

export interface LayoutEvent {
  readonly done: number;
  readonly total: number;
  readonly coordinates: Float32Array;
}

export interface Layout {
  readonly coordinates: Float32Array;
  /** Of t-SNE. */
  readonly divergence: number | null;
}

/** Milliseconds between two pictures. */
const showEvery = 250;

/** Deviation of the starting places along the wider axis. t-SNE has to begin small; of an earlier map it keeps some of the size. */
const starts = { tsne: { fresh: 1e-4, continued: 1 }, umap: { fresh: 5, continued: 5 } } as const;

export function layout(params: LayoutParams, emit: (event: LayoutEvent) => void): Layout {
  const { lists, method, seed, continues } = params;
  const start = scaled(params.start, starts[method.kind][continues ? "continued" : "fresh"], new Rng(seed));
  const run = (total: number, made: { readonly coordinates: Float64Array; step(): void }): Float32Array => {
    let shown = performance.now();
    for (let done = 1; done <= total; done++) {
      made.step();
      const now = performance.now();
      if (now - shown < showEvery || done === total) continue;
      shown = now;
      emit({ done, total, coordinates: Float32Array.from(made.coordinates) });
    }
    return Float32Array.from(made.coordinates);
  };
  if (method.kind === "umap") {
    const umap = new Umap(fuzzyGraph(lists), start, { ...method, rng: new Rng(seed) });
    return { coordinates: run(method.epochs, umap), divergence: null };
  }
  const { perplexity, iterations, learningRate } = method;
  const tsne = new Tsne(affinities(lists, perplexity), start, { iterations, learningRate });
  return { coordinates: run(iterations, tsne), divergence: tsne.divergence() };
}

/** About the origin, with the given deviation along the wider axis, and a little noise that parts points of one place. */
function scaled(start: Float32Array, deviation: number, rng: Rng): Float32Array {
  const points = start.length / 2;
  const widest = Math.max(...[0, 1].map((axis) => deviationOf(start, axis)));
  const by = widest > 0 ? deviation / widest : 0;
  const means = [0, 1].map((axis) => meanOf(start, axis));
  return Float32Array.from({ length: 2 * points }, (_, i) => {
    return ((start[i] ?? 0) - (means[i % 2] ?? 0)) * by + 0.01 * deviation * rng.normal();
  });
}

function meanOf(map: Float32Array, axis: number): number {
  let sum = 0;
  for (let i = axis; i < map.length; i += 2) sum += map[i] ?? 0;
  return sum / (map.length / 2);
}

function deviationOf(map: Float32Array, axis: number): number {
  const mean = meanOf(map, axis);
  let sum = 0;
  for (let i = axis; i < map.length; i += 2) sum += ((map[i] ?? 0) - mean) ** 2;
  return Math.sqrt(sum / (map.length / 2));
}
