/** @file The gradients of parameters while the backward nodes are being added. */
import type { GraphBuilder, TensorName } from "./graph.ts";

/** By the parameters' names. */
export type Gradients = Map<string, TensorName>;

/** Adds to what other uses of the parameter gave. */
export function addGradient(g: GraphBuilder, gradients: Gradients, name: string, gradient: TensorName): void {
  const known = gradients.get(name);
  gradients.set(name, known === undefined ? gradient : g.node("Add", [known, gradient]));
}
