/** @file Answers what is asked about points where they really lie: nearest ones, clusters, and what can be read from them. */

import { setImmediate as nextTurn } from "node:timers/promises";
import * as v from "valibot";
import { UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { type HeldOut, holdOut, type Labels, occurring } from "../../core/projection/labels.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { HandlerContext } from "../../protocol/endpoint.ts";
import { hookPoint } from "../../protocol/projection.ts";
import type { CheckedParams, Event, Result } from "../../protocol/request.ts";
import { finite, finiteOrNull, owned } from "../../protocol/wire.ts";
import type { Collector } from "../projection/collector.ts";
import type { Points } from "../projection/pointStore.ts";
import { noSuchPoint, type PointParts } from "./points.ts";

type Parts = Pick<PointParts, "store" | "workers" | "clock">;

/** Multiplications between two turns of the event loop: about 10 ms. */
const sliceWork = 1e7;

export async function nearestPoints(
  { set, point, neighbors, metric }: CheckedParams<EngineContract, "nearestPoints">,
  signal: CancelSignal,
  { store }: Pick<Parts, "store">,
): Promise<Result<EngineContract, "nearestPoints">> {
  const points = store.get(set);
  if (point >= points.points) throw noSuchPoint(point, points);
  const { width, values } = points;
  const own = values.subarray(point * width, (point + 1) * width);
  const distances = new Float64Array(points.points);
  const slice = Math.max(1, Math.floor(sliceWork / width));
  for (let from = 0; from < points.points; from += slice) {
    await nextTurn();
    throwIfCancelled(signal);
    for (let i = from; i < Math.min(points.points, from + slice); i++)
      distances[i] = (metric === "cosine" ? cosineDistance : distance)(
        own,
        values.subarray(i * width, (i + 1) * width),
      );
  }
  const order = Array.from(distances.keys())
    .filter((i) => i !== point)
    .sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b)
    .slice(0, neighbors);
  return {
    points: owned(Int32Array.from(order)),
    distances: owned(Float32Array.from(order, (i) => distances[i] ?? 0)),
  };
}

export async function clusterPoints(
  { set, clusters, labels, standardize, seed }: CheckedParams<EngineContract, "clusterPoints">,
  { emit, signal }: HandlerContext<Event<EngineContract, "clusterPoints">>,
  { store, workers, clock }: Parts,
): Promise<Result<EngineContract, "clusterPoints">> {
  const started = clock();
  const points = store.get(set);
  if (clusters >= points.points) {
    throw new UserError(
      "too-few-points",
      `${points.points} points cannot be parted into ${clusters} clusters.`,
      "Choose fewer clusters than points.",
    );
  }
  if (labels !== undefined) refuseShape(labels, points);
  const checked = labels === undefined ? undefined : occurring(labels);
  const params = { rows: rowsOf(points), clusters, standardize, seed, ...(checked ? { labels: checked } : {}) };
  const found = await workers.run("cluster", params, signal, ({ done, total }) =>
    emit({ what: "clusters", done: finite(done), total: finite(total) }),
  );
  const { agreement } = found;
  return {
    of: owned(found.of),
    silhouette: finiteOrNull(found.silhouette),
    sampled: found.sampled === null ? null : finite(found.sampled),
    clusters: found.clusters.map(({ points: size, silhouette, majority }) => ({
      points: finite(size),
      silhouette: finiteOrNull(silhouette),
      majority: majority === null ? null : { name: majority.name, share: finite(majority.share) },
    })),
    agreement:
      agreement === null
        ? null
        : {
            normalizedMutualInformation: finite(agreement.normalizedMutualInformation),
            adjustedRandIndex: finite(agreement.adjustedRandIndex),
            purity: finite(agreement.purity),
            silhouette: finiteOrNull(agreement.silhouette),
            classes: agreement.classes.map(({ name, points: size, silhouette, purity }) => ({
              name,
              points: finite(size),
              silhouette: finiteOrNull(silhouette),
              purity: finiteOrNull(purity),
            })),
          },
    seconds: finite((clock() - started) / 1000),
  };
}

export async function probePoints(
  { set, ...params }: CheckedParams<EngineContract, "probePoints">,
  { emit, signal }: HandlerContext<Event<EngineContract, "probePoints">>,
  { store, workers, clock }: Parts,
): Promise<Result<EngineContract, "probePoints">> {
  const started = clock();
  const points = store.get(set);
  const { labels, held } = heldOutOf(points, params);
  emit({ what: "probes", done: finite(0), total: finite(1) });
  const found = await workers.run("probe", { rows: rowsOf(points), labels, held }, signal);
  const counts = (confusion: readonly (readonly number[])[]) => confusion.map((row) => row.map(finite));
  return {
    ...probedShares(found, held),
    names: [...labels.names],
    linearConfusion: counts(found.linearConfusion),
    neighborConfusion: counts(found.neighborConfusion),
    seconds: finite((clock() - started) / 1000),
  };
}

