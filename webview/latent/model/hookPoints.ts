/** @file The places of a model that a map can show: components, the layers that each has, and what they are called. No DOM. */

import type { ShownModel } from "../../../src/protocol/latentView.ts";
import type { HookPoint } from "../../../src/protocol/projection.ts";

export const components = [
  "z",
  "encoder.residual",
  "encoder.attention.output",
  "encoder.feedForward.output",
  "decoder.residual",
  "decoder.attention.output",
  "decoder.feedForward.output",
  "residual",
  "attention.output",
  "feedForward.output",
  "attention.query",
  "attention.key",
  "attention.queryKey",
] as const;
export type Component = (typeof components)[number];

/** What is looked at, as a person sets it. `head` is null for all of them. */
export interface ChosenHookPoint {
  readonly component: Component;
  readonly layer: number;
  readonly head: number | null;
}

const halves = { residual: "residual", "attention.output": "attention output", "feedForward.output": "FFN output" };

export const componentNames: Readonly<Record<Component, string>> = {
  z: "z",
  "encoder.residual": "encoder: residual",
  "encoder.attention.output": "encoder: attention output",
  "encoder.feedForward.output": "encoder: FFN output",
  "decoder.residual": "decoder: residual",
  "decoder.attention.output": "decoder: attention output",
  "decoder.feedForward.output": "decoder: FFN output",
  ...halves,
  "attention.query": "queries",
  "attention.key": "keys",
  "attention.queryKey": "queries and keys",
};

/** In the order in which they are offered. */
export function componentsOf({ kind }: Pick<ShownModel, "kind">): readonly Component[] {
  return components.filter((each) => /^(z$|encoder|decoder)/.test(each) === (kind === "latent"));
}

/** How many layers a component has; 0 where it is no layer's. */
export function layersOf(component: Component, model: ShownModel): number {
  if (component === "z") return 0;
  if (component.startsWith("encoder.")) return model.encoderLayers;
  return component.startsWith("decoder.") ? model.decoderLayers : model.layers;
}

export function hasHeads(component: Component): boolean {
  return /^attention\.(query|key|queryKey)$/.test(component);
}

/** The first look at a model: where its rule is to be, or what its last layer leaves. */
export function firstHookPoint(model: ShownModel): ChosenHookPoint {
  return model.kind === "latent"
    ? { component: "z", layer: 0, head: null }
    : { component: "residual", layer: Math.max(0, model.layers - 1), head: null };
}

/** A hook point that this model has: what was set, as far as it goes. */
export function hookPointFor({ component, layer, head }: ChosenHookPoint, model: ShownModel): ChosenHookPoint {
  if (!componentsOf(model).includes(component)) return firstHookPoint(model);
  const last = Math.max(0, layersOf(component, model) - 1);
  // Queries lie in a space of their own in each head: together only one head's can be compared with keys.
  const most = component === "attention.queryKey" ? (head ?? 0) : head;
  return {
    component,
    layer: Math.min(layer, last),
    head: hasHeads(component) && most !== null ? Math.min(most, Math.max(0, model.heads - 1)) : null,
  };
}

export function hookPointOf({ component, layer, head }: ChosenHookPoint): HookPoint {
  if (component === "z") return { kind: "z" };
  const [side, ...rest] = component.split(".");
  if (side === "encoder" || side === "decoder") {
    const half = rest.join(".");
    if (half === "residual" || half === "attention.output" || half === "feedForward.output")
      return { kind: "vae", side, layer, component: half };
  }
  switch (component) {
    case "residual":
    case "attention.output":
    case "feedForward.output":
    case "attention.query":
    case "attention.key":
    case "attention.queryKey":
      return { kind: "state", layer, component, ...(head === null ? {} : { head }) };
    default:
      throw new RangeError(`${component} is no component.`);
  }
}

/** The other way round: for a cell of the heat map. */
export function chosenOf(hookPoint: HookPoint): ChosenHookPoint {
  if (hookPoint.kind === "vae") {
    const component = components.find((each) => each === `${hookPoint.side}.${hookPoint.component}`) ?? "z";
    return { component, layer: hookPoint.layer, head: null };
  }
  if (hookPoint.kind === "state")
    return { component: hookPoint.component, layer: hookPoint.layer, head: hookPoint.head ?? null };
  return { component: "z", layer: 0, head: null };
}

/** Layers are counted from 1, as people do. */
export function hookPointName({ component, layer, head }: ChosenHookPoint): string {
  if (component === "z") return "z";
  const of = head === null ? "" : `, head ${head + 1}`;
  return `${componentNames[component]}, layer ${layer + 1}${of}`;
}

export function isDoubled({ component }: Pick<ChosenHookPoint, "component">): boolean {
  return component === "attention.queryKey";
}

/** What is worth a look beside the first map: what the model makes of it, or where it came from. */
export function secondHookPoint(model: ShownModel, first: ChosenHookPoint): ChosenHookPoint {
  if (model.kind === "latent") {
    const component = first.component === "z" ? "decoder.feedForward.output" : "z";
    return hookPointFor({ component, layer: Math.max(0, model.decoderLayers - 1), head: null }, model);
  }
  return hookPointFor({ ...first, layer: first.layer === 0 ? Math.max(0, model.layers - 1) : 0 }, model);
}
