/** @file How a person sees a latent space, which outlives a reload. Every field falls back by itself. No DOM. */

import * as v from "valibot";
import { withOlderNames } from "../../../src/core/format/olderNames.ts";
import { tools } from "../scatter/tools.ts";
import { components } from "./hookPoints.ts";

export const methods = ["pca", "tsne", "umap"] as const;
export type MethodKey = (typeof methods)[number];
export const methodNames: Readonly<Record<MethodKey, string>> = { pca: "PCA", tsne: "t-SNE", umap: "UMAP" };

export const tabs = ["point", "touch", "where", "clusters", "table"] as const;
export type Tab = (typeof tabs)[number];

const pane = v.object({
  model: v.fallback(v.nullable(v.string()), null),
  component: v.fallback(v.picklist(components), "z"),
  layer: v.fallback(v.number(), 0),
  head: v.fallback(v.nullable(v.number()), null),
});
export type PaneState = v.InferOutput<typeof pane>;

const viewFields = v.object({
  /** What the extension is to show again. */
  source: v.fallback(v.nullable(v.string()), null),
  /** Of which points what follows was set; it begins anew with others. */
  points: v.fallback(v.string(), ""),
  panes: v.fallback(v.pipe(v.array(pane), v.maxLength(2)), []),
  method: v.fallback(v.picklist(methods), "pca"),
  /** Principal components, from 0: across and up. */
  axes: v.fallback(v.tuple([v.number(), v.number()]), [0, 1]),
  perplexity: v.fallback(v.number(), 30),
  iterations: v.fallback(v.number(), 750),
  neighbors: v.fallback(v.number(), 15),
  minDistance: v.fallback(v.number(), 0.1),
  cosine: v.fallback(v.boolean(), false),
  standardize: v.fallback(v.boolean(), false),
  aligned: v.fallback(v.boolean(), true),
  seed: v.fallback(v.number(), 1),
  /** Facets by their names; null = none. */
  color: v.fallback(v.nullable(v.string()), null),
  shape: v.fallback(v.nullable(v.string()), null),
  /** Values that the legend hides, by column. */
  hidden: v.fallback(v.record(v.string(), v.array(v.string())), {}),
  names: v.fallback(v.boolean(), true),
  zoom: v.fallback(v.object({ k: v.number(), x: v.number(), y: v.number() }), { k: 1, x: 0, y: 0 }),
  tool: v.fallback(v.picklist(tools), "pan"),
  cursor: v.fallback(v.nullable(v.number()), null),
  selected: v.fallback(v.array(v.number()), []),
  side: v.fallback(v.boolean(), true),
  tab: v.fallback(v.picklist(tabs), "point"),
});
export const viewState = withOlderNames({ neighbours: "neighbors" }, viewFields);
export type ViewState = v.InferOutput<typeof viewState>;

/** Selections above this are not kept over a reload. */
export const mostSaved = 5000;
