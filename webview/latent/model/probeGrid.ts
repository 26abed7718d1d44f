/** @file Where a class can be read, as rows and columns: layers by components, z between encoder and decoder. No DOM. */

import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Event } from "../../../src/protocol/request.ts";
import { type ChosenHookPoint, chosenOf, hookPointName } from "./hookPoints.ts";

export type Cell = Omit<Extract<Event<LatentViewContract, "where">, { kind: "cell" }>, "kind" | "done" | "total">;

export interface WhereGrid {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  at(row: number, column: number): Cell | undefined;
  placeOf(hookPoint: ChosenHookPoint): readonly [row: number, column: number] | undefined;
}

/** Queries and keys have no cells of their own. */
export function whereGrid(cells: readonly Cell[]): WhereGrid {
  const plain = cells
    .map((cell) => ({ cell, hookPoint: chosenOf(cell.hookPoint) }))
    .filter(({ hookPoint }) => !/query|key/i.test(hookPoint.component));
  const order = (name: string): number => (name.startsWith("encoder") ? 0 : name === "z" ? 1 : 2);
  const rows = [...new Set(plain.map(({ hookPoint }) => rowOf(hookPoint)))].sort(
    (a, b) => order(a) - order(b) || a.localeCompare(b, "en", { numeric: true }),
  );
  const residuals = plain.some(({ hookPoint }) => hookPoint.component !== "z" && columnOf(hookPoint) === 0);
  return {
    rows,
    columns: [residuals ? "residual" : "z", "attention", "FFN"],
    at: (row, column) =>
      plain.find(({ hookPoint }) => rowOf(hookPoint) === rows[row] && columnOf(hookPoint) === column)?.cell,
    placeOf({ component, layer }) {
      const own = plain.find(({ hookPoint }) => hookPoint.component === component && hookPoint.layer === layer);
      return own && [rows.indexOf(rowOf(own.hookPoint)), columnOf(own.hookPoint)];
    },
  };
}

/** The same as a table, in the order of the layers. */
export function whereRows(cells: readonly Cell[]): readonly (readonly string[])[] {
  const number = (value: number): string => value.toFixed(4);
  return [
    ["place", "linear probe", "five neighbors", "by chance", "training points", "held-out points"],
    ...cells.map(({ hookPoint, linear, neighbors, chance, training, heldOut }) => [
      hookPointName(chosenOf(hookPoint)),
      number(linear),
      number(neighbors),
      number(chance),
      String(training),
      String(heldOut),
    ]),
  ];
}

function columnOf({ component }: ChosenHookPoint): number {
  return component.endsWith("attention.output") ? 1 : component.endsWith("feedForward.output") ? 2 : 0;
}

function rowOf({ component, layer }: ChosenHookPoint): string {
  if (component === "z") return "z";
  const side = component.startsWith("encoder.") ? "encoder" : component.startsWith("decoder.") ? "decoder" : "layer";
  return `${side} ${layer + 1}`;
}
