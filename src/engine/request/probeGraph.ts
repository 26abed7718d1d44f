/** @file The tiny graph on which `devices` tries each execution provider. */

import { GraphBuilder } from "../../onnx/graph.ts";

/** y = x + x */
export function probeGraph(): Uint8Array {
  const g = new GraphBuilder("probe");
  const x = g.input("x", "float32", [2]);
  g.output(g.node("Add", [x, x], { name: "y" }), "float32", [2]);
  return g.toBytes();
}
