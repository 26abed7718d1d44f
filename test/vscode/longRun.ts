/** @file A run as long as one wants, in the messages that bring a run to a trace view. */

import * as v from "valibot";
import {
  type ViewGrowth,
  type ViewRun,
  type ViewStatus,
  viewGrowth,
  viewRun,
  viewStatus,
} from "../../src/protocol/runView.ts";

export interface LongRun {
  readonly run: ViewRun;
  readonly status: ViewStatus;
  readonly pieces: readonly ViewGrowth[];
}

const tokensInStep = 5;
const stepsInPiece = 500;

export function longRun(tokenCount: number): LongRun {
  const rule = ["def count(n):", "    i = 0", "    while i < n:", "        i = i + 1", "    return i"];
  const run = v.parse(viewRun, {
    id: "long",
    call: "count(5000)",
    method: "rfft",
    prompt: rule.join("\n"),
    promptTokens: null,
    rule: rule.map((text, index) => ({ line: index + 1, text })),
  });
  const status = v.parse(viewStatus, {
    phase: "finished",
    model: "long",
    otherTask: null,
    device: null,
    answer: "5000",
    expected: "5000",
    correct: true,
    remark: null,
    seconds: 1,
    stale: false,
    stored: null,
    position: null,
  });
  const steps = tokenCount / tokensInStep;
  const pieces = Array.from({ length: steps / stepsInPiece }, (_, piece) => pieceAt(piece * stepsInPiece));
  return { run, status, pieces };
}

function pieceAt(firstStep: number): ViewGrowth {
  const indices = Array.from({ length: stepsInPiece }, (_, index) => firstStep + index);
  return v.parse(viewGrowth, {
    run: "long",
    firstToken: firstStep * tokensInStep,
    tokens: indices.flatMap((step) => ["\n", "L4", " i", "=", `${step}`].map((text, at) => token(step, text, at))),
    firstStep,
    steps: indices.map((step) => ({
      line: step % 2 === 0 ? 3 : 4,
      text: `L4 i=${step}`,
      tokens: [step * tokensInStep, (step + 1) * tokensInStep],
      verdict: step % 97 === 50 ? "wrong-value" : "correct",
      locallyValid: null,
      message: step % 97 === 50 ? "i is one too many." : "",
      expectedLine: null,
      values: [
        { name: "i", claimed: `${step}`, changed: true, ...(step % 97 === 50 ? { expected: `${step - 1}` } : {}) },
      ],
    })),
  });
}

function token(step: number, text: string, at: number) {
  const probability = 1 - ((step * 7 + at * 13) % 100) / 110;
  return {
    id: at + 10,
    text,
    probability,
    entropy: -Math.log(probability),
    topK: { ids: [at + 10, 1, 2], texts: [text, "0", "1"], probabilities: [probability, (1 - probability) / 2, 0] },
  };
}
