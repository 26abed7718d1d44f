/**
 * @file A point set as it is looked at: standardised or not, by one metric or the other; with its nearest neighbours and its distances. Rows are
 * made once for a request, centred, which changes no distance and keeps single precision good.
 */

import { type NeighbourLists, NeighbourSearch, normalizedRows } from "../../core/projection/neighbourLists.ts";
import { type ColumnScale, columnScale, type PointRows, pointRows, scaledRows } from "../../core/projection/points.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { PointMetric } from "../../protocol/projection.ts";
import { sharedFloats } from "./pointStore.ts";
import type { Products } from "./products.ts";

export interface Space {
  /** In shared memory. */
  readonly rows: PointRows;
  readonly metric: PointMetric;
}

/** Rows whose Euclidean distances are those of the metric; of cosine √(2 (1 − cos)). */
export function spaceOf(set: PointRows, metric: PointMetric, standardize: boolean): Space {
  const scale = columnScale(set, standardize);
  // The cosine is about the origin, unless columns are standardised.
  if (metric === "cosine" && !standardize) scale.means.fill(0);
  const scaled = pointRows(scaledRows(set, scale, 0, set.points), set.width);
  const rows = metric === "cosine" ? normalizedRows(scaled) : scaled;
  const shared = sharedFloats(rows.values.length);
  shared.set(rows.values);
  return { rows: { ...rows, values: shared }, metric };
}

/** As they are. */
export function unscaled(width: number): ColumnScale {
  return { means: new Float64Array(width), by: new Float64Array(width).fill(1) };
}

/** Distances as the metric gives them. */
export async function neighboursIn(
  { rows, metric }: Space,
  count: number,
  products: Products,
  signal: CancelSignal,
  onPoints: (done: number) => void = () => {},
): Promise<NeighbourLists> {
  const indices = new Int32Array(new SharedArrayBuffer(rows.points * count * Int32Array.BYTES_PER_ELEMENT));
  const search = new NeighbourSearch(rows, count, { indices, distances: sharedFloats(rows.points * count) });
  await products.ofPoints(rows, undefined, signal, (slice, from, to) => {
    search.add(slice, from, to);
    onPoints(to);
  });
  const lists = search.lists();
  if (metric === "cosine")
    for (let i = 0; i < lists.distances.length; i++) lists.distances[i] = (lists.distances[i] ?? 0) ** 2 / 2;
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
