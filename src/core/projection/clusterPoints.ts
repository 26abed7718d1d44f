/** @file Clusters of points in the space itself, and how well they agree with classes. */

import { Rng } from "../base/rng.ts";
import {
  adjustedRandIndex,
  type Clusters,
  contingency,
  kMeans,
  normalizedMutualInformation,
  silhouettes,
} from "../learn/cluster.ts";
import { matrix } from "../math/matrix.ts";
import type { Labels } from "./labels.ts";
import { type ColumnScale, type PointRows, scaledRows } from "./points.ts";

export interface ClusterOptions {
  readonly clusters: number;
  /** Classes that occur. */
  readonly labels?: Labels;
  readonly scale: ColumnScale;
  readonly seed: number;
  readonly onStart?: (done: number, total: number) => void;
}

/** Silhouettes that say nothing are NaN. */
export interface ClusteredPoints {
  /** Cluster of each point, 0 the largest. */
  readonly of: Int32Array;
  readonly silhouette: number;
  /** At how many points silhouettes were measured; null = at all. */
  readonly sampled: number | null;
  readonly clusters: readonly {
    readonly points: number;
    readonly silhouette: number;
    readonly majority: { readonly name: string; readonly share: number } | null;
  }[];
  readonly agreement: {
    readonly normalizedMutualInformation: number;
    readonly adjustedRandIndex: number;
    readonly purity: number;
    readonly silhouette: number;
    readonly classes: readonly {
      readonly name: string;
      readonly points: number;
      readonly silhouette: number;
      /** The largest share of the class that is in one cluster. */
      readonly purity: number;
    }[];
  } | null;
}

/** Starts of k-means; of much data fewer. */
const [starts, fewStarts] = [10, 3];
const muchData = 1e6;
/** Multiplications that silhouettes may take, and how many points they are measured at at least. */
const silhouetteWork = 1e9;
const fewest = 200;

export function clusterPoints(rows: PointRows, options: ClusterOptions): ClusteredPoints {
  const { clusters: wanted, labels, scale, seed, onStart } = options;
  const { points, width } = rows;
  const x = matrix(points, width, scaledRows(rows, scale, 0, points));
  const rng = new Rng(seed);
  const total = points * width > muchData ? fewStarts : starts;
  let best: Clusters | undefined;
  for (let start = 0; start < total; start++) {
    const found = kMeans(x, wanted, rng, 1);
    if (best === undefined || found.inertia < best.inertia) best = found;
    onStart?.(start + 1, total);
  }
  const of = largestFirst(best?.labels ?? new Int32Array(points), wanted);
  const all = Array.from({ length: points }, (_, i) => i);
  const affordable = Math.max(fewest, Math.floor(silhouetteWork / (points * width)));
  const some = affordable >= points ? all : rng.shuffle([...all]).slice(0, affordable);
  const [ofClusters = new Float64Array(0), ofClasses = new Float64Array(0)] = silhouettes(
    x,
    labels === undefined ? [of] : [of, labels.of],
    some,
  );
  const meanOf = (each: Float64Array, parts: Int32Array, part?: number): number => {
    const own = some.flatMap((i, at) => (parts[i] < 0 || (part !== undefined && parts[i] !== part) ? [] : [each[at]]));
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  };
  const occupied = Array.from({ length: wanted }, (_, cluster) => cluster).filter((cluster) => of.includes(cluster));
  return {
    of,
    silhouette: meanOf(ofClusters, of),
    sampled: some.length === points ? null : some.length,
    clusters: occupied.map((cluster) => ({
      points: of.filter((each) => each === cluster).length,
      silhouette: meanOf(ofClusters, of, cluster),
      majority: labels === undefined ? null : majorityOf(of, cluster, labels),
    })),
    agreement:
      labels === undefined
        ? null
        : {
            ...agreementOf(of, labels),
            silhouette: meanOf(ofClasses, labels.of),
            classes: classesOf(of, labels, (label) => meanOf(ofClasses, labels.of, label)),
          },
  };
}

function agreementOf(of: Int32Array, labels: Labels) {
  const labeled = Array.from(of.keys()).filter((i) => labels.of[i] >= 0);
  const classes = labeled.map((i) => labels.of[i]);
  const clusters = labeled.map((i) => of[i]);
  const most = new Map<string, number>();
  for (const [pair, count] of contingency(clusters, classes).pairs) {
    const cluster = pair.split(" ")[0] ?? "";
    most.set(cluster, Math.max(most.get(cluster) ?? 0, count));
  }
  return {
    normalizedMutualInformation: normalizedMutualInformation(classes, clusters),
    adjustedRandIndex: adjustedRandIndex(classes, clusters),
    purity: [...most.values()].reduce((sum, count) => sum + count, 0) / Math.max(1, labeled.length),
  };
}

function majorityOf(of: Int32Array, cluster: number, labels: Labels): { name: string; share: number } | null {
  const counts = labels.names.map((_, label) => countWhere(of, (own, i) => own === cluster && labels.of[i] === label));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const most = counts.indexOf(Math.max(...counts));
  return { name: labels.names[most] ?? "", share: counts[most] / total };
}

function classesOf(of: Int32Array, labels: Labels, silhouetteOf: (label: number) => number) {
  return labels.names.map((name, label) => {
    const inClusters = new Map<number, number>();
    for (const [i, cluster] of of.entries())
      if (labels.of[i] === label) inClusters.set(cluster, (inClusters.get(cluster) ?? 0) + 1);
    const points = [...inClusters.values()].reduce((sum, count) => sum + count, 0);
    return { name, points, silhouette: silhouetteOf(label), purity: Math.max(0, ...inClusters.values()) / points };
  });
}

function largestFirst(labels: Int32Array, clusters: number): Int32Array {
  const sizes = Array.from({ length: clusters }, (_, cluster) => countWhere(labels, (own) => own === cluster));
  const order = sizes.map((_, cluster) => cluster).sort((a, b) => sizes[b] - sizes[a]);
  return labels.map((cluster) => order.indexOf(cluster));
}

function countWhere(values: Int32Array, holds: (value: number, i: number) => boolean): number {
  let count = 0;
  for (const [i, value] of values.entries()) if (holds(value, i)) count++;
  return count;
}
