/** @file How far a measured case map agrees with what the step-coverage oracle predicts, cell by cell. */
import type { CaseMap } from "../record/caseMap.ts";
import type { Agreement } from "../record/experiment.ts";

export interface Cells {
  readonly training: readonly number[];
  readonly test: readonly number[];
}

export interface MapAgreement {
  readonly all: Agreement;
  readonly training: Agreement;
  readonly test: Agreement;
  readonly byDigits: readonly (Agreement & { readonly digits: number })[];
}

/** Undefined for a map without a prediction. A cell was measured right when more than half of its answers were. */
export function agreementOf(
  { correct, generations, uncovered, testDigits }: CaseMap,
  cells: Cells,
): MapAgreement | undefined {
  if (uncovered === undefined) return undefined;
  const lacking = new Set(uncovered);
  const right = (cell: number): boolean => 2 * (correct[cell] ?? 0) > generations;
  const count = (chosen: readonly number[]): Agreement => {
    const cellsWith = (measured: boolean, predicted: boolean): number =>
      chosen.filter((cell) => right(cell) === measured && !lacking.has(cell) === predicted).length;
    const [bothRight, bothWrong] = [cellsWith(true, true), cellsWith(false, false)];
    return {
      cells: chosen.length,
      agree: bothRight + bothWrong,
      bothRight,
      onlyMeasuredRight: cellsWith(true, false),
      onlyPredictedRight: cellsWith(false, true),
      bothWrong,
    };
  };
  const byDigits = Map.groupBy(cells.test.entries(), ([index]) => testDigits?.[index] ?? 0);
  return {
    all: count([...cells.training, ...cells.test]),
    training: count(cells.training),
    test: count(cells.test),
    byDigits: [...byDigits]
      .filter(([digits]) => digits > 0)
      .sort(([one], [other]) => one - other)
      .map(([digits, members]) => ({ digits, ...count(members.map(([, cell]) => cell)) })),
  };
}
