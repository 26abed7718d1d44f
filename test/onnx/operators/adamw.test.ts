/** @file The optimiser's nodes against the formulas written out, over several steps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { GraphBuilder } from "../../../src/onnx/graph.ts";
import { adamW, clipFactor, globalNorm } from "../../../src/onnx/operators/adamw.ts";
import { floats, loadGraph, runGraph } from "../runGraph.ts";

const options = { beta1: 0.8, beta2: 0.9, epsilon: 1e-6, weightDecay: 0.1 };
const rate = 0.05;

function reference(
  p: number,
  m: number,
  v: number,
  gradient: number,
  step: number,
  decay: boolean,
): [number, number, number] {
  const { beta1, beta2, epsilon, weightDecay } = options;
  const m2 = beta1 * m + (1 - beta1) * gradient;
  const v2 = beta2 * v + (1 - beta2) * gradient ** 2;
  const direction = m2 / (1 - beta1 ** step) / (Math.sqrt(v2 / (1 - beta2 ** step)) + epsilon);
  return [p - rate * direction - (decay ? rate * weightDecay * p : 0), m2, v2];
}

for (const decay of [true, false]) {
  test(`three updates ${decay ? "with" : "without"} weight decay follow the formula`, async () => {
    const g = new GraphBuilder("adamw");
    for (const name of ["p", "m", "v", "gradient"]) g.input(name, "float32", [4]);
    const scalars = { clip: g.scalar(0.5), learningRate: g.scalar(rate), step: g.input("step", "float32", []) };
    const next = adamW(g, scalars, options)({ parameter: "p", first: "m", second: "v" }, "gradient", decay);
    for (const tensor of Object.values(next)) g.output(tensor, "float32", [4]);
    const graph = await loadGraph(g.toBytes());
    const rng = new Rng(5);
    let [p, m, v] = [Array.from({ length: 4 }, () => rng.normal()), [0, 0, 0, 0], [0, 0, 0, 0]];
    for (let step = 1; step <= 3; step++) {
      const gradient = p.map(() => rng.normal());
      const feeds = {
        p: floats([4], p),
        m: floats([4], m),
        v: floats([4], v),
        gradient: floats([4], gradient),
        step: floats([], [step]),
      };
      const outputs = await graph.run(feeds);
      const expected = p.map((value, i) =>
        reference(value, m[i] ?? 0, v[i] ?? 0, 0.5 * (gradient[i] ?? 0), step, decay),
      );
      [p, m, v] = [0, 1, 2].map((part) => expected.map((triple) => triple[part] ?? 0)) as [
        number[],
        number[],
        number[],
      ];
      for (const [tensor, values] of [
        [next.parameter, p],
        [next.first, m],
        [next.second, v],
      ] as const) {
        for (const [i, value] of values.entries())
          assert.ok(Math.abs((outputs[tensor]?.values[i] ?? Number.NaN) - value) < 1e-5);
      }
    }
  });
}

test("clipping brings a large gradient to the limit and leaves a small one alone", async () => {
  for (const [scale, expected] of [
    [1, 1],
    [10, 0.2],
  ] as const) {
    const g = new GraphBuilder("clip");
    const gradients = [g.input("a", "float32", [2]), g.input("b", "float32", [1])];
    const norm = globalNorm(g, gradients);
    const factor = clipFactor(g, norm, 10);
    g.output(norm, "float32", []);
    g.output(factor, "float32", []);
    const outputs = await runGraph(g.toBytes(), { a: floats([2], [3 * scale, 0]), b: floats([1], [4 * scale]) });
    assert.ok(Math.abs((outputs[norm]?.values[0] ?? 0) - 5 * scale) < 1e-4);
    assert.ok(Math.abs((outputs[factor]?.values[0] ?? 0) - expected) < 1e-5);
  }
});
