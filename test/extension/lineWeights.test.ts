/** @file What a step read, in words and in depths of paint, from weights that anybody can check. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  levelOf,
  lineWeights,
  partOfRule,
  spansOfStep,
  weightBar,
  weightSentence,
  weightWords,
} from "../../src/extension/attention/lineWeights.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { finite } from "../../src/protocol/wire.ts";

const n = finite;
const run: AttentionRun = {
  id: "1",
  call: "add([5], [8])",
  method: "rfft",
  model: "m",
  shape: {
    layers: n(1),
    heads: [{ rotary: false, window: null }],
    width: n(2),
    tokens: Array.from({ length: 12 }, (_, i) => ({ id: n(i), text: `${i}`, coupledId: n(0) })),
    promptTokens: n(8),
    causal: true,
    slot: false,
    thumbnail: n(0),
  },
  steps: [{ tokens: [n(9), n(11)], line: n(5), text: "L2 x", verdict: "correct" }],
  lines: [
    { line: n(4), text: "carry = 0", tokens: [n(0), n(3)] },
    { line: n(5), text: "return carry", tokens: [n(3), n(6)] },
  ],
  problem: [n(6), n(8)],
  operands: null,
  latent: null,
  notices: [],
  provenance: "",
};

test("a step is asked for by the tokens that wrote it, against lines, problem and response", () => {
  assert.deepEqual(spansOfStep(run, 0), {
    queries: [[8, 10]],
    keys: [
      [0, 3],
      [3, 6],
      [6, 8],
      [8, 12],
    ],
  });
  assert.equal(spansOfStep(run, 1), undefined);
});

test("weights become a sentence, the largest line first", () => {
  const weights = lineWeights(run, Float32Array.of(0.0625, 0.5, 0.1875, 0.25));
  assert.equal(
    weightSentence(0, weights),
    "Step 1 read 50.0 % at line 5, return carry; 6.3 % at line 4, carry = 0; 18.8 % at the problem; 25.0 % in its own steps. Bars compare the 75.0 % on the rule and the problem.",
  );
});

test("lines are compared with what went to the rule, and not at all where that is next to nothing", () => {
  const little = lineWeights(run, Float32Array.of(0.01, 0.03, 0, 0.96));
  assert.ok(Math.abs(partOfRule(0.03, little) - 0.75) < 1e-6);
  assert.deepEqual([levelOf(partOfRule(0.03, little)), levelOf(partOfRule(0.01, little)), levelOf(0)], [5, 3, 0]);
  const none = lineWeights(run, Float32Array.of(0.0002, 0, 0, 0.99));
  assert.equal(partOfRule(0.0002, none), 0);
});

test("bars are five characters wide, in eighths, and numbers keep a digit where they are small", () => {
  assert.deepEqual([0, 0.1, 0.5, 1].map(weightBar), ["     ", "▌    ", "██▌  ", "█████"]);
  assert.deepEqual([0, 0.0004, 0.007, 0.0996, 0.62].map(weightWords), ["", "", "0.70 %", "10.0 %", "62.0 %"]);
});
