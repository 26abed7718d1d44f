/** @file Where a class can be read, as rows and columns: layers by components, z between encoder and decoder. No DOM. */

import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Event } from "../../../src/protocol/request.ts";
import { type Site, siteName, siteOf } from "./sites.ts";

export type Cell = Omit<Extract<Event<LatentViewContract, "where">, { kind: "cell" }>, "kind" | "done" | "total">;

export interface WhereGrid {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  at(row: number, column: number): Cell | undefined;
  placeOf(site: Site): readonly [row: number, column: number] | undefined;
}

/** Queries and keys have no cells of their own. */
export function whereGrid(cells: readonly Cell[]): WhereGrid {
  const plain = cells
    .map((cell) => ({ cell, site: siteOf(cell.site) }))
    .filter(({ site }) => !/query|key/i.test(site.component));
  const order = (name: string): number => (name.startsWith("encoder") ? 0 : name === "z" ? 1 : 2);
  const rows = [...new Set(plain.map(({ site }) => rowOf(site)))].sort(
    (a, b) => order(a) - order(b) || a.localeCompare(b, "en", { numeric: true }),
  );
  const residuals = plain.some(({ site }) => site.component !== "z" && columnOf(site) === 0);
  return {
    rows,
    columns: [residuals ? "residual" : "z", "attention", "FFN"],
    at: (row, column) => plain.find(({ site }) => rowOf(site) === rows[row] && columnOf(site) === column)?.cell,
    placeOf({ component, layer }) {
      const own = plain.find(({ site }) => site.component === component && site.layer === layer);
      return own && [rows.indexOf(rowOf(own.site)), columnOf(own.site)];
    },
  };
}

/** The same as a table, in the order of the layers. */
export function whereRows(cells: readonly Cell[]): readonly (readonly string[])[] {
  const number = (value: number): string => value.toFixed(4);
  return [
    ["place", "linear probe", "five neighbours", "by chance", "training points", "held-out points"],
    ...cells.map(({ site, linear, neighbours, chance, training, heldOut }) => [
      siteName(siteOf(site)),
      number(linear),
      number(neighbours),
      number(chance),
      String(training),
      String(heldOut),
    ]),
  ];
}

function columnOf({ component }: Site): number {
  return component.endsWith("attention.output") ? 1 : component.endsWith("feedForward.output") ? 2 : 0;
}

function rowOf({ component, layer }: Site): string {
  if (component === "z") return "z";
  const side = component.startsWith("encoder.") ? "encoder" : component.startsWith("decoder.") ? "decoder" : "layer";
  return `${side} ${layer + 1}`;
}
