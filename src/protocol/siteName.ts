/** @file The name of a site where points are taken, as files and commands write it: `z`, `layer.2.residual`, `encoder.0.feedForward.output`. */

import { hookPoints } from "./activations.ts";
import { type PointSite, vaeComponents, vaeSides } from "./projection.ts";

export function siteName(site: PointSite): string {
  switch (site.kind) {
    case "state":
      return `layer.${site.layer}.${site.component}${site.head === undefined ? "" : `.head.${site.head}`}`;
    case "vae":
      return `${site.side}.${site.layer}.${site.component}`;
    case "z":
      return site.sampled === undefined ? "z" : `z.sampled.${site.sampled}`;
    case "given":
      return "given";
  }
}

/** The site of a name; undefined where it names none. */
export function siteNamed(name: string): PointSite | undefined {
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
  const component = [...hookPoints, "attention.queryKey" as const].find((each) => each === of);
  if (place === undefined || component === undefined) return undefined;
  return { kind: "state", layer: Number(layer), component, ...(head === undefined ? {} : { head: Number(head) }) };
}
