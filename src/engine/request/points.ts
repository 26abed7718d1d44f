/** @file The requests about many points: collecting them, and their exact values. What is computed on them is in files of its own. */

import { UserError } from "../../core/base/errors.ts";
import { countText } from "../../core/format/figures.ts";
import { readDescription } from "../../node/readDescription.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { Handlers } from "../../protocol/endpoint.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { CaptureStore } from "../capture/captureStore.ts";
import type { LatentModels } from "../model/latentModel.ts";
import { Collector } from "../projection/collector.ts";
import type { PointStore, Points } from "../projection/pointStore.ts";
import type { Products } from "../projection/products.ts";
import type { Workers } from "../projection/workers.ts";
import { clusterPoints, nearestPoints, probeHookPoints, probePoints } from "./measurePoints.ts";
import { projectPoints } from "./projectPoints.ts";

export interface PointParts {
  readonly store: PointStore;
  readonly captures: CaptureStore;
  readonly latentModels: LatentModels;
  readonly workers: Workers;
  readonly products: Products;
  /** Milliseconds. */
  readonly clock: () => number;
}

type Served =
  | "hookPoints"
  | "collectPoints"
  | "releasePoints"
  | "projectPoints"
  | "pointValues"
  | "nearestPoints"
  | "clusterPoints"
  | "probePoints"
  | "probeHookPoints";

/** More numbers than this are not sent at once. */
const mostValues = 2 ** 24;

export function pointHandlers(parts: PointParts): Pick<Handlers<EngineContract>, Served> {
  const { store, captures, latentModels, clock } = parts;
  const collector = new Collector({ store, captures, latentModels });
  return {
    async hookPoints({ modelDir, device }) {
      if ((await readDescription(modelDir))?.kind === "vae") {
        const { manifest } = await latentModels.get(modelDir);
        const { latent, encoder, decoder } = manifest.config;
        return {
          kind: "latent",
          name: manifest.name,
          task: manifest.task,
          rules: manifest.rules,
          latent: finite(latent),
          encoderLayers: finite(encoder.layers),
          decoderLayers: finite(decoder.layers),
        };
      }
      const { manifest } = await captures.open({ modelDir, device });
      const { layers, heads, width } = await captures.instrumented({ modelDir, device });
      return {
        kind: "decoder",
        name: manifest.name,
        layers: finite(layers),
        heads: finite(heads),
        width: finite(width),
      };
    },

    async collectPoints({ source, hookPoint }, { emit, signal }) {
      const started = clock();
      const { set, known } = await collector.collect(source, hookPoint, signal, (what, done, total) =>
        emit({ what, done: finite(done), total: finite(total) }),
      );
      return {
        set: set.id,
        points: finite(set.points),
        width: finite(set.width),
        constant: finite(set.constant),
        known,
        seconds: finite((clock() - started) / 1000),
      };
    },

    releasePoints({ sets }) {
      for (const id of sets) store.release(id);
    },

    pointValues({ set, from, to }) {
      const points = store.get(set);
      const end = to ?? points.points;
      if (from >= end || end > points.points) throw noSuchPoint(end - 1, points);
      if ((end - from) * points.width > mostValues) {
        throw new UserError(
          "values-too-many",
          `The values of ${countText(end - from)} points are too many to send at once.`,
          "Take them a part at a time.",
        );
      }
      const values = points.values.slice(from * points.width, end * points.width);
      return {
        width: finite(points.width),
        from: finite(from),
        to: finite(end),
        values: owned(Float32Array.from(values)),
      };
    },

    projectPoints: (params, context) => projectPoints(params, context, parts),

    nearestPoints: (params, { signal }) => nearestPoints(params, signal, parts),
    clusterPoints: (params, context) => clusterPoints(params, context, parts),
    probePoints: (params, context) => probePoints(params, context, parts),
    probeHookPoints: (params, context) => probeHookPoints(params, context, { ...parts, collector }),
  };
}

export function noSuchPoint(point: number, { points }: Pick<Points, "points">): UserError {
  return new UserError(
    "no-such-point",
    `There is no point ${point}: there are ${points}, from 0.`,
    "Choose another point.",
  );
}
