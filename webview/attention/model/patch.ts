/** @file Activation patching as the view shows it: which token is measured, which spans are patched, and what was found, in words. No DOM. */

import type { PatchComponent, PatchResult } from "../../../src/protocol/activations.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import { cut } from "../paint/painter.ts";

export const patchChoices: readonly { readonly value: PatchComponent; readonly text: string }[] = [
  { value: "residual", text: "residual stream" },
  { value: "attention.output", text: "attention output" },
  { value: "feedForward.output", text: "feed-forward output" },
  { value: "head", text: "single heads" },
];

export interface PatchColumn {
  readonly name: string;
  readonly tokens: readonly [number, number];
}

export interface PatchRow {
  readonly name: string;
  readonly effects: Float32Array;
}

/** A patching under way or done. The shown run is the clean one. */
export interface Patching {
  readonly clean: AttentionRun;
  readonly corrupted: AttentionRun;
  readonly component: PatchComponent;
  /** The token that is measured. */
  readonly token: number;
  readonly columns: readonly PatchColumn[];
  readonly rows: readonly PatchRow[];
  /** How many rows there will be. */
  readonly count: number;
}

/** Columns that are computed at once at most: a person can take in no more, and each is a pass for each row. */
const mostColumns = 400;

export function patchColumns(run: AttentionRun, token: number, by: "places" | "tokens"): PatchColumn[] {
  const { tokens } = run.shape;
  if (by === "tokens") {
    const from = Math.max(0, token - mostColumns);
    return tokens
      .slice(from, token)
      .map(({ text }, i) => ({ name: `${from + i} ${visibleText(text)}`, tokens: [from + i, from + i + 1] }));
  }
  const places: PatchColumn[] = [
    ...run.lines.map((line) => ({ name: `line ${line.line}`, tokens: line.tokens })),
    ...(run.problem ? [{ name: "problem", tokens: run.problem }] : []),
    ...run.steps.map((step, i) => ({ name: `${i + 1} ${cut(step.text.trim(), 10)}`, tokens: step.tokens })),
  ];
  return places.filter(({ tokens: [from, to] }) => from < Math.min(to, token)).slice(-mostColumns);
}

/** The chosen token; else the first one of the step, or of the response, in which the runs differ. */
export function measuredToken(
  { shape, steps }: AttentionRun,
  { shape: { tokens: theirs } }: AttentionRun,
  { step, token }: { readonly step: number | null; readonly token: number | null },
): number | undefined {
  const { tokens, promptTokens } = shape;
  const differs = (at: number): boolean => at < theirs.length && tokens[at]?.id !== theirs[at]?.id;
  const first = (from: number, to: number): number | undefined =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i).find(differs);
  if (token !== null && differs(token)) return token;
  const own = step === null ? undefined : steps[step]?.tokens;
  return (own && first(own[0], own[1])) ?? first(promptTokens, tokens.length) ?? token ?? undefined;
}

/** What is measured, or what to do first. */
export function patchIntroduction(
  run: AttentionRun,
  compared: AttentionRun | undefined,
  token: number | undefined,
): string {
  if (compared === undefined)
    return "Choose a run to compare this one with: the same rule on a problem of the same length. It is the corrupted run, this one the clean run.";
  if (compared.model !== run.model)
    return `The corrupted run is by ${compared.model}: patching puts a model’s activations into the same model. Choose a run by ${run.model}.`;
  if (token === undefined)
    return "The runs have the same tokens throughout this response: choose another one to compare it with.";
  const text = ({ shape }: AttentionRun): string => `“${visibleText(shape.tokens[token]?.text ?? "")}”`;
  return `Measured at token ${token}: ${text(run)} in the clean run, ${text(compared)} in the corrupted run. Choose another token or step in the other tabs.`;
}

export function strongestPatch(rows: readonly PatchRow[]) {
  let most = { row: 0, column: 0, effect: Number.NEGATIVE_INFINITY };
  for (const [row, { effects }] of rows.entries())
    for (const [column, effect] of effects.entries()) if (effect > most.effect) most = { row, column, effect };
  return most;
}

/** `The residual stream of add(...) patched into add(...), measured at token 134. The most is restored at layer 1, line 25 (0.93).` */
export function patchSentence({ component, rows, columns, token, clean, corrupted }: Patching): string {
  const { row, column, effect } = strongestPatch(rows);
  const name = patchChoices.find(({ value }) => value === component)?.text ?? component;
  const top = rows[row]
    ? ` The most is restored at ${rows[row].name}, ${columns[column]?.name} (${effect.toFixed(2)}).`
    : "";
  return `The ${name} of ${clean.call} patched into ${corrupted.call}, measured at token ${token}.${top}`;
}

/** The log probabilities that the effects are made of. */
export function patchLogs({ clean, corrupted, cleanText, corruptedText }: PatchResult): string {
  const of = ({ cleanToken, corruptedToken }: PatchResult["clean"]): string =>
    `${nats(cleanToken)} and ${nats(corruptedToken)}`;
  return `ln p of “${visibleText(cleanText)}” and “${visibleText(corruptedText)}”: clean run ${of(clean)}, corrupted run ${of(corrupted)} nats.`;
}

/** What is nothing has no sign. */
function nats(value: number): string {
  return value.toFixed(3).replace(/^-(?=0\.000$)/, "");
}
