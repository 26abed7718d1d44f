/** @file What the scores of heads need of a run: where each step was written from, and where its line of the rule stands. No DOM. */

import { writersOf } from "../../../src/core/attention/writers.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";

type Span = [number, number];

/** The queries that wrote what each step says after its label, and its line's tokens. */
export function scoredSteps({ steps, lines, operands }: AttentionRun) {
  const tokensOf = new Map(lines.map(({ line, tokens }) => [line, tokens]));
  return {
    steps: steps.flatMap(({ tokens: [first, end], line }) => {
      const found = line === null ? undefined : tokensOf.get(line);
      if (found === undefined || end - first < 2) return [];
      const [from, to] = writersOf([first + 1, end]);
      return [{ queries: [from, to] satisfies Span, line: [found[0], found[1]] satisfies Span }];
    }),
    ...(operands === null ? {} : { operands }),
  };
}