export async function probeHookPoints(
  { source, ...params }: CheckedParams<EngineContract, "probeHookPoints">,
  { emit, signal }: HandlerContext<Event<EngineContract, "probeHookPoints">>,
  { workers, clock, collector }: Pick<Parts, "workers" | "clock"> & { readonly collector: Collector },
): Promise<Result<EngineContract, "probeHookPoints">> {
  const started = clock();
  const hookPoints = (await collector.hookPointsOf(source)).map((each) => v.parse(hookPoint, each));
  const cells: Result<EngineContract, "probeHookPoints">["cells"] = [];
  const running: Promise<(typeof cells)[number]>[] = [];
  const finish = async (): Promise<void> => {
    const cell = await running.shift();
    if (cell === undefined) return;
    cells.push(cell);
    emit({ kind: "cell", done: finite(cells.length), total: finite(hookPoints.length), ...cell });
  };
  for (const at of hookPoints) {
    const { set } = await collector.collect(source, at, signal, (what, done, total) =>
      emit({ kind: "progress", what, done: finite(done), total: finite(total) }),
    );
    const { labels, held } = heldOutOf(set, params);
    const probe = workers
      .run("probe", { rows: rowsOf(set), labels, held }, signal)
      .then((found) => ({ hookPoint: at, ...probedShares(found, held) }));
    probe.catch(() => {}); // whoever waits for it is told
    running.push(probe);
    if (running.length >= workers.lanes) await finish();
  }
  while (running.length > 0) await finish();
  return { cells, seconds: finite((clock() - started) / 1000) };
}

function probedShares(
  { linear, neighbors, chance }: { linear: number; neighbors: number; chance: number },
  held: HeldOut,
) {
  return {
    linear: finite(linear),
    neighbors: finite(neighbors),
    chance: finite(chance),
    training: finite(held.training.length),
    heldOut: finite(held.test.length),
  };
}

/** Throws a UserError where nothing can be learned from the labels, or held to it. */
function heldOutOf(
  points: Points,
  { labels: given, heldOut, groups, seed }: Omit<CheckedParams<EngineContract, "probePoints">, "set">,
): { labels: Labels; held: HeldOut } {
  refuseShape(given, points);
  if (groups !== undefined && groups.length !== points.points) throw wrongLength("groups", groups.length, points);
  const labels = occurring(given);
  if (labels.names.length < 2) {
    throw new UserError(
      "one-class",
      labels.names.length === 0
        ? "No point has a class, so there is nothing to find."
        : `All points are of one class, ${labels.names[0]}, so there is nothing to find.`,
      "Color by a field that differs, or choose more points.",
    );
  }
  const held = holdOut(labels, heldOut, groups, new Rng(seed).fork("held out"));
  if (held.test.length === 0) {
    throw new UserError(
      "too-few-points",
      groups === undefined
        ? `${points.points} points of ${labels.names.length} classes leave none to hold out: a class needs two points or more.`
        : "All points belong to one group, so none can be held out. Choose points of several groups.",
      "Choose more points, or classes that have several.",
    );
  }
  return { labels, held };
}

function refuseShape({ names, of }: Labels, points: Points): void {
  if (of.length !== points.points) throw wrongLength("labels", of.length, points);
  const wrong = of.find((label) => label < -1 || label >= names.length);
  if (wrong === undefined) return;
  throw new UserError(
    "labels-shape",
    `There is no class ${wrong}: there are ${names.length}.`,
    "Give each point a class that has a name, or -1.",
  );
}

function wrongLength(what: string, length: number, { points }: Points): UserError {
  return new UserError("labels-shape", `There are ${length} ${what} for ${points} points.`, "Give one for each point.");
}

function rowsOf({ points, width, values }: Points) {
  return { points, width, values };
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}

/** 1 − cos; 1 where one is zero, 0 where both are. */
function cosineDistance(a: Float32Array, b: Float32Array): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += (a[i] as number) * (b[i] as number);
    ofA += (a[i] as number) ** 2;
    ofB += (b[i] as number) ** 2;
  }
  if (ofA === 0 || ofB === 0) return ofA === ofB ? 0 : 1;
  return Math.max(0, 1 - product / Math.sqrt(ofA * ofB));
}
