/**
 * @file The rows of some heads of a run, combined into one and given one after another: what every sum and every picture is made of. Through
 * all layers they are rollout or flow (`core/attention`).
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { TokenMatrix } from "../../core/attention/triangle.ts";
import type { HeadSet } from "../../protocol/activations.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { type AttentionSource, newMatrix } from "./attentionSource.ts";
import { CombinedMatrices, keyOfSet } from "./combinedMatrices.ts";
import { headRows, type RowVisitor } from "./headRows.ts";
import { flowRows, rolledOut } from "./throughLayers.ts";

/** Calls `visit` with each query of [from, to) in order. */
export async function combinedRows(
  run: AttentionSource,
  set: HeadSet,
  [from, to]: readonly [number, number],
  signal: CancelSignal,
  visit: RowVisitor,
): Promise<void> {
  const end = Math.min(to, run.length);
  if (set.through?.kind === "flow") return flowRows(run, set, [from, end], signal, visit);
  const key = keyOfSet(set);
  const known = run.combined.get(key);
  const matrix = known ?? (set.through ? await rolledOut(run, set, signal) : undefined);
  if (matrix !== undefined) {
    if (known === undefined) run.combined.keep(key, matrix);
    return given(matrix, [from, end], signal, visit);
  }
  if (from > 0 || end < run.length || !CombinedMatrices.fits(run.length))
    return headRows(run, set, [from, end], signal, visit);
  const whole = newMatrix(run);
  await headRows(run, set, [from, end], signal, (query, row) => {
    const kept = whole.row(query);
    kept.set(row.subarray(0, kept.length));
    visit(query, row);
  });
  run.combined.keep(key, whole);
}

/** How many cells are given between two turns of the event loop. */
const turnCells = 2 ** 21;

async function given(
  matrix: TokenMatrix,
  [from, to]: readonly [number, number],
  signal: CancelSignal,
  visit: RowVisitor,
): Promise<void> {
  let cells = turnCells;
  for (let query = from; query < to; query++) {
    cells += query;
    if (cells > turnCells) {
      cells = 0;
      await nextTurn();
      throwIfCancelled(signal);
    }
    visit(query, matrix.row(query));
  }
}
