/** @file From what a person has set to what each map looks at and how it is made. No DOM. */

import type { ShownModel, ShownPoints } from "../../src/protocol/latentView.ts";
import type { MapParams } from "./mapPane.ts";
import { firstSite, type Site, secondSite, siteFor } from "./sites.ts";
import type { Look, PaneLook } from "./state.ts";

export interface Looked {
  readonly model: ShownModel;
  readonly site: Site;
}

/** One or two; what was set is held within what the models have. */
export function lookedAt({ models }: ShownPoints, panes: readonly PaneLook[]): readonly Looked[] {
  const [first] = models;
  if (first === undefined) return [];
  const looks = panes.length === 0 ? [{ model: null, ...firstSite(first) }] : panes;
  return looks.map((look) => {
    const model = models.find(({ dir }) => dir === look.model) ?? first;
    return { model, site: siteFor(look, model) };
  });
}

export function panesOf(looks: readonly Looked[]): PaneLook[] {
  return looks.map(({ model, site }) => ({ model: model.dir, ...site }));
}

/** A second map of the same model beside the first, which can then look anywhere; without it again. */
export function withOrWithoutSecond(looks: readonly Looked[]): readonly Looked[] {
  const [first] = looks;
  if (first === undefined || looks.length > 1) return looks.slice(0, 1);
  return [first, { model: first.model, site: secondSite(first.model, first.site) }];
}

export function mapParams(look: Look): MapParams {
  const { method, axes, perplexity, iterations, neighbours, minDistance, cosine, standardize, seed, aligned } = look;
  const how =
    method === "pca"
      ? { kind: method, axes }
      : method === "tsne"
        ? { kind: method, perplexity, iterations }
        : { kind: method, neighbours, minDistance };
  return { method: how, metric: cosine ? "cosine" : "euclidean", standardize, seed, aligned };
}
