/**
 * @file A point set as it is looked at: standardized or not, by one metric or the other; with its nearest neighbors and its distances. Rows are
 * made once for a request, centered, which changes no distance and keeps single precision good.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type NeighborLists, NeighborSearch, normalizeRows } from "../../core/projection/neighborLists.ts";
import { columnScaleInSteps, type PointRows, scaledInSteps } from "../../core/projection/points.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { PointMetric } from "../../protocol/projection.ts";
import { sharedFloats } from "./pointStore.ts";
import type { Products } from "./products.ts";
import type { Workers } from "./workers.ts";

export interface Space {
  /** In shared memory. */
  readonly rows: PointRows;
  readonly metric: PointMetric;
}

/** Rows whose Euclidean distances are those of the metric; of cosine √(2 (1 − cos)). */
export async function spaceOf(
  set: PointRows,
  metric: PointMetric,
  standardize: boolean,
  signal: CancelSignal,
): Promise<Space> {
  const scale = await inTurns(columnScaleInSteps(set, standardize), signal);
  // The cosine is about the origin, unless columns are standardized.
  if (metric === "cosine" && !standardize) scale.means.fill(0);
  const values = sharedFloats(set.values.length);
  await inTurns(scaledInSteps(set, scale, values), signal);
  if (metric === "cosine") normalizeRows(values, set.width);
  return { rows: { points: set.points, width: set.width, values }, metric };
}

/** Steps of pure work with a turn of the event loop between, so that other requests are answered meanwhile. */
export async function inTurns<T>(work: Generator<void, T>, signal: CancelSignal): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await nextTurn();
    throwIfCancelled(signal);
  }
}

/** Nearly all of them, in a worker: what very many points would take too long for. Distances as the metric gives them. */
export async function nearlyAllNeighborsIn(
  { rows, metric }: Space,
  { count, seed }: { readonly count: number; readonly seed: number },
  workers: Workers,
  signal: CancelSignal,
  onRound: (done: number, total: number) => void = () => {},
): Promise<NeighborLists> {
  const lists = await workers.run("neighbors", { rows, count, seed }, signal, ({ done, total }) =>
    onRound(done, total),
  );
  return inMetric(lists, metric);
}

/** Distances as the metric gives them. */
export async function neighborsIn(
  { rows, metric }: Space,
  count: number,
  products: Products,
  signal: CancelSignal,
  onPoints: (done: number) => void = () => {},
): Promise<NeighborLists> {
  const indices = new Int32Array(new SharedArrayBuffer(rows.points * count * Int32Array.BYTES_PER_ELEMENT));
  const search = new NeighborSearch(rows, count, { indices, distances: sharedFloats(rows.points * count) });
  await products.ofPoints(rows, undefined, signal, (slice, from, to) => {
    search.add(slice, from, to);
    onPoints(to);
  });
  return inMetric(search.lists(), metric);
}

function inMetric(lists: NeighborLists, metric: PointMetric): NeighborLists {
  const { distances } = lists;
  if (metric === "cosine") for (let i = 0; i < distances.length; i++) distances[i] = (distances[i] ?? 0) ** 2 / 2;
  return lists;
}

/** What grows with the distance from some points to all, [some, point], in shared memory. */
export async function farnessFrom(
  { rows }: Space,
  some: readonly number[],
  products: Products,
  signal: CancelSignal,
): Promise<Float32Array> {
  const { points, width, values } = rows;
  const squares = new Float32Array(points);
  for (let i = 0; i < points; i++)
    for (let at = i * width; at < (i + 1) * width; at++) squares[i] = (squares[i] ?? 0) + (values[at] ?? 0) ** 2;
  const far = sharedFloats(some.length * points);
  await products.ofPoints(rows, some, signal, (slice, from) => {
    for (let at = 0; at < slice.length; at++)
      far[from * points + at] = (squares[at % points] ?? 0) - 2 * (slice[at] ?? 0);
  });
  return far;
}
