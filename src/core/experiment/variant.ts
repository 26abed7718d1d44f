/** @file A variant of an experiment's record from what its model folder holds: the recipe and the training record. */

import type { MethodName } from "../method/method.ts";
import type { PlannedVariant } from "../recipe/experimentRecipe.ts";
import type { Recipe } from "../recipe/recipe.ts";
import type { CaseMap } from "../record/caseMap.ts";
import type { Measured, RecordedSpace, Snapshot, Variant, VariantMap } from "../record/experiment.ts";
import type { TrainingRecord } from "../record/training.ts";
import { wilson } from "../statistics/interval.ts";
import { taskNamed } from "../task/registry.ts";
import { type Cell, cellKey, cellsOf, type SampleSpace } from "../task/space.ts";
import { distanceToRim, divide } from "../task/split.ts";
import { agreementOf } from "./agreement.ts";
import { coverageMeaning } from "./coverageMap.ts";

/** `snapshots`: the records of those that the training kept on the way, in the order of their steps. */
export function variantOf(
  { name, point, recipe }: PlannedVariant,
  record: TrainingRecord,
  snapshots: readonly TrainingRecord[] = [],
): Variant {
  const { parameters, steps, trainingSeconds: seconds, threads, versions, history } = record;
  const [distinctProblems, tokens] =
    record.kind === "decoder"
      ? [record.distinctProblems, record.tokens]
      : [record.trainingItems, history.at(-1)?.tokens ?? 0];
  return {
    name,
    point,
    recipe,
    training: {
      parameters,
      distinctProblems,
      steps,
      tokens,
      seconds,
      threads,
      versions,
      history: history.map(({ step, loss, tokenAccuracy }) => ({ step, loss, tokenAccuracy })),
    },
    ...measuresOf(record, recipe),
    ...(snapshots.length === 0 ? {} : { snapshots: snapshots.map((each) => snapshotOf(each, recipe)) }),
  };
}

function measuresOf(record: TrainingRecord, recipe: Recipe): Pick<Variant, "map" | "lengths" | "rules"> {
  if (record.kind === "vae" || recipe.kind === "vae") {
    if (record.kind !== "vae") return { lengths: [] };
    const { evaluation, separation } = record;
    return { lengths: [], rules: { evaluation, ...(separation && { separation }) } };
  }
  const { map, accuracy } = record;
  const space = taskNamed(recipe.task)?.space;
  return {
    ...(map === undefined || space === undefined ? {} : { map: mapOf(map, space, recipe.method) }),
    lengths: accuracy.map(({ length, total, correct, exactTraces, errors }) => ({
      length,
      ...measuredOf(total, correct),
      exactTraces,
      ...(errors === undefined ? {} : { errors }),
    })),
  };
}

/** An early model answers most cells wrong, so that its wrong answers would be most of the experiment's record. */
function snapshotOf(record: TrainingRecord, recipe: Recipe): Snapshot {
  const { map, ...measures } = measuresOf(record, recipe);
  return { step: record.steps, ...measures, ...(map && { map: { ...map, wrong: undefined } }) };
}

export function measuredOf(total: number, correct: number): Measured {
  const [low, high] = wilson(correct, total);
  return { total, correct, low, high };
}

/** A map with everything that follows from it. */
export function mapOf(map: CaseMap, space: SampleSpace, method: MethodName): VariantMap {
  const { split, correct, generations } = map;
  const cells = cellsOf(space);
  const held = new Set(divide(space, split).test.map(cellKey));
  const test = cells.flatMap((cell, index) => (held.has(cellKey(cell)) ? [index] : []));
  const training = cells.flatMap((cell, index) => (held.has(cellKey(cell)) ? [] : [index]));
  const count = (chosen: readonly number[]): Measured =>
    measuredOf(
      chosen.length * generations,
      chosen.reduce((sum, cell) => sum + (correct[cell] ?? 0), 0),
    );
  const distanceOf = (cell: Cell | undefined): number | undefined =>
    cell === undefined || split.kind !== "squares"
      ? undefined
      : split.squares.map((square) => distanceToRim(square, cell)).find((each) => each !== undefined);
  const byDistance = Map.groupBy(test, (index) => distanceOf(cells[index]));
  const rings = [...byDistance].flatMap(([distance, chosen]) =>
    distance === undefined ? [] : [{ distance, ...count(chosen) }],
  );
  const agreed = agreementOf(map, { training, test });
  return {
    ...map,
    space: recordedSpace(space),
    heldOut: test,
    training: count(training),
    test: count(test),
    rings: rings.sort((one, other) => one.distance - other.distance),
    ...(agreed === undefined
      ? {}
      : { oracle: { meaning: coverageMeaning(method), ...agreed, byDigits: [...agreed.byDigits] } }),
  };
}

/** The space without its problems: axes, and the ranges of columns in each row that have one. */
export function recordedSpace(space: SampleSpace): RecordedSpace {
  const axis = ({ name, from, to }: SampleSpace["rows"]) => ({ name, from, to });
  const cells: RecordedSpace["cells"] = [];
  for (const { row, column } of cellsOf(space)) {
    let last = cells.at(-1);
    if (last?.[0] !== row) {
      last = [row, []];
      cells.push(last);
    }
    const range = last[1].at(-1);
    if (range !== undefined && range[1] === column - 1) range[1] = column;
    else last[1].push([column, column]);
  }
  return { rows: axis(space.rows), columns: axis(space.columns), cells };
}

/** The cells of a recorded space, in the order in which maps count them. */
export function recordedCells({ cells }: RecordedSpace): Cell[] {
  return cells.flatMap(([row, ranges]) =>
    ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => ({ row, column: from + i }))),
  );
}
