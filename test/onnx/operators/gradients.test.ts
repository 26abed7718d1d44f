/** @file Every operator's gradient against finite differences, on random inputs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { GraphBuilder } from "../../../src/onnx/graph.ts";
import { type Activation, activate, activationNames, activationScale } from "../../../src/onnx/operators/activation.ts";
import { attend, swapHeads } from "../../../src/onnx/operators/attention.ts";
import { attendCausal, planCausal } from "../../../src/onnx/operators/causalAttention.ts";
import { crossEntropy, labeledRows } from "../../../src/onnx/operators/crossEntropy.ts";
import { drawMask, drop } from "../../../src/onnx/operators/dropout.ts";
import { embed } from "../../../src/onnx/operators/embedding.ts";
import { attendShared, repeatHeads } from "../../../src/onnx/operators/groupedQuery.ts";
import { scaleAndShift, standardize } from "../../../src/onnx/operators/layerNorm.ts";
import { linear, project, sumRows } from "../../../src/onnx/operators/linear.ts";
import { normalize, scaleColumns, scaleRows } from "../../../src/onnx/operators/rmsNorm.ts";
import { rotaryAngles, rotaryRows, rotate } from "../../../src/onnx/operators/rotary.ts";
import { attendWindow, cutBlocks, planWindow } from "../../../src/onnx/operators/windowedAttention.ts";
import { checkGradients, type GradientCase, randomFloats } from "../checkGradients.ts";
import { floats, integers, runGraph } from "../runGraph.ts";

const rng = new Rng(11);
const random = (...shape: number[]) => randomFloats(rng, shape);

/** Query, key and value of 2 sequences of 5 tokens, 3 heads of width 4. */
const attentionInputs = { query: random(2, 3, 5, 4), key: random(2, 3, 5, 4), value: random(2, 3, 5, 4) };
const tensors = { query: "query", key: "key", value: "value", headWidth: 4 };

