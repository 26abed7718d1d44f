/**
 * @file Splits as people type them and read them: `square:50,50,10`, several joined by `+`; `rows:3,7@40-60`; `columns:…`;
 * `random:0.3`; `grid` for all cells; `length:1-5` for problems drawn by length.
 */

import { UserError } from "../base/errors.ts";
import { own } from "../base/own.ts";
import type { Split } from "../task/split.ts";
import type { DataSource } from "./dataSet.ts";

export const splitForms =
  "grid, square:ROW,COLUMN,HALF-WIDTH, rows:V,V@FROM-TO, columns:V,V@FROM-TO, random:SHARE, length:FROM-TO";

/** Throws a UserError that says which forms there are. `seed` draws the random split. */
export function readSource(text: string, seed: number): DataSource {
  const [, kind = "", rest = ""] = /^([a-z]+)(?::(.*))?$/.exec(text.trim()) ?? [];
  const read = kind === "grid" && rest === "" ? ({ kind: "space" } as const) : own(readers, kind)?.(rest, seed);
  if (read !== undefined) return read;
  throw new UserError("split-unreadable", `${JSON.stringify(text)} is no split.`, `Write one of ${splitForms}.`);
}

const readers: Readonly<Record<string, (rest: string, seed: number) => DataSource | undefined>> = {
  square: (rest) => {
    const squares = rest.split("+").map((each) => {
      const match = /^\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(\d+)\s*$/.exec(each);
      return match && { centre: [Number(match[1]), Number(match[2])] as const, halfWidth: Number(match[3]) };
    });
    const read = squares.filter((square) => square !== null);
    return read.length === squares.length ? space({ kind: "squares", squares: read }) : undefined;
  },
  rows: (rest) => lines("rows", rest),
  columns: (rest) => lines("columns", rest),
  random: (rest, seed) => {
    const testShare = Number(rest);
    return testShare > 0 && testShare < 1 ? space({ kind: "random", testShare, seed }) : undefined;
  },
  length: (rest) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(rest);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    return from >= 1 && to >= from && to <= 1000 ? { kind: "lengths", lengths: [from, to] } : undefined;
  },
};

function lines(kind: "rows" | "columns", rest: string): DataSource | undefined {
  const match = /^(-?\d+(?:,-?\d+)*)@(-?\d+)-(-?\d+)$/.exec(rest.replaceAll(" ", ""));
  if (!match) return undefined;
  const [from, to] = [Number(match[2]), Number(match[3])];
  return space({ kind, values: (match[1] ?? "").split(",").map(Number), within: [from, to] });
}

function space(split: Split): DataSource {
  return { kind: "space", split };
}

/** The same for reading: `the square at (50, 50) of half-width 10 left out`. */
export function sourceWords(source: DataSource): string {
  if (source.kind === "lengths") {
    const [from, to] = source.lengths;
    const words = from === to ? `of length ${from}` : `of lengths ${from} to ${to}`;
    return `problems ${words}, a fixed tenth of them held out for tests`;
  }
  const { split } = source;
  if (split === undefined) return "all cells of the sample space";
  switch (split.kind) {
    case "squares":
      return `${split.squares.map(({ centre, halfWidth }) => `the square at (${centre.join(", ")}) of half-width ${halfWidth}`).join(" and ")} left out`;
    case "rows":
    case "columns":
      return `${split.kind} ${split.values.join(", ")} left out from ${split.within[0]} to ${split.within[1]}`;
    case "random":
      return `a random share of ${split.testShare} left out (seed ${split.seed})`;
  }
}
