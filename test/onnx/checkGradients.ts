/** @file Compares an operator's backward nodes with central differences of its forward nodes, element by element. */
import assert from "node:assert/strict";
import { Rng } from "../../src/core/base/rng.ts";
import { GraphBuilder, type TensorName } from "../../src/onnx/graph.ts";
import { floats, type Input, loadGraph } from "./runGraph.ts";

export interface GradientCase {
  /** Fed to the graph; gradients are checked for those that `build` returns one for. */
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputShape: readonly number[];
  /** Adds the forward nodes, and for an output gradient the backward nodes. */
  readonly build: (g: GraphBuilder) => {
    readonly output: TensorName;
    readonly backward: (outputGradient: TensorName) => Readonly<Record<string, TensorName>>;
  };
}

/** Random values in [-1, 1] kept `gap` away from zero, where some operators have a kink. */
export function randomFloats(rng: Rng, shape: readonly number[], gap = 0): Input {
  const size = shape.reduce((a, b) => a * b, 1);
  const draw = (): number => {
    const x = rng.next() * 2 - 1;
    return x + Math.sign(x) * gap;
  };
  return floats(shape, Array.from({ length: size }, draw));
}

/** Asserts that the gradients of Σ output ∘ R, for a random R, agree with central differences. */
export async function checkGradients({ inputs, outputShape, build }: GradientCase): Promise<void> {
  const direction = randomFloats(new Rng(99), outputShape);
  const g = new GraphBuilder("check");
  for (const [name, input] of Object.entries(inputs)) g.input(name, input.type, input.shape);
  g.input("direction", "float32", outputShape);
  const { output, backward } = build(g);
  const gradients = backward("direction");
  g.output(g.node("Identity", [output], { name: "checked" }), "float32", outputShape);
  for (const [name, gradient] of Object.entries(gradients)) {
    g.output(g.node("Identity", [gradient], { name: `gradient.${name}` }), "float32", inputs[name]?.shape ?? []);
  }
  const graph = await loadGraph(g.toBytes());
  const feeds = { ...inputs, direction };
  const analytic = await graph.run(feeds);
  const project = async (name: string, values: readonly number[]): Promise<number> => {
    const result = await graph.run({ ...feeds, [name]: floats(inputs[name]?.shape ?? [], values) });
    return (result.checked?.values ?? []).reduce((sum, y, i) => sum + y * (direction.values[i] ?? 0), 0);
  };
  const h = 1 / 128;
  for (const name of Object.keys(gradients)) {
    const values = Array.from(inputs[name]?.values ?? []);
    const found = analytic[`gradient.${name}`];
    assert.deepEqual(found?.shape, inputs[name]?.shape, `shape of the gradient of ${name}`);
    const scale = Math.max(...(found?.values ?? []).map(Math.abs));
    assert.ok(scale > 1e-3, `${name} gets no gradient`);
    for (const [i, value] of values.entries()) {
      const moved = (sign: number): number[] => values.with(i, value + sign * h);
      const numeric = ((await project(name, moved(1))) - (await project(name, moved(-1)))) / (2 * h);
      const exact = found?.values[i] ?? Number.NaN;
      assert.ok(
        Math.abs(numeric - exact) < 1e-3 + 2e-3 * scale,
        `${name}[${i}]: differences give ${numeric}, backward ${exact}`,
      );
    }
  }
}
