/**
 * @file What the engine offers for many points at once: collecting them from models, maps of them in two dimensions, and what is computed
 * where they really lie. A part of the engine's contract.
 *
 * A *point set* is a matrix [point, value] that stays in the engine; its id names it. The engine keeps sets within a fixed memory and lets the
 * one go that was used longest ago: a request on it is then refused with the code `points-gone`, and `collectPoints` brings it back. The id
 * follows from what was collected, so that collecting the same again gives the same id, at once where it is still there.
 */

import * as v from "valibot";
import { runInput, stateComponents } from "./activations.ts";
import { deviceSetting } from "./device.ts";
import {
  count,
  countFrom,
  float32Array,
  int32Array,
  measured,
  number,
  numberFrom,
  request,
  streamingRequest,
} from "./request.ts";

/** Points at tokens of a decoder's runs: by run, then by position. Positions are tokens of prompt and response together, from 0. */
const runSource = v.object({
  kind: v.literal("runs"),
  /** All of one model. */
  runs: v.array(v.object({ ...runInput, positions: v.array(count) })),
});

/** One point for each item of a language VAE. */
const latentSource = v.object({
  kind: v.literal("latent"),
  modelDir: v.string(),
  items: v.array(v.object({ premises: v.array(v.string()), conclusion: v.string() })),
});

/** Points from elsewhere: a file, another program. */
const vectorSource = v.object({
  kind: v.literal("vectors"),
  width: countFrom(1),
  /** [point, width] */
  values: float32Array,
});

export const pointSource = v.variant("kind", [runSource, latentSource, vectorSource]);
export type PointSource = v.InferInput<typeof pointSource>;

export const vaeSides = ["encoder", "decoder"] as const;
export const vaeComponents = ["attention.output", "feedForward.output", "residual"] as const;

/** Where in a model the points are taken. */
export const hookPoint = v.variant("kind", [
  /**
   * Of runs. `residual` is after the layer. Queries and keys are of one `head`, of all heads side by side without it. `attention.queryKey`
   * gives twice as many points: all queries, then all keys, in one space.
   */
  v.object({
    kind: v.literal("state"),
    layer: count,
    component: v.picklist([...stateComponents, "attention.queryKey"]),
    head: v.optional(count),
  }),
  /** Of a language VAE's items: the mean of z, or with a seed one drawn z. */
  v.object({ kind: v.literal("z"), sampled: v.optional(count) }),
  /**
   * Of a language VAE's items: what a layer's half adds, or the residual after the layer; the encoder's at its pooled token, the decoder's at
   * the prompt's last, with z the mean.
   */
  v.object({
    kind: v.literal("vae"),
    side: v.picklist(vaeSides),
    layer: count,
    component: v.picklist(vaeComponents),
  }),
  /** Of vectors. */
  v.object({ kind: v.literal("given") }),
]);
export type HookPoint = v.InferInput<typeof hookPoint>;

const pointSet = v.object({
  set: v.string(),
  points: count,
  /** Values of each point. */
  width: count,
  /** Values that are the same for all points: they say nothing. */
  constant: count,
  /** Whether it was still known. */
  known: v.boolean(),
  seconds: number,
});
export type PointSet = v.InferOutput<typeof pointSet>;

const work = v.object({
  /** For people: `reading runs`, `neighbors`, `layout`. */
  what: v.string(),
  done: count,
  total: count,
});

/** Classes of points. */
const labels = v.object({
  names: v.array(v.string()),
  /** For each point its class, an index of `names`; -1 where it has none and is left out. */
  of: int32Array,
});
export type PointLabels = v.InferInput<typeof labels>;

export const metrics = ["euclidean", "cosine"] as const;
export type PointMetric = (typeof metrics)[number];

