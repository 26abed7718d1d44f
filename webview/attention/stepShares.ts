/**
 * @file What each step read, in spans: the rule's lines, the problem, the steps before it. No DOM. A step's tokens are written by the tokens
 * before them, so those are the queries.
 */

import { writersOf } from "../../src/core/attention/writers.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";

type Span = [number, number];

/** Steps shown at once at most; a run has more only when it is very long. */
export const mostSteps = 600;

export interface StepSpans {
  /** Indices of the steps that are shown, [first, end). */
  readonly steps: readonly [number, number];
  readonly queries: Span[];
  /** The lines, the problem, the response, then each shown step. */
  readonly keys: Span[];
}

/** `alone`: only of the step in the middle. */
export function stepSpans(run: AttentionRun, around: number | null, alone = false): StepSpans {
  const count = run.steps.length;
  const first = count <= mostSteps ? 0 : Math.max(0, Math.min(count - mostSteps, (around ?? 0) - mostSteps / 2));
  const end = Math.min(count, first + mostSteps);
  const shown = run.steps.slice(first, end);
  const span = ([from, to]: readonly [number, number]): Span => [from, to];
  const { promptTokens, tokens } = run.shape;
  return {
    steps: [first, end],
    queries: shown.map(({ tokens: own }, i) => {
      const wanted = own[0] < own[1] && (!alone || first + i === around);
      return wanted ? span(writersOf(own)) : [0, 0];
    }),
    keys: [
      ...run.lines.map((line) => span(line.tokens)),
      span(run.problem ?? [0, 0]),
      [promptTokens, tokens.length],
      ...shown.map((step) => span(step.tokens)),
    ],
  };
}

/** Shares of the shown steps, [step, key], by what they are of. */
export class StepShares {
  readonly spans: StepSpans;
  /** Shares of lines and problem are parts of what went to these. */
  withinRule = false;
  readonly #lines: number;
  readonly #values: Float32Array;

  constructor(run: AttentionRun, spans: StepSpans, values: Float32Array) {
    this.spans = spans;
    this.#lines = run.lines.length;
    this.#values = values;
  }

  line(step: number, line: number): number {
    return this.#at(step, line);
  }

  problem(step: number): number {
    return this.#at(step, this.#lines);
  }

  /** What went to the lines and the problem together. */
  rule(step: number): number {
    let sum = this.problem(step);
    for (let line = 0; line < this.#lines; line++) sum += this.line(step, line);
    return sum;
  }

  /** What is drawn for a share of a line or the problem. */
  drawn(step: number, share: number): number {
    if (!this.withinRule) return share;
    const whole = this.rule(step);
    return whole < 0.001 ? 0 : share / whole;
  }

  own(step: number): number {
    return this.#at(step, this.#lines + 1);
  }

  /** Of a step to an earlier one, or to itself. */
  step(step: number, other: number): number {
    return this.#at(step, this.#lines + 2 + other - this.spans.steps[0]);
  }

  /** The rest of the prompt. */
  rest(step: number): number {
    return Math.max(0, 1 - this.rule(step) - this.own(step));
  }

  /** The line that a step read most, and its share. */
  most(step: number): { readonly line: number; readonly share: number } | undefined {
    let found: { line: number; share: number } | undefined;
    for (let line = 0; line < this.#lines; line++) {
      const share = this.line(step, line);
      if (share > (found?.share ?? 0)) found = { line, share };
    }
    return found;
  }

  #at(step: number, key: number): number {
    return this.#values[(step - this.spans.steps[0]) * this.spans.keys.length + key] ?? 0;
  }
}

/** `Step 5 (line 9) read 62 % at line 7, digit1 = num1.pop(); …` */
export function stepSentence(
  run: AttentionRun,
  shares: StepShares,
  step: number,
  words: (share: number) => string,
): string {
  const own = run.steps[step];
  const lines = run.lines
    .map((line, i) => ({ ...line, share: shares.line(step, i) }))
    .sort((a, b) => b.share - a.share)
    .slice(0, 2)
    .filter(({ share }) => share >= 0.005);
  const parts = [
    ...lines.map((line) => `${words(line.share)} at line ${line.line}, ${line.text}`),
    ...[
      { share: shares.problem(step), place: "at the problem" },
      { share: shares.own(step), place: "in its own steps" },
      { share: shares.rest(step), place: "elsewhere in the prompt" },
    ]
      .filter(({ share }) => share >= 0.005)
      .map(({ share, place }) => `${words(share)} ${place}`),
  ];
  const claims = own?.line == null ? "" : ` (line ${own.line})`;
  return `Step ${step + 1}${claims} read ${parts.join("; ")}.`;
}
