/** @file All measures of how far classes are apart in one set of features, trained on some items and measured on others. */

import { Rng } from "../base/rng.ts";
import { columnDeviations, columnMeans, type Matrix, standardize } from "../math/matrix.ts";
import { adjustedRandIndex, kMeans, normalizedMutualInformation, silhouette } from "./cluster.ts";
import { classifyByNeighbors } from "./neighbors.ts";
import { classify, fitProbe } from "./probe.ts";
import { meanOffDiagonal, subspaceOverlap } from "./separation.ts";

export interface Labeled {
  /** [item, feature] */
  readonly x: Matrix;
  readonly labels: readonly number[];
}

export interface Separation {
  /** Share of test items whose class a linear probe names; five nearest neighbors. */
  readonly linear: number;
  readonly neighbors: number;
  /** Null where it cannot be measured: one class. */
  readonly silhouette: number | null;
  /** Of k-means with as many clusters as classes. */
  readonly nmi: number;
  readonly ari: number;
  /** Mean cosine² of the principal angles between two classes' subspaces: 0 = orthogonal. */
  readonly overlap: number;
}

/** Principal axes that stand for a class's subspace. */
const subspaceDimensions = 3;

/** Features are standardised by the training items. */
export function separationOf(training: Labeled, test: Labeled, classes: number): Separation {
  const { known, held } = standardized(training.x, test.x);
  const clusters = kMeans(held, classes, new Rng(1), 5);
  const spread = silhouette(held, test.labels);
  return {
    ...predictability({ x: known, labels: training.labels }, { x: held, labels: test.labels }, classes),
    silhouette: Number.isFinite(spread) ? spread : null,
    nmi: normalizedMutualInformation(test.labels, clusters.labels),
    ari: adjustedRandIndex(test.labels, clusters.labels),
    overlap: meanOffDiagonal(subspaceOverlap(known, training.labels, classes, subspaceDimensions)),
  };
}

/** Shares of test items whose class is found, for features that are standardised already. */
export function predictability(training: Labeled, test: Labeled, classes: number) {
  const share = (found: Int32Array): number =>
    test.labels.filter((label, i) => found[i] === label).length / Math.max(1, test.labels.length);
  return {
    linear: share(classify(fitProbe(training.x, training.labels, classes, { iterations: 100 }), test.x)),
    neighbors: share(classifyByNeighbors(training.x, training.labels, test.x, 5)),
  };
}

export function standardized(training: Matrix, test: Matrix): { readonly known: Matrix; readonly held: Matrix } {
  const means = columnMeans(training);
  const deviations = columnDeviations(training, means);
  return { known: standardize(training, means, deviations), held: standardize(test, means, deviations) };
}
