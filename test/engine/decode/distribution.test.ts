/** @file Softmax, entropy, top-k and drawing, against values worked out by hand and against plain definitions. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { Rng } from "../../../src/core/base/rng.ts";
import { bareGreedy, measuredChooser } from "../../../src/engine/decode/choose.ts";
import { argmax, largest, softmax } from "../../../src/engine/decode/distribution.ts";
import { finite } from "../../../src/protocol/wire.ts";

const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

const logits = (...values: number[]) => Float32Array.from(values);

test("softmax and entropy of known distributions", () => {
  const even = softmax(logits(3, 3, 3, 3));
  assert.deepEqual([...even.probabilities], [0.25, 0.25, 0.25, 0.25]);
  near(even.entropy, Math.log(4));
  const skewed = softmax(logits(0, Math.log(3)));
  near(skewed.probabilities[1] ?? 0, 0.75, 1e-7);
  near(skewed.entropy, -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 1e-7);
});

test("logits far apart neither overflow nor give a NaN", () => {
  const { probabilities, entropy } = softmax(logits(1e9, -1e9, Number.NEGATIVE_INFINITY));
  assert.deepEqual([...probabilities, entropy], [1, 0, 0, 0]);
});

test("the entropy equals its definition on random logits", () => {
  const rng = new Rng(5);
  for (let round = 0; round < 50; round++) {
    const { probabilities, entropy } = softmax(Float32Array.from({ length: 40 }, () => 4 * rng.normal()));
    near(entropy, -probabilities.reduce((sum, p) => sum + p * Math.log(p), 0), 1e-10);
    near(
      probabilities.reduce((a, b) => a + b),
      1,
    );
  }
});

test("the k largest come in order, ties by index, and agree with sorting", () => {
  assert.deepEqual(largest(Float64Array.of(1, 3, 3, 2), 3), [1, 2, 3]);
  assert.deepEqual(largest(Float64Array.of(1, 2), 5), [1, 0]);
  assert.deepEqual(largest(Float64Array.of(1, 2), 0), []);
  const rng = new Rng(9);
  for (let round = 0; round < 50; round++) {
    const values = Float64Array.from({ length: 30 }, () => rng.integer(0, 12));
    const sorted = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
    for (const k of [1, 4, 29]) assert.deepEqual(largest(values, k), sorted.slice(0, k));
  }
});

test("argmax takes the lower index on ties, and nothing when nothing is a number", () => {
  assert.equal(argmax([1, 5, 5]), 1);
  assert.equal(argmax([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]), 0);
  assert.equal(argmax([Number.NaN, Number.NaN]), -1);
});

test("values that are no numbers are a message, not a token", () => {
  const broken = logits(1, Number.NaN, 2);
  assert.throws(() => measuredChooser({ kind: "greedy" }, 5)(broken), UserError);
  assert.throws(() => bareGreedy(logits(Number.NaN)), UserError);
});

const sampled = (seed: number, options: { temperature?: number; topK?: number; topP?: number } = {}) =>
  measuredChooser(
    {
      kind: "sampled",
      seed: finite(seed),
      temperature: finite(options.temperature ?? 1),
      topK: finite(options.topK ?? 0),
      topP: finite(options.topP ?? 1),
    },
    3,
  );

const draws = (choose: ReturnType<typeof sampled>, values: Float32Array, count = 2000): number[] => {
  const counts = new Array<number>(values.length).fill(0);
  for (let i = 0; i < count; i++) counts[choose(values).id] = (counts[choose(values).id] ?? 0) + 1;
  return counts;
};

test("one seed draws one sequence, another seed another", () => {
  const values = logits(0, 0.1, 0.2, 0.3, 0.4);
  const sequence = (seed: number) => {
    const choose = sampled(seed);
    return Array.from({ length: 40 }, () => choose(values).id);
  };
  assert.deepEqual(sequence(1), sequence(1));
  assert.notDeepEqual(sequence(1), sequence(2));
});

test("draws follow the probabilities", () => {
  const choose = sampled(3);
  const values = logits(Math.log(0.6), Math.log(0.3), Math.log(0.1));
  const counts = [0, 0, 0];
  for (let i = 0; i < 20_000; i++) {
    const { id } = choose(values);
    counts[id] = (counts[id] ?? 0) + 1;
  }
  for (const [id, p] of [0.6, 0.3, 0.1].entries()) near((counts[id] ?? 0) / 20_000, p, 0.015);
});

test("top-k and top-p leave out what they should, temperature sharpens", () => {
  const values = logits(Math.log(0.5), Math.log(0.3), Math.log(0.15), Math.log(0.05));
  assert.deepEqual(draws(sampled(1, { topK: 2 }), values).slice(2), [0, 0]);
  assert.deepEqual(draws(sampled(1, { topP: 0.7 }), values).slice(2), [0, 0]);
  assert.notEqual(draws(sampled(1, { topP: 0.81 }), values)[2], 0);
  assert.deepEqual(draws(sampled(1, { topP: 0 }), values).slice(1), [0, 0, 0]);
  assert.deepEqual(draws(sampled(1, { temperature: 0.01 }), values).slice(1), [0, 0, 0]);
});

test("what is reported is the model's own distribution, whatever the sampling", () => {
  const values = logits(Math.log(0.5), Math.log(0.3), Math.log(0.2));
  const token = sampled(1, { temperature: 0.01, topK: 1 })(values);
  assert.deepEqual(token.topIds, [0, 1, 2]);
  near(token.probability, 0.5, 1e-7);
  near(token.topProbabilities[2] ?? 0, 0.2, 1e-7);
});