/** How a map is made. Whatever is left out has the value that `mapResult.parameters` then names. */
export const mapMethod = v.variant("kind", [
  /** Exact. `axes`: which two components are shown, from 0. */
  v.object({ kind: v.literal("pca"), axes: v.optional(v.tuple([count, count]), [0, 1]) }),
  /** Barnes-Hut t-SNE. `learningRate` follows from the number of points where it is left out. */
  v.object({
    kind: v.literal("tsne"),
    perplexity: v.optional(numberFrom(1, 1000), 30),
    iterations: v.optional(countFrom(1, 100_000), 750),
    learningRate: v.optional(numberFrom(0.001)),
  }),
  /** UMAP. `epochs` follow from the number of points where they are left out. */
  v.object({
    kind: v.literal("umap"),
    neighbors: v.optional(countFrom(2, 1000), 15),
    minDistance: v.optional(numberFrom(0, 10), 0.1),
    spread: v.optional(numberFrom(0.01, 10), 1),
    epochs: v.optional(countFrom(1, 100_000)),
  }),
]);
export type MapMethod = v.InferInput<typeof mapMethod>;

const mapParams = v.object({
  set: v.string(),
  method: mapMethod,
  /** How far points are apart; t-SNE and UMAP. */
  metric: v.optional(v.picklist(metrics), "euclidean"),
  /** Every value divided by its deviation first. */
  standardize: v.optional(v.boolean(), false),
  seed: v.optional(count, 1),
  /**
   * Coordinates [point, 2] of an earlier map of the same points: the map begins there, and is then moved, turned, mirrored and scaled onto
   * them, so that points do not jump.
   */
  alignTo: v.optional(float32Array),
  /** How many neighbors trustworthiness looks at. */
  trustNeighbors: v.optional(countFrom(1, 1000), 12),
});

export const mapEvent = v.variant("kind", [
  v.object({ kind: v.literal("progress"), ...work.entries }),
  /** The map as it is so far, [point, 2], a few times a second; aligned where it is to be. */
  v.object({ kind: v.literal("coordinates"), coordinates: float32Array, done: count, total: count }),
]);
export type MapEvent = v.InferOutput<typeof mapEvent>;

/** On a map. */
const place = v.tuple([number, number]);

export const mapResult = v.object({
  /** [point, 2] */
  coordinates: float32Array,
  /** PCA: share of the variance that each of the first components holds, largest first, and the two that are shown. */
  variance: v.nullable(v.object({ shares: v.array(number), shown: v.tuple([number, number]) })),
  /** PCA: where the points' mean lies on the map, and what one step along each of the two components is there. */
  axes: v.nullable(v.object({ origin: place, first: place, second: place })),
  /** t-SNE: Kullback-Leibler divergence at the end, in nats. */
  divergence: measured,
  /**
   * Trustworthiness (Venna and Kaski): 1 where all neighbors on the map are neighbors in the space. Null where there are too few points.
   * `sampled`: measured at so many points of a large set, against all others; null = at all.
   */
  trustworthiness: v.nullable(v.object({ value: number, neighbors: count, sampled: v.nullable(count) })),
  /** How well the map lies on `alignTo`: 0 on it, 1 unrelated; null without one. */
  disparity: measured,
  /** All parameters by name, those that were left out as well. For provenance. */
  parameters: v.record(v.string(), v.union([number, v.string(), v.boolean()])),
  seconds: number,
});
export type MapResult = v.InferOutput<typeof mapResult>;

/** Counts [true class][predicted class], by the order of `names`. */
const confusion = v.array(v.array(count));

const probed = v.object({
  /** Share of held-out points whose class a linear probe finds, and the five nearest training points. */
  linear: number,
  neighbors: number,
  /** Share of the held-out points that are of the largest training class. */
  chance: number,
  training: count,
  heldOut: count,
});

const probeParams = {
  labels,
  /** Share of the points that the probe does not see. */
  heldOut: v.optional(numberFrom(0.01, 0.99), 0.3),
  /** Points of one group, as those of one problem, are never on both sides. One number for each point. */
  groups: v.optional(int32Array),
  seed: v.optional(count, 1),
};

