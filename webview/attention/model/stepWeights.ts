/**
 * @file What each step read, in spans: the rule's lines, the problem, the steps before it. No DOM. A step's tokens are written by the tokens
 * before them, so those are the queries.
 */

import { writersOf } from "../../../src/core/attention/writers.ts";
import { percentText } from "../../../src/core/format/figures.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";

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

/** Weights of the shown steps, [step, key], by what they are of. */
export class StepWeights {
  readonly spans: StepSpans;
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

  /** What is drawn for a weight of a line or the problem; `withinRule`: as a part of what went to these. */
  drawn(step: number, weight: number, withinRule: boolean): number {
    if (!withinRule) return weight;
    const whole = this.rule(step);
    return whole < 0.001 ? 0 : weight / whole;
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

  /** The line that a step read most, and its weight. */
  most(step: number): { readonly line: number; readonly weight: number } | undefined {
    let found: { line: number; weight: number } | undefined;
    for (let line = 0; line < this.#lines; line++) {
      const weight = this.line(step, line);
      if (weight > (found?.weight ?? 0)) found = { line, weight };
    }
    return found;
  }

  #at(step: number, key: number): number {
    return this.#values[(step - this.spans.steps[0]) * this.spans.keys.length + key] ?? 0;
  }
}

/** `Step 5 (line 9) read 62 % at line 7, digit1 = num1.pop(); …` */
export function stepSentence(run: AttentionRun, weights: StepWeights, step: number): string {
  const own = run.steps[step];
  const lines = run.lines
    .map((line, i) => ({ ...line, weight: weights.line(step, i) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 2)
    .filter(({ weight }) => weight >= 0.005);
  const parts = [
    ...lines.map((line) => `${percentText(line.weight)} at line ${line.line}, ${line.text}`),
    ...[
      { weight: weights.problem(step), place: "at the problem" },
      { weight: weights.own(step), place: "in its own steps" },
      { weight: weights.rest(step), place: "elsewhere in the prompt" },
    ]
      .filter(({ weight }) => weight >= 0.005)
      .map(({ weight, place }) => `${percentText(weight)} ${place}`),
  ];
  const claims = own?.line == null ? "" : ` (line ${own.line})`;
  return `Step ${step + 1}${claims} read ${parts.join("; ")}.`;
}
