/** @file Whether a class can be read from points: a linear probe and the five nearest neighbors, learned from some points and held to others. */

import { classifyByNeighbors } from "../learn/neighbors.ts";
import { classify, fitProbe } from "../learn/probe.ts";
import { standardized } from "../learn/separationOf.ts";
import { type Matrix, matrix } from "../math/matrix.ts";
import type { HeldOut } from "./labels.ts";
import type { PointRows } from "./points.ts";

export interface Probed {
  /** Shares of the held-out points whose class is found. */
  readonly linear: number;
  readonly neighbors: number;
  /** Share of the held-out points that are of the most frequent class of training. */
  readonly chance: number;
  /** [true class][found class] */
  readonly linearConfusion: number[][];
  readonly neighborConfusion: number[][];
}

const nearestFew = 5;
const iterations = 100;

/** Columns are standardized by the training points. `of` holds the class of each point, from 0. */
export function probeLabels(rows: PointRows, of: Int32Array, classes: number, { training, test }: HeldOut): Probed {
  const { known, held } = standardized(rowsAt(rows, training), rowsAt(rows, test));
  const knownLabels = training.map((i) => of[i]);
  const heldLabels = test.map((i) => of[i]);
  const counts = new Int32Array(classes);
  for (const label of knownLabels) counts[label] += 1;
  const largest = counts.indexOf(Math.max(...counts));
  const linear = confusionOf(
    heldLabels,
    classify(fitProbe(known, knownLabels, classes, { iterations }), held),
    classes,
  );
  const nearest = confusionOf(heldLabels, classifyByNeighbors(known, knownLabels, held, nearestFew), classes);
  return {
    linear: accuracyOf(linear),
    neighbors: accuracyOf(nearest),
    chance: heldLabels.filter((label) => label === largest).length / Math.max(1, heldLabels.length),
    linearConfusion: linear,
    neighborConfusion: nearest,
  };
}

function rowsAt({ width, values }: PointRows, points: readonly number[]): Matrix {
  const rows = matrix(points.length, width);
  for (const [i, point] of points.entries())
    rows.values.set(values.subarray(point * width, (point + 1) * width), i * width);
  return rows;
}

function confusionOf(truth: readonly number[], found: Int32Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, label] of truth.entries()) {
    const row = counts[label];
    const guess = found[i];
    if (row) row[guess] += 1;
  }
  return counts;
}

function accuracyOf(confusion: readonly (readonly number[])[]): number {
  let [right, all] = [0, 0];
  for (const [label, row] of confusion.entries()) {
    right += row[label];
    for (const count of row) all += count;
  }
  return right / Math.max(1, all);
}
