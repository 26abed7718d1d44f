/** @file What a map says about itself in words: its axes, how far it can be believed, what made it. No DOM. */

import { own } from "../../../src/core/base/own.ts";
import { numberText, percentText } from "../../../src/core/format/figures.ts";
import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Result } from "../../../src/protocol/request.ts";

type MapAnswer = Result<LatentViewContract, "map">;

const methods: Readonly<Record<string, string>> = { pca: "PCA", tsne: "t-SNE", umap: "UMAP" };

/** One line below a map. */
export function mapWords(answer: MapAnswer): string {
  const { variance, trustworthiness, divergence, disparity, width } = answer;
  const parts = [
    `${width} → 2 dimensions`,
    ...(variance === null ? [] : [`variance ${variance.shown.map(percentText).join(" + ")}`]),
    ...(divergence === null ? [] : [`divergence ${numberText(divergence)} nats`]),
    ...(trustworthiness === null
      ? []
      : [`trustworthiness ${trustworthiness.value.toFixed(3)}: ${trustWords(trustworthiness.value)}`]),
    ...(disparity !== null && disparity > 0.5 ? ["lies only loosely on the first map"] : []),
  ];
  return parts.join(" · ");
}

/** What a share of true neighbors means for somebody who looks at a map. */
export function trustWords(value: number): string {
  if (value >= 0.97) return "neighbors here are neighbors there";
  if (value >= 0.9) return "most neighbors here are neighbors there";
  if (value >= 0.8) return "some neighbors here lie far apart there; check the list of nearest points";
  return "nearness here says little; check the list of nearest points";
}

/** Below a map that is not finished: what it says of itself comes with the last step. */
export function formingWords(method: string): string {
  return `${own(methods, method) ?? method}, still forming`;
}

export function methodWords({ parameters }: Pick<MapAnswer, "parameters">): string {
  const { method = "" } = parameters;
  return own(methods, String(method)) ?? String(method);
}

/** Everything that made a map, for captions and files. */
export function parameterWords(answer: MapAnswer): string {
  const { parameters, trustworthiness, width } = answer;
  const { method: _, ...others } = parameters;
  const all = Object.entries(others).map(
    ([name, value]) => `${name} ${typeof value === "number" ? numberText(value) : value}`,
  );
  return [
    `${methodWords(answer)} of ${width} dimensions`,
    ...all,
    ...(trustworthiness === null
      ? []
      : [
          `trustworthiness ${trustworthiness.value.toFixed(4)} (${trustworthiness.neighbors} neighbors${trustworthiness.sampled === null ? "" : `, at ${trustworthiness.sampled} points`})`,
        ]),
  ].join(", ");
}
