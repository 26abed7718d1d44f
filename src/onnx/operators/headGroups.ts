/** @file Neighboring heads that see the same way are computed together, each group in the way that suits it. */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { HeadAttention, HeadInputs } from "./attention.ts";
import { attendCausal, type CausalPlan, planCausal } from "./causalAttention.ts";
import { attendWindow, type Blocks, planWindow, type WindowPlan } from "./windowedAttention.ts";

/** How far a head sees; null = all earlier tokens. */
interface Window {
  readonly window: number | null;
}

/** A run of neighboring heads of one kind. */
export interface HeadRun<Head> {
  readonly count: number;
  readonly head: Head;
}

export function runsOfHeads<Head>(heads: readonly Head[]): readonly HeadRun<Head>[] {
  const runs: { count: number; head: Head }[] = [];
  for (const head of heads) {
    const last = runs.at(-1);
    if (JSON.stringify(last?.head) === JSON.stringify(head)) runs.push({ count: (runs.pop()?.count ?? 0) + 1, head });
    else runs.push({ count: 1, head });
  }
  return runs;
}

/** The longest window of any head; undefined when no head has one. */
export function longestWindow(heads: readonly Window[]): number | undefined {
  const windows = heads.flatMap(({ window }) => (window === null ? [] : [window]));
  return windows.length === 0 ? undefined : Math.max(...windows);
}

/** How heads of one window attend over whole sequences; shared by all layers and groups. */
export type HeadPlan =
  | { readonly kind: "all"; readonly plan: CausalPlan }
  | { readonly kind: "window"; readonly plan: WindowPlan };

/**
 * Plans by window, null = all earlier tokens. `sequence` is the padded length, an int64 scalar; `blocks` its cut; `sight`, an int64
 * scalar, shortens the windows that are longer.
 */
export function planHeads(
  g: GraphBuilder,
  heads: readonly Window[],
  sequence: TensorName,
  blocks: Blocks | undefined,
  sight?: TensorName,
): ReadonlyMap<number | null, HeadPlan> {
  const plan = (window: number | null): HeadPlan => {
    if (window === null) return { kind: "all", plan: planCausal(g, sequence) };
    if (blocks === undefined) throw new Error("Heads with a window need blocks.");
    return { kind: "window", plan: planWindow(g, blocks, window, sight) };
  };
  return new Map([...new Set(heads.map(({ window }) => window))].map((window) => [window, plan(window)]));
}

export function attendPlanned(g: GraphBuilder, plan: HeadPlan, inputs: HeadInputs): HeadAttention {
  return plan.kind === "all" ? attendCausal(g, plan.plan, inputs) : attendWindow(g, plan.plan, inputs);
}
