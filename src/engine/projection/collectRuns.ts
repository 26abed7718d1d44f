/**
 * @file Points at tokens of a decoder's runs. One pass over a run gives all its layers, and of each layer only the asked tokens are kept, so
 * that another layer needs no second pass.
 */

import { resolve } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import type { RunInput } from "../../protocol/activations.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { CaptureStore, PassedRun } from "../capture/captureStore.ts";
import { noSuchHookPoint, perHead, type StateHookPoint } from "./hookPoints.ts";
import { sharedFloats } from "./pointStore.ts";

export type PointRun = RunInput & { readonly positions: readonly number[] };

export interface CollectedStates {
  readonly hookPoint: StateHookPoint;
  readonly width: number;
  /** [point, width] */
  readonly values: Float32Array;
}

export interface CollectRunsOptions {
  readonly runs: readonly PointRun[];
  readonly hookPoints: readonly StateHookPoint[];
  readonly captures: CaptureStore;
  readonly signal: CancelSignal;
  readonly onRun: (done: number) => void;
}

/** Throws a UserError when a hook point or a position is not there, or the runs are of different models. */
export async function collectRuns({
  runs,
  hookPoints,
  captures,
  signal,
  onRun,
}: CollectRunsOptions): Promise<CollectedStates[]> {
  refuseOtherModels(runs);
  const points = runs.reduce((sum, { positions }) => sum + positions.length, 0);
  let targets: Target[] | undefined;
  let offset = 0;
  for (const [index, { positions, ...input }] of runs.entries()) {
    throwIfCancelled(signal);
    const halves = new Map<number, { residual: Float32Array; attended: Float32Array }>();
    let passed: PassedRun | undefined;
    await captures.pass(input, signal, (run) => {
      passed = run;
      refusePositions(positions, run.length, index);
      const { width } = run.model;
      targets ??= hookPoints.map((hookPoint) => targetOf(hookPoint, run, points));
      const wanted = targets;
      const gather = (values: Float32Array, from: Rows): Float32Array => rowsAt(values, positions, from);
      const token: Rows = { stride: width, width };
      return {
        onResidual(layer, residual) {
          put(wanted, layer - 1, "residual", gather(residual, token), offset);
          if (halvesWanted(wanted, layer)) halves.set(layer, { residual: gather(residual, token), attended: nothing });
        },
        onProjections(layer, { query, key }) {
          for (const target of wanted) {
            const { hookPoint } = target;
            if (hookPoint.layer !== layer) continue;
            if (hookPoint.component === "attention.query" || hookPoint.component === "attention.queryKey")
              putHeads(target, query, positions, run, offset);
            if (hookPoint.component === "attention.key") putHeads(target, key, positions, run, offset);
            if (hookPoint.component === "attention.queryKey") putHeads(target, key, positions, run, points + offset);
          }
        },
        onAttended(layer, attended) {
          const half = halves.get(layer);
          if (half !== undefined) half.attended = headRows(attended, positions, run);
        },
      };
    });
    for (const [layer, { residual, attended }] of halves) {
      if (passed === undefined || positions.length === 0) continue;
      throwIfCancelled(signal);
      const found = await passed.model.details(layer, residual, attended);
      put(targets ?? [], layer, "attention.output", found.attention, offset);
      put(targets ?? [], layer, "feedForward.output", found.feedForward, offset);
    }
    offset += positions.length;
    onRun(index + 1);
  }
  return targets ?? [];
}

type Target = CollectedStates;
const nothing = new Float32Array(0);

function targetOf(hookPoint: StateHookPoint, { open, model }: PassedRun, points: number): Target {
  const { layers, heads, headWidth, width } = model;
  if (hookPoint.layer >= layers || (hookPoint.head ?? 0) >= heads) throw noSuchHookPoint(hookPoint, open.manifest.name);
  const own = !perHead(hookPoint) ? width : hookPoint.head === undefined ? heads * headWidth : headWidth;
  const rows = hookPoint.component === "attention.queryKey" ? 2 * points : points;
  return { hookPoint, width: own, values: sharedFloats(rows * own) };
}

interface Rows {
  readonly stride: number;
  readonly width: number;
}

function rowsAt(values: Float32Array, positions: readonly number[], { stride, width }: Rows): Float32Array {
  const rows = new Float32Array(positions.length * width);
  for (const [i, at] of positions.entries()) rows.set(values.subarray(at * stride, at * stride + width), i * width);
  return rows;
}

/** Tokens of [head, token, headWidth]. */
function headRows(values: Float32Array, positions: readonly number[], { model, length }: PassedRun): Float32Array {
  const each = model.headWidth;
  const rows = new Float32Array(model.heads * positions.length * each);
  for (let head = 0; head < model.heads; head++) {
    const own = values.subarray(head * length * each, (head + 1) * length * each);
    rows.set(rowsAt(own, positions, { stride: each, width: each }), head * positions.length * each);
  }
  return rows;
}

/** Heads side by side, or one of them, from [head, token, headWidth]. */
function putHeads(target: Target, values: Float32Array, positions: readonly number[], run: PassedRun, offset: number) {
  const each = run.model.headWidth;
  const { head } = target.hookPoint;
  const heads = head === undefined ? Array.from({ length: run.model.heads }, (_, own) => own) : [head];
  for (const [i, position] of positions.entries())
    for (const [column, own] of heads.entries()) {
      const start = (own * run.length + position) * each;
      target.values.set(values.subarray(start, start + each), (offset + i) * target.width + column * each);
    }
}

function put(
  targets: readonly Target[],
  layer: number,
  component: StateHookPoint["component"],
  rows: Float32Array,
  offset: number,
) {
  for (const { hookPoint, values, width } of targets)
    if (hookPoint.layer === layer && hookPoint.component === component) values.set(rows, offset * width);
}

function halvesWanted(targets: readonly Target[], layer: number): boolean {
  return targets.some(
    ({ hookPoint }) =>
      hookPoint.layer === layer &&
      (hookPoint.component === "attention.output" || hookPoint.component === "feedForward.output"),
  );
}

function refusePositions(positions: readonly number[], length: number, run: number): void {
  const wrong = positions.find((position) => position >= length);
  if (wrong === undefined) return;
  throw new UserError(
    "no-such-token",
    `Run ${run + 1} has no token ${wrong}: it has ${length}.`,
    "Choose other steps or tokens, or run the problem again.",
  );
}

function refuseOtherModels(runs: readonly PointRun[]): void {
  const folders = [...new Set(runs.map(({ modelDir }) => resolve(modelDir)))];
  if (folders.length < 2) return;
  throw new UserError(
    "points-differ",
    `The runs are of different models (${folders.slice(0, 2).join(", ")}), whose states are no points of one space.`,
    "Choose runs of one model; two models are compared on two maps.",
  );
}