const cases: Record<string, GradientCase> = {
  linear: {
    inputs: { x: random(3, 4), weight: random(4, 5), add: random(3, 5) },
    outputShape: [3, 5],
    build: (g) => {
      const { output, backward } = linear(g, "x", "weight", { add: "add", scale: 0.5 });
      return {
        output,
        backward: (dy) => {
          const { input, weight } = backward(dy);
          return { x: input, weight, add: dy };
        },
      };
    },
  },
  "linear, scaled and added to another gradient": {
    // Σ (3 x W) ∘ R + Σ x ∘ B has the gradient 3 R Wᵀ + B.
    inputs: { x: random(3, 4), weight: random(4, 4), other: random(3, 4) },
    outputShape: [3, 4],
    build: (g) => {
      const { output, backward } = linear(g, "x", "weight");
      const tripled = g.node("Mul", [output, g.scalar(3)]);
      return {
        output: g.node("Add", [tripled, g.node("Mul", ["x", "other"])]),
        backward: (dy) => ({ x: backward(dy, { scale: 3, accumulate: g.node("Mul", [dy, "other"]) }).input }),
      };
    },
  },
  project: {
    inputs: { x: random(3, 4), table: random(6, 4) },
    outputShape: [3, 6],
    build: (g) => {
      const { output, backward } = project(g, "x", "table");
      return {
        output,
        backward: (dy) => {
          const { input, weight } = backward(dy);
          return { x: input, table: weight };
        },
      };
    },
  },
  normalize: {
    inputs: { x: random(4, 6), other: random(4, 6) },
    outputShape: [4, 6],
    build: (g) => {
      const { output, backward } = normalize(g, "x", 6);
      return {
        output: g.node("Add", [output, g.node("Mul", ["x", "other"])]),
        backward: (dy) => ({ x: backward(dy, g.node("Mul", [dy, "other"])) }),
      };
    },
  },
  standardize: {
    inputs: { x: random(4, 6), other: random(4, 6) },
    outputShape: [4, 6],
    build: (g) => {
      const { output, backward } = standardize(g, "x", 6, 1e-5);
      return {
        output: g.node("Add", [output, g.node("Mul", ["x", "other"])]),
        backward: (dy) => ({ x: backward(dy, g.node("Mul", [dy, "other"])) }),
      };
    },
  },
  "scale and shift of rows": {
    inputs: { x: random(4, 6), scale: random(6), shift: random(6) },
    outputShape: [4, 6],
    build: (g) => scaledAndShifted(g, false),
  },
  "scale and shift of rows, with 1 added to the scale": {
    inputs: { x: random(4, 6), scale: random(6), shift: random(6) },
    outputShape: [4, 6],
    build: (g) => scaledAndShifted(g, true),
  },
  "sum of rows, as a bias sees it": {
    // Σ (x + b) ∘ R has the gradient Σ_row R for b.
    inputs: { x: random(4, 6), bias: random(6) },
    outputShape: [4, 6],
    build: (g) => ({
      output: g.node("Add", ["x", "bias"]),
      backward: (dy) => ({ x: dy, bias: sumRows(g, dy) }),
    }),
  },
  dropout: {
    inputs: { x: random(4, 6), mask: floats([4, 6], drawMask(new Rng(2), 0.4, 24)) },
    outputShape: [4, 6],
    build: (g) => {
      const { output, backward } = drop(g, "x", "mask", 0.4);
      return { output, backward: (dy) => ({ x: backward(dy) }) };
    },
  },
  "repetition of heads": {
    inputs: { x: random(2, 2, 3, 4) },
    outputShape: [2, 6, 3, 4],
    build: (g) => {
      const { output, backward } = repeatHeads(g, "x", { heads: 6, served: 3, headWidth: 4 });
      return { output, backward: (dy) => ({ x: backward(dy) }) };
    },
  },
  "attention of heads that share keys": {
    inputs: { query: random(2, 4, 5, 4), key: random(2, 2, 5, 4), value: random(2, 2, 5, 4), bias: random(5, 5) },
    outputShape: [2, 4, 5, 4],
    build: (g) =>
      attendShared(g, { heads: 4, served: 2 }, { ...tensors, scale: 0.7 }, (all) =>
        attend(g, { ...all, bias: "bias" }),
      ),
  },
  "scale of rows": {
    inputs: { scale: random(4), weight: random(4, 3) },
    outputShape: [4, 3],
    build: (g) => scaleRows(g, "scale", "weight"),
  },
  "scale of columns": {
    inputs: { scale: random(3), weight: random(4, 3) },
    outputShape: [4, 3],
    build: (g) => scaleColumns(g, "scale", "weight"),
  },
  "swap of heads": {
    inputs: { x: random(2, 3, 4, 2) },
    outputShape: [2, 4, 3, 2],
    build: (g) => ({ output: swapHeads(g, "x"), backward: (dy) => ({ x: swapHeads(g, dy) }) }),
  },
  "attention with a bias": {
    inputs: { ...attentionInputs, bias: random(5, 5) },
    outputShape: [2, 3, 5, 4],
    build: (g) => attend(g, { ...tensors, bias: "bias" }),
  },
  "attention of causal heads": {
    inputs: { ...attentionInputs, length: integers([], [5]) },
    outputShape: [2, 3, 5, 4],
    build: (g) => attendCausal(g, planCausal(g, "length"), tensors),
  },
  "attention of heads with a window": {
    inputs: {
      query: random(1, 2, 6, 4),
      key: random(1, 2, 6, 4),
      value: random(1, 2, 6, 4),
      length: integers([], [6]),
    },
    outputShape: [1, 2, 6, 4],
    build: (g) => attendWindow(g, planWindow(g, cutBlocks(g, "length", 2), 2), tensors),
  },
  embedding: {
    inputs: { table: random(4, 3), ids: integers([5], [1, 0, 1, 3, 1]) },
    outputShape: [5, 3],
    build: (g) => {
      const { output, backward } = embed(g, "table", "ids", 4);
      return { output, backward: (dy) => ({ table: backward(dy) }) };
    },
  },
  "embedding whose table has another gradient": {
    inputs: { table: random(4, 3), ids: integers([5], [1, 0, 1, 3, 1]), other: random(4, 3) },
    outputShape: [9, 3],
    build: (g) => {
      const { output, backward } = embed(g, "table", "ids", 4);
      const rest = g.node("Mul", ["table", "other"]);
      return {
        output: g.node("Concat", [output, rest], { attributes: { axis: 0 } }),
        backward: (dy) => {
          const [first, second] = g.nodes("Split", [dy, g.integers(5, 4)], 2, { attributes: { axis: 0 } });
          return { table: backward(first ?? "", g.node("Mul", [second ?? "", "other"])) };
        },
      };
    },
  },
  "labeled rows": {
    inputs: { x: random(5, 3), labels: integers([5], [-100, 2, 0, -100, 1]) },
    outputShape: [3, 3],
    build: (g) => {
      const { output, backward } = labeledRows(g, "x", "labels");
      return { output, backward: (dy) => ({ x: backward(dy) }) };
    },
  },
  "cross-entropy": {
    inputs: { logits: random(4, 5), labels: integers([4], [0, 4, 2, 2]) },
    outputShape: [],
    build: (g) => {
      const { loss, backward } = crossEntropy(g, "logits", "labels");
      return { output: loss, backward: (dy) => ({ logits: g.node("Mul", [backward(), dy]) }) };
    },
  },
};

