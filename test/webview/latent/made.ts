/** @file Points as the extension sends them, small enough to be checked by hand. */
import type { Column, ShownModel, ShownPoints } from "../../../src/protocol/latentView.ts";
import { finite, owned } from "../../../src/protocol/wire.ts";
import type { DrawnMap } from "../../../webview/latent/model/drawnMap.ts";
import { fitOf, fitted } from "../../../webview/latent/scatter/frame.ts";

export const latentModel: ShownModel = {
  dir: "/models/vae",
  name: "vae",
  kind: "latent",
  layers: finite(0),
  heads: finite(0),
  encoderLayers: finite(2),
  decoderLayers: finite(3),
  latent: finite(2),
  hash: "0123456789abcdef",
};

export const decoderModel: ShownModel = {
  ...latentModel,
  dir: "/models/decoder",
  name: "decoder",
  kind: "decoder",
  layers: finite(4),
  heads: finite(2),
  encoderLayers: finite(0),
  decoderLayers: finite(0),
  latent: finite(0),
};

export function categoryOf(name: string, of: readonly string[]): Column & { kind: "category" } {
  const values = [...new Set(of)];
  return { kind: "category", name, values, of: owned(Int32Array.from(of, (value) => values.indexOf(value))) };
}

/** Four items under two rules, in two groups. */
export function fourItems(): ShownPoints {
  return {
    id: "four",
    name: "Items",
    unit: "items",
    total: finite(9),
    titles: ["a plus b", "a minus b", "c plus d", "c minus d"],
    details: ["ab", "a-b", "cd", "c-d"],
    groups: owned(Int32Array.from([0, 0, 1, 1])),
    groupNames: ["a b", "c d"],
    columns: [
      categoryOf("rule", ["add", "subtract", "add", "subtract"]),
      { kind: "number", name: "length", of: owned(Float32Array.from([3, 3, Number.NaN, 7])) },
    ],
    color: "rule",
    models: [latentModel],
    rules: ["add", "subtract"],
    provenance: "vae, training seed 1; 4 items",
    notices: [],
  };
}

export function drawnFour(): DrawnMap {
  const raw = Float32Array.from([-2, 0, 2, 0, -2, 1, 2, 1]);
  return {
    hookPoint: { component: "z", layer: 0, head: null },
    model: latentModel,
    raw,
    xy: fitted(raw),
    fit: fitOf(raw),
    answer: {
      coordinates: owned(raw.slice()),
      variance: { shares: [finite(0.8), finite(0.15)], shown: [finite(0.8), finite(0.15)] },
      axes: {
        origin: [finite(0), finite(0.5)],
        first: [finite(1), finite(0)],
        second: [finite(0), finite(1)],
      },
      divergence: null,
      trustworthiness: { value: finite(0.93), neighbors: finite(12), sampled: null },
      disparity: null,
      parameters: { method: "pca", axes: "1,2", standardize: false },
      seconds: finite(0.01),
      width: finite(2),
      cached: false,
    },
  };
}
