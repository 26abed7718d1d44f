/** @file What a worker thread can be asked to compute on points: pure work, no ONNX Runtime, nothing that must not be cut off. */

import { Rng } from "../../core/base/rng.ts";
import { approximateNeighbors } from "../../core/projection/approximateNeighbors.ts";
import { type ClusteredPoints, clusterPoints } from "../../core/projection/clusterPoints.ts";
import type { HeldOut, Labels } from "../../core/projection/labels.ts";
import type { NeighborLists } from "../../core/projection/neighborLists.ts";
import { type PcaMap, pca } from "../../core/projection/pca.ts";
import { columnScale, type PointRows } from "../../core/projection/points.ts";
import { type Probed, probeLabels } from "../../core/projection/probeLabels.ts";
import { type TrustOptions, trustworthiness } from "../../core/projection/trustworthiness.ts";
import { type Layout, type LayoutEvent, type LayoutParams, layout } from "./layout.ts";

interface Job<P, R, E = never> {
  readonly params: P;
  readonly result: R;
  readonly event: E;
}

export interface PcaParams {
  readonly rows: PointRows;
  readonly standardize: boolean;
  readonly axes: readonly [number, number];
  readonly products: Float64Array | undefined;
}

export interface ClusterParams {
  readonly rows: PointRows;
  readonly clusters: number;
  readonly labels?: Labels;
  readonly standardize: boolean;
  readonly seed: number;
}

export interface ProbeParams {
  readonly rows: PointRows;
  readonly labels: Labels;
  readonly held: HeldOut;
}

export interface TrustParams extends TrustOptions {
  readonly rows: PointRows;
  readonly map: Float32Array;
}

export interface NeighborParams {
  readonly rows: PointRows;
  readonly count: number;
  readonly seed: number;
}

/** Every job by its name. What crosses is copied, but for values in shared memory. */
export interface Jobs {
  readonly pca: Job<PcaParams, PcaMap>;
  readonly layout: Job<LayoutParams, Layout, LayoutEvent>;
  readonly neighbors: Job<NeighborParams, NeighborLists, { readonly done: number; readonly total: number }>;
  readonly trust: Job<TrustParams, number>;
  readonly cluster: Job<ClusterParams, ClusteredPoints, { readonly done: number; readonly total: number }>;
  readonly probe: Job<ProbeParams, Probed>;
}
export type JobName = keyof Jobs;

export type JobWork = {
  readonly [N in JobName]: (params: Jobs[N]["params"], emit: (event: Jobs[N]["event"]) => void) => Jobs[N]["result"];
};

export const jobWork: JobWork = {
  pca: ({ rows, standardize, axes, products }) =>
    pca(rows, { axes, scale: columnScale(rows, standardize), ...(products ? { products } : {}) }),
  layout,
  cluster: ({ rows, standardize, ...options }, emit) =>
    clusterPoints(rows, {
      ...options,
      scale: columnScale(rows, standardize),
      onStart: (done, total) => emit({ done, total }),
    }),
  probe: ({ rows, labels, held }) => probeLabels(rows, labels.of, labels.names.length, held),
  neighbors: ({ rows, count, seed }, emit) =>
    approximateNeighbors(rows, { count, rng: new Rng(seed), onRound: (done, total) => emit({ done, total }) }),
  trust: ({ rows, map, ...options }) => trustworthiness(rows, map, options),
};