for (const activation of activationNames) {
  cases[activation] = {
    inputs: { x: randomFloats(rng, [4, 6], 0.1) },
    outputShape: [4, 6],
    build: (g) => {
      const { output, gradientScale, backward } = activate(g, activation, "x");
      return { output, backward: (dy) => ({ x: backward(g.node("Mul", [dy, g.scalar(gradientScale)])) }) };
    },
  };
}

for (const [name, options] of Object.entries({
  rotary: { inverseFrequencies: [1, 0.2, 0.05] },
  "rotary of neighbors": { inverseFrequencies: [1, 0.2, 0.05], interleaved: true },
  "rotary of a head's first values": { inverseFrequencies: [1, 0.2] },
  "rotary of neighbors among a head's first values": { inverseFrequencies: [1, 0.2], interleaved: true },
  "rotary with a factor": { inverseFrequencies: [1, 0.2, 0.05], factor: 1.4 },
})) {
  cases[name] = {
    inputs: { x: random(3, 2, 6), positions: integers([3], [0, 1, 7]) },
    outputShape: [3, 2, 6],
    build: (g) => {
      const angles = rotaryAngles(g, "positions", { heads: 2, headWidth: 6, ...options });
      const { output, backward } = rotate(g, "x", angles, rotaryRows(g, angles, [true, false]));
      return { output, backward: (dy) => ({ x: backward(dy) }) };
    },
  };
  test(`${name}: a head that is not turned stays as it is`, async () => {
    const g = new GraphBuilder("rotary");
    g.input("x", "float32", [3, 2, 6]);
    g.input("positions", "int64", [3]);
    const angles = rotaryAngles(g, "positions", { heads: 2, headWidth: 6, ...options });
    const { output } = rotate(g, "x", angles, rotaryRows(g, angles, [true, false]));
    g.output(output, "float32", [3, 2, 6]);
    const x = random(3, 2, 6);
    const found = (await runGraph(g.toBytes(), { x, positions: integers([3], [0, 1, 7]) }))[output]?.values ?? [];
    const given = Array.from(x.values);
    for (let i = 6; i < found.length; i += 12)
      assert.deepEqual(found.slice(i, i + 6), given.slice(i, i + 6).map(Math.fround));
    assert.notDeepEqual(found.slice(12, 18), given.slice(12, 18).map(Math.fround));
  });
}

for (const [name, gradientCase] of Object.entries(cases)) {
  test(`gradient of ${name}`, () => checkGradients(gradientCase));
}

function scaledAndShifted(g: GraphBuilder, unitOffset: boolean) {
  const { output, backward } = scaleAndShift(g, "x", "scale", { unitOffset, shift: "shift" });
  return {
    output,
    backward: (dy: string) => {
      const gradients = new Map<string, string>();
      const x = backward(dy, gradients);
      return { x, scale: gradients.get("scale") ?? "", shift: gradients.get("shift") ?? "" };
    },
  };
}

/** Values of the activations at −2, −0.5, 0, 1 and 3, from their definitions (Φ by table). */
const known: Record<Activation, readonly number[]> = {
  squaredRelu: [0, 0, 0, 1, 9],
  relu: [0, 0, 0, 1, 3],
  gelu: [-0.0455003, -0.1542688, 0, 0.8413447, 2.9959503],
  geluTanh: [-0.0454023, -0.154286, 0, 0.841192, 2.9963627],
  silu: [-0.2384058, -0.1887703, 0, 0.7310586, 2.8577224],
};

for (const [activation, expected] of Object.entries(known) as [Activation, readonly number[]][]) {
  test(`values of ${activation}`, async () => {
    const g = new GraphBuilder("activation");
    const { input, output } = activationScale[activation];
    const scaled = g.node("Mul", [g.input("x", "float32", [5]), g.scalar(input)]);
    g.output(g.node("Mul", [activate(g, activation, scaled).output, g.scalar(output)], { name: "y" }), "float32", [5]);
    const { y } = await runGraph(g.toBytes(), { x: floats([5], [-2, -0.5, 0, 1, 3]) });
    for (const [i, value] of expected.entries()) assert.ok(Math.abs((y?.values[i] ?? Number.NaN) - value) < 1e-5);
  });
}
