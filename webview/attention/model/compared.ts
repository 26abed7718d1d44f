/** @file What a comparison of two runs shows: numbers of this run, of the other, and their difference, by names that both have. No DOM. */

import { probabilityOf } from "../../../src/core/attention/quantize.ts";
import { countText } from "../../../src/core/format/figures.ts";
import type { ScoredHeads } from "../../../src/protocol/activations.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import { alignSteps } from "./alignSteps.ts";
import type { StepWeights } from "./stepWeights.ts";

/** Numbers by row and column; undefined where a run has no such row or column. */
export interface Compared {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  own(row: number, column: number): number | undefined;
  other(row: number, column: number): number | undefined;
  /** What is compared, in a sentence. */
  readonly words: string;
  readonly isFramed?: (side: "own" | "other", row: number, column: number) => boolean;
}

export function differenceAt(compared: Compared, row: number, column: number): number | undefined {
  const [own, other] = [compared.own(row, column), compared.other(row, column)];
  return own === undefined || other === undefined ? undefined : own - other;
}

interface Side {
  readonly run: AttentionRun;
  readonly weights: StepWeights;
}

export function comparedSteps(own: Side, other: Side): Compared {
  const lines = [...new Set([own, other].flatMap(({ run }) => run.lines.map(({ text }) => text)))];
  const number = (text: string): string => String(own.run.lines.find((line) => line.text === text)?.line ?? "–");
  const columns = alignSteps(own.run, other.run);
  const both = columns.filter((it) => it.own !== undefined && it.other !== undefined).length;
  const value = ({ run, weights }: Side, step: number | undefined, row: number): number | undefined => {
    if (step === undefined || step < weights.spans.steps[0] || step >= weights.spans.steps[1]) return undefined;
    if (row === 0) return weights.problem(step);
    if (row === lines.length + 1) return weights.own(step);
    if (row === lines.length + 2) return weights.rest(step);
    const line = run.lines.findIndex(({ text }) => text === lines[row - 1]);
    return line < 0 ? undefined : weights.line(step, line);
  };
  const name = ({ own: mine, other: theirs }: (typeof columns)[number]): string => {
    const step = mine === undefined ? other.run.steps[theirs ?? 0] : own.run.steps[mine];
    return `${(mine ?? theirs ?? 0) + 1} ${step?.text.trim() ?? ""}`;
  };
  return {
    rows: ["problem", ...lines.map((text) => `${number(text)}  ${text}`), "its own steps", "elsewhere in the prompt"],
    columns: columns.map(name),
    own: (row, column) => value(own, columns[column]?.own, row),
    other: (row, column) => value(other, columns[column]?.other, row),
    words: `Attention weights at the tokens that wrote each step; steps are compared with the same visit of the same line: ${both} of ${own.run.steps.length} and ${other.run.steps.length} steps.`,
    isFramed: (side, row, column) => {
      const [run, step] = side === "own" ? [own.run, columns[column]?.own] : [other.run, columns[column]?.other];
      const line = step === undefined ? null : run.steps[step]?.line;
      return row > 0 && line != null && run.lines.find(({ text }) => text === lines[row - 1])?.line === line;
    },
  };
}

export interface Pixels {
  readonly rows: number;
  readonly columns: number;
  readonly bytes: Uint8Array;
}

/** Matrices of both runs over their first `count` tokens, pooled alike. */
export function comparedTokens(
  { own, other, count }: { readonly own: AttentionRun; readonly other: AttentionRun; readonly count: number },
  mine: Pixels,
  theirs: Pixels,
): Compared {
  const at = ({ bytes, columns }: Pixels, row: number, column: number): number =>
    probabilityOf(bytes[row * columns + column] ?? 0);
  const name = (cell: number, cells: number): string => {
    const token = Math.ceil((cell * count) / cells);
    return `${token} ${visibleText(own.shape.tokens[token]?.text ?? "")}`;
  };
  const lengths = `${countText(own.shape.tokens.length)} and ${countText(other.shape.tokens.length)}`;
  return {
    rows: Array.from({ length: mine.rows }, (_, row) => name(row, mine.rows)),
    columns: Array.from({ length: mine.columns }, (_, column) => name(column, mine.columns)),
    own: (row, column) => at(mine, row, column),
    other: (row, column) => at(theirs, row, column),
    words: `Attention by token index, the first ${countText(count)} tokens of ${lengths}${mine.rows < count ? "; a cell is the largest of its tokens" : ""}. Rows are query positions, columns key positions.`,
  };
}

type Score = keyof ScoredHeads[number]["scores"];

/** Scores of the heads that both models have. */
export function comparedHeads(own: ScoredHeads, other: ScoredHeads, scores: readonly Score[]): Compared {
  const find = (heads: ScoredHeads, { layer, head }: { readonly layer: number; readonly head: number }) =>
    heads.find((it) => it.layer === layer && it.head === head);
  const shared = own.filter((it) => find(other, it) !== undefined);
  const value = (heads: ScoredHeads, row: number, column: number): number | undefined => {
    const [place, score] = [shared[row], scores[column]];
    if (place === undefined || score === undefined) return undefined;
    return find(heads, place)?.scores[score] ?? undefined;
  };
  return {
    rows: shared.map(({ layer, head }) => `L${layer} H${head}`),
    columns: scores,
    own: (row, column) => value(own, row, column),
    other: (row, column) => value(other, row, column),
    words: `Scores of heads over each run, by layer and head: ${shared.length} of ${own.length} and ${other.length} heads.`,
  };
}
