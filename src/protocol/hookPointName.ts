/** @file The name of a hook point where points are taken, as files and commands write it: `z`, `layer.2.residual`, `encoder.0.feedForward.output`. */

import { stateComponents } from "./activations.ts";
import { type HookPoint, vaeComponents, vaeSides } from "./projection.ts";

export function hookPointName(hookPoint: HookPoint): string {
  switch (hookPoint.kind) {
    case "state":
      return `layer.${hookPoint.layer}.${hookPoint.component}${hookPoint.head === undefined ? "" : `.head.${hookPoint.head}`}`;
    case "vae":
      return `${hookPoint.side}.${hookPoint.layer}.${hookPoint.component}`;
    case "z":
      return hookPoint.sampled === undefined ? "z" : `z.sampled.${hookPoint.sampled}`;
    case "given":
      return "given";
  }
}

/** The hook point of a name; undefined where it names none. */
export function hookPointNamed(name: string): HookPoint | undefined {
  if (name === "given") return { kind: "given" };
  const z = /^z(?:\.sampled\.(\d+))?$/.exec(name);
  if (z) return z[1] === undefined ? { kind: "z" } : { kind: "z", sampled: Number(z[1]) };
  const [, place, layer, named = ""] = /^(layer|encoder|decoder)\.(\d+)\.(.+)$/.exec(name) ?? [];
  const side = vaeSides.find((each) => each === place);
  if (side !== undefined) {
    const component = vaeComponents.find((each) => each === named);
    return component === undefined ? undefined : { kind: "vae", side, layer: Number(layer), component };
  }
  const [, of = "", head] = /^(.*?)(?:\.head\.(\d+))?$/.exec(named) ?? [];
  const component = [...stateComponents, "attention.queryKey" as const].find((each) => each === of);
  if (place === undefined || component === undefined) return undefined;
  return { kind: "state", layer: Number(layer), component, ...(head === undefined ? {} : { head: Number(head) }) };
}
