/** @file The divergence in closed form against what samples say, and the sample itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { GraphBuilder } from "../../../src/onnx/graph.ts";
import { divergence, sampleLatent } from "../../../src/onnx/latent/posterior.ts";
import { checkGradients, randomFloats } from "../checkGradients.ts";
import { floats, runGraph } from "../runGraph.ts";

const mean = [0.5, -1.2, 0, 2];
const logVariance = [-1, 0.3, -3, 1];

test("the divergence in closed form is the mean of log q − log p over samples", async () => {
  const g = new GraphBuilder("kl");
  const posterior = {
    mean: g.input("mean", "float32", ["batch", 4]),
    logVariance: g.input("v", "float32", ["batch", 4]),
    backward: () => "",
  };
  const { kl } = divergence(g, posterior, g.scalar(0));
  g.rename(kl, "kl");
  g.output("kl", "float32", []);
  const sample = sampleLatent(g, posterior, g.input("noise", "float32", ["batch", 4])).output;
  g.rename(sample, "z");
  g.output("z", "float32", ["batch", 4]);
  const rng = new Rng(3);
  const count = 40_000;
  const repeat = (values: readonly number[]) => Array.from({ length: count }, () => values).flat();
  const { kl: exact, z } = await runGraph(g.toBytes(), {
    mean: floats([count, 4], repeat(mean)),
    v: floats([count, 4], repeat(logVariance)),
    noise: floats(
      [count, 4],
      Array.from({ length: 4 * count }, () => rng.normal()),
    ),
  });
  let sampled = 0;
  for (const [i, value] of (z?.values ?? []).entries()) {
    const [m = 0, v = 0] = [mean[i % 4], logVariance[i % 4]];
    sampled += 0.5 * (value ** 2 - (value - m) ** 2 / Math.exp(v) - v);
  }
  sampled /= count;
  const closed = exact?.values[0] ?? Number.NaN;
  // One sample's deviation is about 3 nats: 40,000 of them give the mean to 0.015.
  assert.ok(Math.abs(closed - sampled) < 0.08, `${closed} against ${sampled}`);
  assert.ok(Math.abs(closed - 4.4379) < 1e-3, `${closed}`);
});

test("sample and divergence pass their gradients on", async () => {
  const rng = new Rng(11);
  const inputs = { mean: randomFloats(rng, [3, 2]), v: randomFloats(rng, [3, 2]), noise: randomFloats(rng, [3, 2]) };
  await checkGradients({
    inputs,
    outputShape: [3, 2],
    build: (g) => {
      const sample = sampleLatent(g, { mean: "mean", logVariance: "v", backward: () => "" }, "noise");
      return {
        output: sample.output,
        backward: (dz) => {
          const { mean, logVariance } = sample.backward(dz);
          return { mean, v: logVariance };
        },
      };
    },
  });
  const { noise: _, ...two } = inputs;
  await checkGradients({
    inputs: two,
    outputShape: [],
    build: (g) => {
      const kl = divergence(g, { mean: "mean", logVariance: "v", backward: () => "" }, g.scalar(0.02));
      return {
        output: kl.counted,
        backward: (weight) => {
          const { mean, logVariance } = kl.backward(weight);
          return { mean, v: logVariance };
        },
      };
    },
  });
});
