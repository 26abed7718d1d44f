/** @file How a person looks at attention, which outlives a reload, and what follows from it for a run. No DOM. */

import * as v from "valibot";
import { type Head, type HeadSet, patchComponents } from "../../../src/protocol/activations.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { scoreNames } from "./headFilter.ts";

export const scales = ["root", "linear", "log"] as const;
export type Scale = (typeof scales)[number];

/** Every field falls back by itself, so that an older page's state never breaks a newer one. */
export const viewStateSchema = v.object({
  /** Of `tabs.ts`. */
  tab: v.fallback(v.string(), "steps"),
  /** Empty: all. */
  heads: v.fallback(v.array(v.object({ layer: v.number(), head: v.number() })), []),
  combine: v.fallback(v.picklist(["mean", "max"]), "mean"),
  scale: v.fallback(v.picklist(scales), "root"),
  /** Leaves out the weights of the first token. */
  hideFirst: v.fallback(v.boolean(), false),
  /** Lines of the rule are compared with each other, not with all keys. */
  withinRule: v.fallback(v.boolean(), false),
  /** Weights below it are not drawn. */
  threshold: v.fallback(v.number(), 0),
  /** Through all layers, or single heads. */
  through: v.fallback(v.picklist(["none", "rollout", "flow"]), "none"),
  /** What two runs are compared by. */
  compared: v.fallback(v.picklist(["steps", "tokens", "heads"]), "steps"),
  /** What is patched, and in how large pieces. */
  component: v.fallback(v.picklist(patchComponents), "residual"),
  patchBy: v.fallback(v.picklist(["places", "tokens"]), "places"),
  direction: v.fallback(v.picklist(["out", "in"]), "out"),
  /** Which heads a table of scores shows, and by what it and the ablations are sorted. */
  headFilter: v.fallback(v.string(), ""),
  headSort: v.fallback(v.object({ by: v.picklist(["head", ...scoreNames]), down: v.boolean() }), {
    by: "ruleLine",
    down: true,
  }),
  ablationSort: v.fallback(v.picklist(["loss", "weight"]), "loss"),
});
export type ViewState = v.InferOutput<typeof viewStateSchema>;

/** What a run's two parts are called. */
export function partNames({ latent }: AttentionRun): readonly [before: string, written: string] {
  return latent === null ? ["prompt", "response"] : ["premises", "conclusion"];
}

/** The query position of what a token is compared with: in a causal model it is written by the one before it. */
export function readerOf({ shape }: AttentionRun, token: number): number {
  return shape.causal ? Math.max(0, token - 1) : token;
}

/** Whether there is attention from one token to another at all. */
export function sees(
  { causal, slot }: AttentionRun["shape"],
  cell: { readonly query: number; readonly key: number },
): boolean {
  return !(slot && cell.query === 0) && (!causal || cell.key <= cell.query);
}

/** The chosen heads that the model has; all where none is chosen. */
export function headSetOf({ heads, combine, through, threshold }: ViewState, { shape }: AttentionRun): HeadSet {
  const there = heads.filter(({ layer, head }) => layer < shape.layers && head < shape.heads.length);
  return {
    heads: there.length > 0 ? there : allHeads(shape),
    combine,
    ...(through === "none" ? {} : { through: { kind: through, threshold } }),
  };
}

/** The same; while the run is being read and no head is chosen, those of the first layer, which are there first. */
export function headSetNow(state: ViewState, run: AttentionRun, isRead: boolean): HeadSet {
  const set = headSetOf(state, run);
  const waits = !isRead && set.through === undefined && set.heads.length > run.shape.heads.length;
  return waits ? { ...set, heads: set.heads.filter(({ layer }) => layer === 0) } : set;
}

export function allHeads({ layers, heads }: AttentionRun["shape"]): Head[] {
  return Array.from({ length: layers }, (_, layer) => heads.map((_, head) => ({ layer, head }))).flat();
}

export function sameHead(a: Head, b: Head): boolean {
  return a.layer === b.layer && a.head === b.head;
}

export function holdsHead(heads: readonly Head[], head: Head): boolean {
  return heads.some((it) => sameHead(it, head));
}

/** `layer 2, head 0`; `all 6 heads, mean` */
export function headWords({ heads, combine = "mean", through }: HeadSet, { shape }: AttentionRun): string {
  const [first] = heads;
  const way = through === undefined ? "" : `${through.kind} through all layers, `;
  if (heads.length === 1 && first) return `${way}layer ${first.layer}, head ${first.head}`;
  const all = heads.length === shape.layers * shape.heads.length;
  return `${way}${combine} of ${all ? "all " : ""}${heads.length} heads`;
}

/** The step that a token belongs to; undefined for the prompt. */
export function stepOfToken({ steps }: AttentionRun, token: number): number | undefined {
  const found = steps.findIndex(({ tokens: [from, to] }) => token >= from && token < to);
  return found < 0 ? undefined : found;
}
