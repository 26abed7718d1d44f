/** @file What a worker thread can be asked to compute on points: pure work, no ONNX Runtime, nothing that must not be cut off. */

import type { PcaMap } from "../../core/projection/pca.ts";
import { pca } from "../../core/projection/pca.ts";
import { columnScale, type PointRows } from "../../core/projection/points.ts";

interface Job<P, R, E> {
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

/** Every job by its name. What crosses is copied, but for values in shared memory. */
export interface Jobs {
  readonly pca: Job<PcaParams, PcaMap, never>;
}
export type JobName = keyof Jobs;

export type JobWork = {
  readonly [N in JobName]: (params: Jobs[N]["params"], emit: (event: Jobs[N]["event"]) => void) => Jobs[N]["result"];
};

export const jobWork: JobWork = {
  pca: ({ rows, standardize, axes, products }) =>
    pca(rows, { axes, scale: columnScale(rows, standardize), ...(products ? { products } : {}) }),
};
