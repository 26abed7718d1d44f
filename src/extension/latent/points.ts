/** @file What a latent view shows, as the extension knows it: points, where they come from and where each leads. Knows no `vscode`. */
import type { Column, ShownPoints } from "../../protocol/latentView.ts";
import type { PointSource } from "../../protocol/projection.ts";
import { owned } from "../../protocol/wire.ts";

/** A line of a document, or a step of a run. */
export type PointOrigin =
  | { readonly kind: "line"; readonly uri: string; readonly line: number }
  /** An item that stands in no document yet, as a line of one. */
  | { readonly kind: "item"; readonly task: string; readonly text: string }
  | { readonly kind: "step"; readonly run: string; readonly step: number };

export interface LatentPoints {
  readonly shown: ShownPoints;
  /** What the engine is to collect, by one of the shown models. */
  source(modelDir: string): PointSource;
  origin(point: number): PointOrigin | undefined;
  /** The point that leads there; of several, the last one. */
  find(origin: PointOrigin): number | undefined;
  /** What the points come from, to tell when it has changed: the document's lines that are among them, or which runs there are. */
  readonly written: string;
  /** The item of a point; undefined where points are no items. */
  item(point: number): PointItem | undefined;
}

export interface PointItem {
  readonly task: string;
  readonly premises: readonly string[];
  readonly rule: string;
  readonly conclusion: string;
}

/** Points by where they lead, looked up as often as the cursor moves; made when somebody first asks. */
export function finder(count: number, origin: LatentPoints["origin"]): LatentPoints["find"] {
  let points: Map<string, number> | undefined;
  return (wanted) => {
    points ??= new Map(Array.from({ length: count }, (_, point) => [JSON.stringify(origin(point)), point]));
    return points.get(JSON.stringify(wanted));
  };
}

/** Values in the order of `order` where that is given, else as they come first. */
export function category(name: string, of: readonly (string | undefined)[], order: readonly string[] = []): Column {
  const known = new Set(of);
  const values = [...new Set([...order.filter((each) => known.has(each)), ...of])].filter((each) => each !== undefined);
  const index = new Map(values.map((value, i) => [value, i]));
  const found = Int32Array.from(of, (value) => (value === undefined ? -1 : (index.get(value) ?? -1)));
  return { kind: "category", name, values, of: owned(found) };
}

/** Many different texts: the most frequent ones have values of their own, the rest is one value. */
export function frequent(name: string, of: readonly (string | undefined)[], most: number): Column {
  const counts = new Map<string, number>();
  for (const each of of) if (each !== undefined) counts.set(each, (counts.get(each) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most);
  const names = new Set(kept.map(([value]) => value));
  const rest = "other";
  const order = [...kept.map(([value]) => value), rest];
  return category(
    name,
    of.map((value) => (value === undefined ? undefined : names.has(value) ? value : rest)),
    order,
  );
}

export function quantity(name: string, of: readonly (number | undefined)[]): Column {
  return { kind: "number", name, of: owned(Float32Array.from(of, (value) => value ?? Number.NaN)) };
}

/** Each text once, and for each point which one it has. */
export function grouped(of: readonly string[]): Pick<ShownPoints, "groups" | "groupNames"> {
  const groupNames = [...new Set(of)];
  const index = new Map(groupNames.map((name, i) => [name, i]));
  return { groups: owned(Int32Array.from(of, (name) => index.get(name) ?? 0)), groupNames };
}
