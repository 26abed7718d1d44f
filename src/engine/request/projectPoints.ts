/** @file Answers `projectPoints`: a map of a point set in two dimensions, with how far it can be trusted. */

import { UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { type PcaMap, productsOf } from "../../core/projection/pca.ts";
import { columnScaleInSteps } from "../../core/projection/points.ts";
import { type Aligned, type MapAxes, ownAxes, procrustes } from "../../core/projection/procrustes.ts";
import { trustedNeighbors } from "../../core/projection/trustworthiness.ts";
import { defaultLearningRate } from "../../core/projection/tsne.ts";
import { defaultEpochs } from "../../core/projection/umap.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { HandlerContext } from "../../protocol/endpoint.ts";
import type { MapEvent } from "../../protocol/projection.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { LayoutParams } from "../projection/layout.ts";
import type { Points } from "../projection/pointStore.ts";
import { farnessFrom, inTurns, nearlyAllNeighborsIn, neighborsIn, type Space, spaceOf } from "../projection/space.ts";
import type { PointParts } from "./points.ts";

type Params = CheckedParams<EngineContract, "projectPoints">;
type Parts = Pick<PointParts, "store" | "workers" | "products" | "clock">;
type Trust = Result<EngineContract, "projectPoints">["trustworthiness"];

/** With fewer multiplications, the worker's own loops need no help. */
const fewMultiplications = 5e7;
/** Above so many points UMAP's neighbors are nearly all found instead of all: comparing each with each takes a time that grows with their square. */
const mostExact = 20_000;
/** Up to so many points trustworthiness is measured at all of them, above at some. */
const allTrusted = 2000;
const someTrusted = 500;

export async function projectPoints(
  params: Params,
  { emit, signal }: HandlerContext<MapEvent>,
  parts: Parts,
): Promise<Result<EngineContract, "projectPoints">> {
  const { store, workers, products, clock } = parts;
  const started = clock();
  const { method, metric, standardize, seed, alignTo, trustNeighbors } = params;
  const set = store.get(params.set);
  refuseUnmappable(set, params);
  const progress = (what: string, done: number, total: number): void =>
    emit({ kind: "progress", what, done: finite(done), total: finite(total) });
  const align = (coordinates: Float32Array): Omit<Aligned, "disparity"> & { readonly disparity: number | null } =>
    alignTo === undefined ? { coordinates, disparity: null, axes: ownAxes } : procrustes(coordinates, alignTo);

  const space = await spaceOf(set, method.kind === "pca" ? "euclidean" : metric, standardize, signal);
  let components: PcaMap | undefined;
  if (method.kind === "pca" || alignTo === undefined) {
    progress("principal components", 0, 1);
    components = await principal(set, standardize, method.kind === "pca" ? method.axes : [0, 1], parts, signal);
  }
  let found = components?.coordinates ?? new Float32Array(0);
  let divergence: number | null = null;
  const parameters: Record<string, number | string | boolean> = { method: method.kind, standardize };
  if (method.kind === "pca") parameters.axes = method.axes.map((axis) => axis + 1).join(",");
  else {
    const layoutMethod = resolved(method, set.points);
    const { kind: _, ...settings } = { ...method, ...layoutMethod };
    Object.assign(parameters, settings, { metric, seed });
    const count = method.kind === "umap" ? method.neighbors - 1 : tsneNeighbors(method.perplexity, set.points);
    const exact = method.kind === "tsne" || set.points <= mostExact;
    if (!exact) parameters.neighborSearch = "approximate";
    const lists = exact
      ? await neighborsIn(space, count, products, signal, (done) => progress("neighbors", done, set.points))
      : await nearlyAllNeighborsIn(space, { count, seed }, workers, signal, (done, total) =>
          progress("neighbors", done, total),
        );
    progress("layout", 0, layoutMethod.kind === "umap" ? layoutMethod.epochs : layoutMethod.iterations);
    const laid = await workers.run(
      "layout",
      { lists, start: alignTo ?? found, seed, method: layoutMethod, continues: alignTo !== undefined },
      signal,
      ({ done, total, coordinates }) => {
        progress("layout", done, total);
        const shown = owned(align(coordinates).coordinates);
        emit({ kind: "coordinates", coordinates: shown, done: finite(done), total: finite(total) });
      },
    );
    found = laid.coordinates;
    divergence = laid.divergence;
  }
  if (!found.every(Number.isFinite)) throw scattered();
  const { coordinates, disparity, axes } = align(found);
  emit({ kind: "coordinates", coordinates: owned(coordinates.slice()), done: finite(1), total: finite(1) });
  progress("trustworthiness", 0, 1);
  const trust = await trustOf(space, coordinates, trustNeighbors, seed, { workers, products }, signal);
  return {
    coordinates: owned(coordinates),
    variance:
      method.kind === "pca" && components !== undefined
        ? { shares: components.shares.map(finite), shown: [finite(components.shown[0]), finite(components.shown[1])] }
        : null,
    axes: method.kind === "pca" ? finiteAxes(axes) : null,
    divergence: divergence === null ? null : finite(divergence),
    trustworthiness: trust,
    disparity: disparity === null ? null : finite(disparity),
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, typeof value === "number" ? finite(value) : value]),
    ),
    seconds: finite((clock() - started) / 1000),
  };
}