export const projectionRequests = {
  /** When a view or a command is to choose a hook point: what a model folder offers. */
  hookPoints: request(
    v.object({ modelDir: v.string(), device: v.optional(deviceSetting, "auto") }),
    v.variant("kind", [
      v.object({ kind: v.literal("decoder"), name: v.string(), layers: count, heads: count, width: count }),
      v.object({
        kind: v.literal("latent"),
        name: v.string(),
        task: v.string(),
        rules: v.array(v.string()),
        latent: count,
        encoderLayers: count,
        decoderLayers: count,
      }),
    ]),
  ),

  /**
   * Before anything is computed on points, and again when another layer or component is chosen. What one pass over a model gives for all
   * its hook points is kept where there is room, so that another hook point of the same source comes at once. A cancel takes effect within a layer.
   */
  collectPoints: streamingRequest(v.object({ source: pointSource, hookPoint }), pointSet, work),

  /** When a view closes. Unknown sets are ignored. */
  releasePoints: request(v.object({ sets: v.array(v.string()) }), v.object({})),

  /** When a map is drawn. Streams how far it is, and the map itself as it forms. A cancel takes effect at once. */
  projectPoints: streamingRequest(mapParams, mapResult, mapEvent),

  /** When exact values are exported or compared: points [from, to), at most 2^24 values of them. */
  pointValues: request(
    v.object({ set: v.string(), from: v.optional(count, 0), to: v.optional(count) }),
    v.object({ width: count, from: count, to: count, values: float32Array }),
  ),

  /** When a point is chosen: the points that are nearest to it where they really lie, nearest first, without itself. */
  nearestPoints: request(
    v.object({
      set: v.string(),
      point: count,
      neighbors: v.optional(countFrom(1, 10_000), 10),
      metric: v.optional(v.picklist(metrics), "euclidean"),
    }),
    /** Distances; of cosine 1 less the cosine. */
    v.object({ points: int32Array, distances: float32Array }),
  ),

  /** When the cluster table is opened: k-means in the space itself, compared with labels where there are some. */
  clusterPoints: streamingRequest(
    v.object({
      set: v.string(),
      clusters: countFrom(2, 1000),
      labels: v.optional(labels),
      standardize: v.optional(v.boolean(), false),
      seed: v.optional(count, 1),
    }),
    v.object({
      /** The cluster of each point, 0 the largest. */
      of: int32Array,
      /** Mean silhouette of all points, and of `sampled` of them where there are many; null where it says nothing. */
      silhouette: measured,
      sampled: v.nullable(count),
      clusters: v.array(
        v.object({
          points: count,
          silhouette: measured,
          /** The most frequent class and its share of the cluster's labeled points; null without labels. */
          majority: v.nullable(v.object({ name: v.string(), share: number })),
        }),
      ),
      /** Null without labels. Silhouette and purity here are of the classes: how far they are apart, and the largest share of one cluster. */
      agreement: v.nullable(
        v.object({
          normalizedMutualInformation: number,
          adjustedRandIndex: number,
          /** Share of points that are of their cluster's most frequent class. */
          purity: number,
          silhouette: measured,
          classes: v.array(v.object({ name: v.string(), points: count, silhouette: measured, purity: measured })),
        }),
      ),
      seconds: number,
    }),
    work,
  ),

  /** When somebody asks whether a class can be read from the points: a linear probe and the nearest neighbors on points held out. */
  probePoints: streamingRequest(
    v.object({ set: v.string(), ...probeParams }),
    v.object({
      ...probed.entries,
      /** The classes that occur, in the order of `labels.names`. */
      names: v.array(v.string()),
      /** Of the held-out points. */
      linearConfusion: confusion,
      neighborConfusion: confusion,
      seconds: number,
    }),
    work,
  ),

  /** Where is the rule? Probes every layer and component of a source. Streams each cell as it is measured, in the order of the layers. */
  probeHookPoints: streamingRequest(
    v.object({ source: pointSource, ...probeParams }),
    v.object({ cells: v.array(v.object({ hookPoint, ...probed.entries })), seconds: number }),
    v.variant("kind", [
      v.object({ kind: v.literal("progress"), ...work.entries }),
      v.object({ kind: v.literal("cell"), hookPoint, done: count, total: count, ...probed.entries }),
    ]),
  ),
} as const;
