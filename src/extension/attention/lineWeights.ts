/**
 * @file Attention weights of a step, line by line, for the editor: in words, and how deep each line is painted. Knows no `vscode`.
 */

import { writersOf } from "../../core/attention/writers.ts";
import { percentText } from "../../core/format/figures.ts";
import type { AttentionRun } from "../../protocol/attentionView.ts";

/** Where weights go: the rule's lines, then the problem, then the response so far. What is left is the rest of the prompt. */
export interface LineWeights {
  readonly lines: readonly { readonly line: number; readonly text: string; readonly weight: number }[];
  readonly problem: number;
  readonly own: number;
  readonly rest: number;
}

type Span = [number, number];

/** The spans to ask the engine for; undefined where the step has no tokens. */
export function spansOfStep(run: AttentionRun, step: number): { queries: Span[]; keys: Span[] } | undefined {
  const found = run.steps[step];
  if (found === undefined || found.tokens[0] >= found.tokens[1]) return undefined;
  const { promptTokens, tokens } = run.shape;
  const [from, to] = writersOf(found.tokens);
  const span = ([start, end]: readonly [number, number]): Span => [start, end];
  return {
    queries: [[from, to]],
    keys: [...run.lines.map((it) => span(it.tokens)), span(run.problem ?? [0, 0]), [promptTokens, tokens.length]],
  };
}

export function lineWeights(run: AttentionRun, weights: Float32Array): LineWeights {
  const lines = run.lines.map(({ line, text }, i) => ({ line, text, weight: weights[i] ?? 0 }));
  const [problem = 0, own = 0] = weights.subarray(lines.length);
  const told = lines.reduce((sum, { weight }) => sum + weight, 0) + problem + own;
  return { lines, problem, own, rest: Math.max(0, 1 - told) };
}

/**
 * A line's part of what went to the rule and the problem: a model that knows its rule by heart reads little of it, and which line that
 * little goes to is still what one wants to see. 0 where next to nothing went there.
 */
export function partOfRule(weight: number, { lines, problem }: LineWeights): number {
  const whole = lines.reduce((sum, line) => sum + line.weight, problem);
  return whole < 0.001 ? 0 : weight / whole;
}

/** How deep a part is painted, from 0 (not at all) to 5. */
const limits = [0.04, 0.1, 0.2, 0.35, 0.55] as const;

export function levelOf(part: number): number {
  return limits.filter((limit) => part >= limit).length;
}

/** `62.3 %`, `0.70 %`; nothing below a twentieth of a per cent. */
export function weightWords(weight: number): string {
  return weight < 0.0005 ? "" : percentText(weight);
}

/** A bar of eighths, five characters wide, so that lines can be compared at a glance and without color. */
export function weightBar(weight: number): string {
  const eighths = Math.round(Math.min(1, weight) * 40);
  const partial = " ▏▎▍▌▋▊▉"[eighths % 8] ?? " ";
  return ("█".repeat(Math.floor(eighths / 8)) + (eighths % 8 === 0 ? "" : partial)).padEnd(5, " ");
}

/** `Step 5 read 62 % at line 7, digit1 = num1.pop(); 20 % at the problem; 18 % in its own steps.` */
export function weightSentence(step: number, { lines, problem, own, rest }: LineWeights): string {
  const first = [...lines].sort((a, b) => b.weight - a.weight).slice(0, 2);
  const parts = [
    ...first
      .filter(({ weight }) => weight >= 0.005)
      .map((it) => `${weightWords(it.weight)} at line ${it.line}, ${it.text}`),
    ...(problem >= 0.0005 ? [`${weightWords(problem)} at the problem`] : []),
    ...(own >= 0.0005 ? [`${weightWords(own)} in its own steps`] : []),
    ...(rest >= 0.0005 ? [`${weightWords(rest)} elsewhere in the prompt`] : []),
  ];
  const rule = weightWords(lines.reduce((sum, line) => sum + line.weight, problem)) || "nothing";
  return `Step ${step + 1} read ${parts.join("; ")}. Bars compare the ${rule} on the rule and the problem.`;
}
