/** @file What a built graph keeps: what an output needs, and every weight. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GraphBuilder } from "../../src/onnx/graph.ts";

test("nodes and constants that no output needs are left out, weights are not", () => {
  const g = new GraphBuilder("kept");
  const x = g.input("x", "float32", [2]);
  g.initializer("weight", [1], Float32Array.of(1));
  g.node("Mul", [x, g.scalar(7)]);
  g.integers(1, 2, 3);
  g.output(g.node("Add", [x, g.scalar(2)], { name: "y" }), "float32", [2]);
  const { graph } = g.build();
  assert.deepEqual(
    graph?.node?.map(({ opType }) => opType),
    ["Add"],
  );
  assert.deepEqual(
    graph?.initializer?.map(({ name }) => name),
    ["weight", "float32[]=2"],
  );
});
