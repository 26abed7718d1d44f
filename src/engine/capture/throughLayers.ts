/** @file Rollout and flow of a captured run: each layer's chosen heads as one matrix, handed to the formulas in `core/attention`. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { AttentionFlow } from "../../core/attention/flow.ts";
import { rollRows, throughResidual } from "../../core/attention/rollout.ts";
import type { TokenMatrix } from "../../core/attention/triangle.ts";
import { UserError } from "../../core/base/errors.ts";
import { countText } from "../../core/format/figures.ts";
import type { HeadSet } from "../../protocol/activations.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { type AttentionSource, newMatrix } from "./attentionSource.ts";
import { keyOfSet } from "./combinedMatrices.ts";
import { headRows, headsByLayer, type RowVisitor } from "./headRows.ts";

/** Tokens of the longest run whose layers are multiplied: its work grows with the cube. */
const longestRollout = 4096;
/** Edges by sinks of all rows together: some twenty seconds. */
const mostFlowWork = 3e8;
/** Edges of one network, which are all in memory. */
const mostFlowEdges = 4e6;
/** Rows that a run keeps. */
const mostFlowRows = 2048;
/** Multiplications between two turns of the event loop. */
const turnWork = 2e7;

export async function rolledOut(run: AttentionSource, set: HeadSet, signal: CancelSignal): Promise<TokenMatrix> {
  if (run.length > longestRollout) {
    throw new UserError(
      "rollout-too-long",
      `Rollout multiplies whole matrices, which takes too long for ${countText(run.length)} tokens (at most ${countText(longestRollout)}).`,
      "Choose a shorter run, or single heads.",
    );
  }
  let rolled: TokenMatrix | undefined;
  for await (const mixed of mixedLayers(run, set, signal)) {
    if (rolled === undefined) {
      rolled = mixed;
      continue;
    }
    const next = newMatrix(run);
    for (let from = 0; from < run.length; ) {
      const to = Math.min(run.length, from + Math.max(1, Math.floor(turnWork / (from + 1) ** 2)));
      rollRows(mixed, rolled, [from, to], next);
      from = to;
      await nextTurn();
      throwIfCancelled(signal);
    }
    rolled = next;
  }
  return rolled ?? newMatrix(run);
}

export async function flowRows(
  run: AttentionSource,
  set: HeadSet,
  [from, to]: readonly [number, number],
  signal: CancelSignal,
  visit: RowVisitor,
): Promise<void> {
  const keyOf = (query: number): string => `${keyOfSet(set)} ${query}`;
  const pause = async (): Promise<void> => {
    await nextTurn();
    throwIfCancelled(signal);
  };
  const missing = Array.from({ length: to - from }, (_, i) => from + i).filter((query) => !run.flows.has(keyOf(query)));
  const layers = missing.length > 0 ? await flowLayers(run, set, missing, signal) : [];
  for (let query = from; query < to; query++) {
    let row = run.flows.get(keyOf(query));
    if (row === undefined) {
      await pause();
      row = await new AttentionFlow(layers, query).row(pause);
      if (run.flows.size >= mostFlowRows) run.flows.clear();
      run.flows.set(keyOf(query), row);
    }
    visit(query, row);
  }
}

/** Ã of each layer. Throws a UserError where the flow of these queries would take too long: better at once than after minutes. */
async function flowLayers(
  run: AttentionSource,
  set: HeadSet,
  queries: readonly number[],
  signal: CancelSignal,
): Promise<TokenMatrix[]> {
  if (run.length > longestRollout) throw flowTooLarge(run, queries.length);
  const layers: TokenMatrix[] = [];
  for await (const mixed of mixedLayers(run, set, signal)) layers.push(mixed);
  const last = queries.at(-1) ?? 0;
  const edges = layers.reduce((sum, layer) => {
    let count = 0;
    for (let token = 0; token <= (run.isCausal ? last : run.length - 1); token++)
      for (const share of layer.row(token)) if (share > 0) count++;
    return sum + count;
  }, 0);
  // The last row has the most work, all together have about half of as much each.
  const each = queries.length > 1 ? 0.5 : 1;
  if (edges > mostFlowEdges || new AttentionFlow(layers, last).work * queries.length * each > mostFlowWork)
    throw flowTooLarge(run, queries.length);
  return layers;
}

/** Ã of each layer, from the first on; a layer without chosen heads passes everything on as it is. */
async function* mixedLayers(
  run: AttentionSource,
  { heads, combine = "mean", through }: HeadSet,
  signal: CancelSignal,
): AsyncGenerator<TokenMatrix> {
  const chosen = headsByLayer(run, heads);
  const threshold = through?.threshold ?? 0;
  for (let layer = 0; layer < run.layers; layer++) {
    const mixed = newMatrix(run);
    const own = chosen.get(layer);
    if (own === undefined) for (let token = 0; token < run.length; token++) mixed.row(token)[token] = 1;
    else {
      const set = { heads: own.map((head) => ({ layer, head })), combine };
      await headRows(run, set, [0, run.length], signal, (query, row) => {
        const target = mixed.row(query);
        target.set(row.subarray(0, target.length));
        throughResidual(target, threshold, query);
      });
    }
    yield mixed;
  }
}

function flowTooLarge(run: AttentionSource, rows: number): UserError {
  return new UserError(
    "flow-too-large",
    `The flow of ${countText(rows)} tokens through ${run.layers} layers of ${countText(run.length)} tokens takes too long.`,
    "Look at one token or step (Lines, Text), raise the threshold, or look at the rollout instead.",
  );
}
