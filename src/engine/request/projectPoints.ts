/** @file Answers `projectPoints`: a map of a point set in two dimensions, with how far it can be trusted. */

import { UserError } from "../../core/base/errors.ts";
import { productsOf } from "../../core/projection/pca.ts";
import { columnScale } from "../../core/projection/points.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { HandlerContext } from "../../protocol/endpoint.ts";
import type { MapEvent } from "../../protocol/projection.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { Points } from "../projection/pointStore.ts";
import type { PointParts } from "./points.ts";

/** With fewer multiplications, the worker's own loops need no help. */
const fewMultiplications = 5e7;

export async function projectPoints(
  params: CheckedParams<EngineContract, "projectPoints">,
  { signal }: HandlerContext<MapEvent>,
  { store, workers, products, clock }: Pick<PointParts, "store" | "workers" | "products" | "clock">,
): Promise<Result<EngineContract, "projectPoints">> {
  const started = clock();
  const { method, standardize } = params;
  const set = store.get(params.set);
  refuseUnmappable(set);
  if (method.kind !== "pca") throw new UserError("not-yet", "Only PCA is computed yet.", "Choose PCA.");
  const { axes } = method;
  refuseAxes(axes, set);
  const helped = productsOf(set) === "columns" && set.points * set.width ** 2 > fewMultiplications;
  const scale = columnScale(set, standardize);
  const { coordinates, shares, shown } = await workers.run(
    "pca",
    { rows: set, standardize, axes, products: helped ? await products.ofColumns(set, scale, signal) : undefined },
    signal,
  );
  return {
    coordinates: owned(coordinates),
    variance: { shares: shares.map(finite), shown: [finite(shown[0]), finite(shown[1])] },
    divergence: null,
    trustworthiness: null,
    disparity: null,
    parameters: { method: "pca", axes: axes.join(","), standardize },
    seconds: finite((clock() - started) / 1000),
  };
}

function refuseUnmappable({ points, width, constant }: Points): void {
  if (points < 2)
    throw new UserError("too-few-points", "One point makes no map.", "Choose more problems, steps or items.");
  if (constant < width) return;
  throw new UserError(
    "points-same",
    `All ${points} points are the same here, so there is nothing to draw.`,
    "Choose another layer or component, or other points.",
  );
}

function refuseAxes(axes: readonly [number, number], { points, width }: Points): void {
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
