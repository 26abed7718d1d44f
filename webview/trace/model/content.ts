/** @file What the three lists hold: the rows that the filter, the search and the folds leave of a run. No DOM. */

import type { ViewStep } from "../../../src/protocol/runView.ts";
import { type PromptLine, promptLines } from "./promptLines.ts";
import { type Row, rowOfStep, rowsOf, stepsOfTokens } from "./rows.ts";
import type { Shown, ViewState } from "./state.ts";
import { type TokenItem, tokenItems } from "./tokenItems.ts";

export interface Content {
  readonly rows: readonly Row[];
  readonly tokens: readonly TokenItem[];
  readonly prompt: readonly PromptLine[];
  /** The step of each token of the response, or -1. */
  readonly stepOf: Int32Array;
}

/** `prompt` is given where only the response has grown. */
export function contentOf({ run, tokens, steps }: Shown, state: ViewState, prompt?: readonly PromptLine[]): Content {
  const { onlyWrong, search, folded } = state;
  const stepOf = stepsOfTokens(steps, tokens.length);
  const isWrong = (index: number): boolean => (steps[stepOf[index] ?? -1]?.verdict ?? "correct") !== "correct";
  return {
    rows: rowsOf({ tokens, steps, rule: run.rule }, { onlyWrong, search, folded: new Set(folded) }),
    tokens: tokenItems(run.promptTokens, tokens, { ...state, isWrong }),
    prompt: prompt ?? promptLines(run, search),
    stepOf,
  };
}

/** How many rows the filter and the search left. */
export function countFound({ rows, tokens, prompt }: Content, tab: ViewState["tab"]): number {
  if (tab === "prompt") return prompt.length;
  return tab === "tokens"
    ? tokens.filter(({ kind }) => kind !== "head").length
    : rows.filter(({ kind }) => kind === "step").length;
}

/** The shown step `by` rows away; from the beginning (or the end, going back) where none is current. */
export function neighborOf({ rows }: Content, step: number | null, by: number): number | null {
  const steps = rows.flatMap((row) => (row.kind === "step" ? [row.step] : []));
  if (step === null) return (by > 0 ? steps[0] : steps.at(-1)) ?? null;
  const after = steps.findIndex((it) => it >= step);
  const at = after < 0 ? steps.length : after;
  const target = by < 0 || steps[at] === step ? at + by : at + by - 1;
  return steps[Math.max(0, Math.min(steps.length - 1, target))] ?? null;
}

/** Where a step stands in the list of steps and in that of tokens. */
export function placesOf(
  { rows, tokens }: Content,
  step: ViewStep,
  index: number,
): readonly [row: number, token: number] {
  const first = step.tokens[0];
  return [rowOfStep(rows, index), tokens.findIndex((it) => it.kind === "token" && it.index >= first)];
}
