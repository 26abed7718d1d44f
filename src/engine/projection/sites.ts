/** @file Which sites a source has, in the order of its layers. */

import { UserError } from "../../core/base/errors.ts";
import { type PointSite, vaeSides } from "../../protocol/projection.ts";
import { siteName } from "../../protocol/siteName.ts";
import type { VaeManifest } from "../../protocol/vaeManifest.ts";

export type StateSite = Extract<PointSite, { kind: "state" }>;
export type VaeSite = Extract<PointSite, { kind: "vae" }>;

/** Whether it is of heads, of which one may be chosen. */
export function perHead({ component }: StateSite): boolean {
  return component === "attention.query" || component === "attention.key" || component === "attention.queryKey";
}

/** What each layer of a decoder has, in the order of the layers. */
export function stateSites({ layers }: { readonly layers: number }): StateSite[] {
  const components = ["attention.output", "feedForward.output", "residual"] as const;
  return Array.from({ length: layers }, (_, layer) =>
    components.map((component): StateSite => ({ kind: "state", layer, component })),
  ).flat();
}

/** What each layer of a language VAE has, the encoder's first. */
export function vaeSites({ encoder, decoder }: VaeManifest["config"], side?: VaeSite["side"]): VaeSite[] {
  const components = ["attention.output", "feedForward.output", "residual"] as const;
  const of = (own: VaeSite["side"]): VaeSite[] =>
    Array.from({ length: own === "encoder" ? encoder.layers : decoder.layers }, (_, layer) =>
      components.map((component): VaeSite => ({ kind: "vae", side: own, layer, component })),
    ).flat();
  return (side === undefined ? vaeSides : [side]).flatMap(of);
}

export function noSuchSite(site: PointSite, source: string): UserError {
  return new UserError(
    "no-such-site",
    `${source} has no ${siteName(site).replaceAll(".", " ")}.`,
    "Choose another layer or component.",
  );
}
