/** @file From what a person has set to what each map shows and how it is made. No DOM. */

import type { ShownModel, ShownPoints } from "../../../src/protocol/latentView.ts";
import type { MapParams } from "./drawnMap.ts";
import { type ChosenHookPoint, firstHookPoint, hookPointFor, secondHookPoint } from "./hookPoints.ts";
import type { PaneState, ViewState } from "./state.ts";

/** What one map shows. */
export interface MapPlace {
  readonly model: ShownModel;
  readonly hookPoint: ChosenHookPoint;
}

/** One or two; what was set is held within what the models have. */
export function placesOf({ models }: ShownPoints, panes: readonly PaneState[]): readonly MapPlace[] {
  const [first] = models;
  if (first === undefined) return [];
  const set = panes.length === 0 ? [{ model: null, ...firstHookPoint(first) }] : panes;
  return set.map((pane) => {
    const model = models.find(({ dir }) => dir === pane.model) ?? first;
    return { model, hookPoint: hookPointFor(pane, model) };
  });
}

export function panesOf(places: readonly MapPlace[]): PaneState[] {
  return places.map(({ model, hookPoint }) => ({ model: model.dir, ...hookPoint }));
}

/** A second map of the same model beside the first, which can then look anywhere; without it again. */
export function withOrWithoutSecond(places: readonly MapPlace[]): readonly MapPlace[] {
  const [first] = places;
  if (first === undefined || places.length > 1) return places.slice(0, 1);
  return [first, { model: first.model, hookPoint: secondHookPoint(first.model, first.hookPoint) }];
}

export function mapParams(state: ViewState): MapParams {
  const { method, axes, perplexity, iterations, neighbors, minDistance, cosine, standardize, seed, aligned } = state;
  const how =
    method === "pca"
      ? { kind: method, axes }
      : method === "tsne"
        ? { kind: method, perplexity, iterations }
        : { kind: method, neighbors, minDistance };
  return { method: how, metric: cosine ? "cosine" : "euclidean", standardize, seed, aligned };
}
