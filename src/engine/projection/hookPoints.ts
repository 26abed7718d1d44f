/** @file Which hook points a source has, in the order of its layers. */

import { UserError } from "../../core/base/errors.ts";
import { hookPointName } from "../../protocol/hookPointName.ts";
import { type HookPoint, vaeSides } from "../../protocol/projection.ts";
import type { VaeManifest } from "../../protocol/vaeManifest.ts";

export type StateHookPoint = Extract<HookPoint, { kind: "state" }>;
export type VaeHookPoint = Extract<HookPoint, { kind: "vae" }>;

/** Whether it is of heads, of which one may be chosen. */
export function perHead({ component }: StateHookPoint): boolean {
  return component === "attention.query" || component === "attention.key" || component === "attention.queryKey";
}

/** What each layer of a decoder has, in the order of the layers. */
export function stateHookPoints({ layers }: { readonly layers: number }): StateHookPoint[] {
  const components = ["attention.output", "feedForward.output", "residual"] as const;
  return Array.from({ length: layers }, (_, layer) =>
    components.map((component): StateHookPoint => ({ kind: "state", layer, component })),
  ).flat();
}

/** What each layer of a language VAE has, the encoder's first. */
export function vaeHookPoints(
  { encoder, decoder }: VaeManifest["config"],
  side?: VaeHookPoint["side"],
): VaeHookPoint[] {
  const components = ["attention.output", "feedForward.output", "residual"] as const;
  const of = (own: VaeHookPoint["side"]): VaeHookPoint[] =>
    Array.from({ length: own === "encoder" ? encoder.layers : decoder.layers }, (_, layer) =>
      components.map((component): VaeHookPoint => ({ kind: "vae", side: own, layer, component })),
    ).flat();
  return (side === undefined ? vaeSides : [side]).flatMap(of);
}

export function noSuchHookPoint(hookPoint: HookPoint, source: string): UserError {
  return new UserError(
    "no-such-hookPoint",
    `${source} has no ${hookPointName(hookPoint).replaceAll(".", " ")}.`,
    "Choose another layer or component.",
  );
}
