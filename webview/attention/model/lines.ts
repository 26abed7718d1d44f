/** @file What the lines between tokens show: the written tokens, the keys with the most weight, and the weights between them. No DOM. */

import { writersOf } from "../../../src/core/attention/writers.ts";
import { percentText } from "../../../src/core/format/figures.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";

/** Without a step: the last tokens. */
const fewTokens = 24;
const mostKeys = 60;
export const leastWeight = 0.01;

export interface Lines {
  /** Tokens that were written, and the keys. */
  readonly written: readonly number[];
  readonly read: readonly number[];
  /** How many keys there are at all. */
  readonly readCount: number;
  /** [written, read] */
  readonly weights: readonly (readonly number[])[];
}

export interface LineChoice {
  readonly side: "written" | "read";
  readonly token: number;
}

/** The written tokens, and the query positions to ask about; undefined where nothing was written. */
export function lineRange(run: AttentionRun, step: number | null) {
  const { tokens, causal, slot } = run.shape;
  const least = causal ? (slot ? 2 : 1) : 0;
  const own = step === null ? undefined : run.steps[step]?.tokens;
  const from = own && own[0] < own[1] ? own[0] : run.latent === null ? tokens.length - fewTokens : 0;
  const to = own && own[0] < own[1] ? own[1] : tokens.length;
  const written: [number, number] = [Math.max(least, from), to];
  if (to <= written[0] || tokens.length <= 1) return undefined;
  const [first, end] = causal ? writersOf(written) : written;
  return { written, queries: [first, end] satisfies [number, number] };
}

/** The keys with the most weight of any written token, in the text's order. `values`: [written, token]. */
export function linesOf(
  [from, to]: readonly [number, number],
  values: Float32Array,
  {
    length,
    threshold,
    hideFirst,
  }: { readonly length: number; readonly threshold: number; readonly hideFirst: boolean },
): Lines {
  const written = Array.from({ length: to - from }, (_, i) => from + i);
  const least = Math.max(leastWeight, threshold);
  const strongest = Array.from({ length }, (_, key) =>
    hideFirst && key === 0 ? 0 : Math.max(0, ...written.map((_token, row) => values[row * length + key] ?? 0)),
  );
  const all = strongest.flatMap((weight, key) => (weight >= least ? [key] : []));
  const read = [...all]
    .sort((a, b) => (strongest[b] ?? 0) - (strongest[a] ?? 0))
    .slice(0, mostKeys)
    .sort((a, b) => a - b);
  const weights = written.map((_, row) => read.map((key) => values[row * length + key] ?? 0));
  return { written, read, readCount: all.length, weights };
}

/** What a token's lines say. */
export function lineSentence(
  run: AttentionRun,
  { written, read, weights }: Lines,
  { side, token }: LineChoice,
): string {
  const name = (at: number): string => `“${visibleText(run.shape.tokens[at]?.text ?? "")}” (${at})`;
  const list = (tokens: readonly number[], of: (i: number) => number | undefined): string =>
    tokens
      .map((at, i) => ({ at, value: of(i) ?? 0 }))
      .sort((a, b) => b.value - a.value)
      .slice(0, 4)
      .map(({ at, value }) => `${percentText(value)} ${name(at)}`)
      .join(", ");
  if (side === "written") {
    const row = weights[written.indexOf(token)];
    const who = run.shape.causal ? `To write ${name(token)} the model` : `At ${name(token)} the encoder`;
    return `${who} read ${list(read, (i) => row?.[i])}.`;
  }
  const at = read.indexOf(token);
  return `${name(token)} was read to write ${list(written, (i) => weights[i]?.[at])}.`;
}

/** Where a token stands: `line 9`, `problem`, `step 3`. */
export function placeName(run: AttentionRun, token: number): string {
  const holds = ([from, to]: readonly [number, number]): boolean => token >= from && token < to;
  if (run.latent !== null) {
    if (run.shape.slot && token === 0) return "z";
    return token < run.shape.promptTokens ? "premises" : "conclusion";
  }
  const line = run.lines.find(({ tokens }) => holds(tokens));
  if (line) return `line ${line.line}`;
  if (run.problem && holds(run.problem)) return "problem";
  const step = run.steps.findIndex(({ tokens }) => holds(tokens));
  return step < 0 ? "" : `step ${step + 1}`;
}