function finiteAxes({ origin, first, second }: MapAxes): Result<EngineContract, "projectPoints">["axes"] {
  const place = ([x, y]: readonly [number, number]): [ReturnType<typeof finite>, ReturnType<typeof finite>] => [
    finite(x),
    finite(y),
  ];
  return { origin: place(origin), first: place(first), second: place(second) };
}

async function principal(
  set: Points,
  standardize: boolean,
  axes: readonly [number, number],
  { workers, products }: Pick<Parts, "workers" | "products">,
  signal: CancelSignal,
): Promise<PcaMap> {
  const helped = productsOf(set) === "columns" && set.points * set.width ** 2 > fewMultiplications;
  const scale = helped ? await inTurns(columnScaleInSteps(set, standardize), signal) : undefined;
  const sums = scale === undefined ? undefined : await products.ofColumns(set, scale, signal);
  const { points, width, values } = set;
  return workers.run("pca", { rows: { points, width, values }, standardize, axes, products: sums }, signal);
}

/** Every parameter with its value. */
function resolved(method: Exclude<Params["method"], { kind: "pca" }>, points: number): LayoutParams["method"] {
  if (method.kind === "umap") {
    const { minDistance, spread, epochs } = method;
    return { kind: "umap", minDistance, spread, epochs: epochs ?? defaultEpochs(points) };
  }
  const { perplexity, iterations, learningRate } = method;
  return { kind: "tsne", perplexity, iterations, learningRate: learningRate ?? defaultLearningRate(points) };
}

/** Three times the perplexity, as far as there are so many. */
function tsneNeighbors(perplexity: number, points: number): number {
  return Math.max(1, Math.min(points - 1, Math.floor(3 * perplexity)));
}

async function trustOf(
  space: Space,
  map: Float32Array,
  wanted: number,
  seed: number,
  { workers, products }: Pick<Parts, "workers" | "products">,
  signal: CancelSignal,
): Promise<Trust> {
  const { rows } = space;
  const neighbors = trustedNeighbors(rows.points, wanted);
  if (neighbors === 0) return null;
  const all = rows.points <= allTrusted;
  const sample = Array.from({ length: rows.points }, (_, i) => i);
  if (!all) new Rng(seed).fork("trustworthiness").shuffle(sample).splice(someTrusted);
  const helped = rows.width * rows.points * sample.length > 4 * fewMultiplications;
  const far = helped ? await farnessFrom(space, sample, products, signal) : undefined;
  const value = await workers.run("trust", { rows, map, neighbors, sample, ...(far ? { far } : {}) }, signal);
  return { value: finite(value), neighbors: finite(neighbors), sampled: all ? null : finite(sample.length) };
}

function refuseUnmappable({ points, width, constant }: Points, { method, alignTo }: Params): void {
  if (points < 2)
    throw new UserError("too-few-points", "One point makes no map.", "Choose more problems, steps or items.");
  if (constant === width) {
    throw new UserError(
      "points-same",
      `All ${points} points are the same here, so there is nothing to draw.`,
      "Choose another layer or component, or other points.",
    );
  }
  if (alignTo !== undefined && alignTo.length !== 2 * points) {
    throw new UserError(
      "points-differ",
      `The earlier map has ${alignTo.length / 2} points and this one ${points}, so they cannot be laid onto each other.`,
      "Draw it without the earlier map, or collect the same points.",
    );
  }
  if (alignTo?.some((value) => !Number.isFinite(value))) {
    throw new UserError(
      "points-not-numbers",
      "The earlier map has coordinates that are no numbers.",
      "Draw it without that map.",
    );
  }
  switch (method.kind) {
    case "pca":
      refuseAxes(method.axes, points, width);
      break;
    case "tsne":
      if (method.perplexity < points) break;
      throw new UserError(
        "too-few-points",
        `A perplexity of ${method.perplexity} needs more than ${method.perplexity} points; there are ${points}.`,
        `Choose a perplexity below ${points}, or more points.`,
      );
    case "umap":
      if (method.neighbors < points) break;
      throw new UserError(
        "too-few-points",
        `${method.neighbors} neighbors need more than ${method.neighbors} points; there are ${points}.`,
        `Choose fewer neighbors than points, or more points.`,
      );
  }
}

function refuseAxes(axes: readonly [number, number], points: number, width: number): void {
  const most = Math.min(points - 1, width);
  const wrong = axes.find((axis) => axis >= Math.max(2, most));
  if (wrong === undefined && axes[0] !== axes[1]) return;
  throw new UserError(
    "no-such-component",
    wrong === undefined
      ? "A map shows two different components."
      : `There is no component ${wrong + 1}: ${points} points of ${width} values have ${most}.`,
    "Choose two other components.",
  );
}

function scattered(): UserError {
  return new UserError(
    "map-diverged",
    "The points flew apart while the map was made.",
    "Choose a smaller learning rate or spread, or leave the parameters as they are.",
  );
}
