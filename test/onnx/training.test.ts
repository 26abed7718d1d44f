/** @file The training step's gradients against finite differences, parameter by parameter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../src/core/base/rng.ts";
import { trainingTensor } from "../../src/onnx/optimizer.ts";
import { type DecoderConfig, decoderSpecification } from "../../src/onnx/transformer/ownModels.ts";
import { initialParameters, parameterTable } from "../../src/onnx/transformer/parameterTable.ts";
import { writeGradients } from "../../src/onnx/transformer/training.ts";
import { type Feeds, floats, integers, loadGraph } from "./runGraph.ts";

const base: DecoderConfig = {
  vocabularySize: 7,
  layers: 2,
  width: 8,
  heads: [
    { rotary: true, window: 3 },
    { rotary: false, window: null },
  ],
  feedForward: 12,
  activation: "gelu",
  tiedEmbeddings: true,
  coupledPositions: 4,
};

const cases: Record<string, DecoderConfig> = {
  "tied, coupled positions, two kinds of heads": base,
  "untied, no coupled positions, squared ReLU": {
    ...base,
    tiedEmbeddings: false,
    coupledPositions: 0,
    activation: "squaredRelu",
  },
  "two kinds of windows, one of them cut into blocks with padding": {
    ...base,
    heads: [
      { rotary: true, window: 2 },
      { rotary: true, window: 1 },
    ],
  },
  "one layer, all heads global, SiLU": {
    ...base,
    layers: 1,
    heads: [{ rotary: true, window: null }],
    activation: "silu",
  },
};

for (const [name, config] of Object.entries(cases)) {
  test(`every gradient agrees with finite differences: ${name}`, async () => {
    const rng = new Rng(7);
    const spec = decoderSpecification(config);
    const graph = await loadGraph(writeGradients(spec));
    const batch = 2;
    const sequence = 5;
    const draw = (limit: number): number[] => Array.from({ length: batch * sequence }, () => rng.integer(0, limit - 1));
    const shape = [batch, sequence];
    const tokens: Feeds = {
      input_ids: integers(shape, draw(config.vocabularySize)),
      ...(config.coupledPositions > 0 ? { place_ids: integers(shape, draw(config.coupledPositions)) } : {}),
      position_ids: integers(shape, [3, 4, 5, 6, 7, 0, 1, 2, 0, 0]),
      ...(config.heads.some(({ window }) => window !== null) ? { sight: integers([], [2]) } : {}),
      labels: integers(shape, [-100, 2, 3, 6, 0, 1, 5, 4, -100, -100]),
    };
    // Larger weights than a fresh model's, so that every path carries a gradient well above rounding.
    const parameters = new Map(
      [...initialParameters(spec, rng)].map(([key, values]) => [
        key,
        values.map((v) => (key.includes("norm") ? v : 15 * v) + rng.normal() * 0.1),
      ]),
    );
    const feed = (changed = parameters): Feeds => ({
      ...tokens,
      ...Object.fromEntries(
        parameterTable(spec).map((p) => [p.name, floats(p.shape, changed.get(p.name) ?? new Float32Array())]),
      ),
    });
    const analytic = await graph.run(feed());
    const loss = async (key: string, values: Float32Array<ArrayBuffer>): Promise<number> => {
      const result = await graph.run(feed(new Map(parameters).set(key, values)));
      return result.loss?.values[0] ?? Number.NaN;
    };
    for (const { name: key } of parameterTable(spec)) {
      const gradient = analytic[trainingTensor.gradient(key)]?.values ?? [];
      const values = parameters.get(key) ?? new Float32Array(0);
      assert.equal(gradient.length, values.length, key);
      // Along a random direction the difference quotient sums over all elements of the parameter.
      for (let trial = 0; trial < 3; trial++) {
        const direction = values.map(() => rng.normal());
        const h = 2e-3;
        const moved = (sign: number) => values.map((v, i) => v + sign * h * (direction[i] ?? 0));
        const numeric = ((await loss(key, moved(1))) - (await loss(key, moved(-1)))) / (2 * h);
        const expected = gradient.reduce((sum, d, i) => sum + d * (direction[i] ?? 0), 0);
        const scale = Math.sqrt(gradient.reduce((sum, d) => sum + d * d, 0));
        assert.ok(scale > 1e-4, `${key} gets no gradient`);
        assert.ok(
          Math.abs(numeric - expected) < 0.01 * scale + 2e-3,
          `${key}: ${numeric} against ${expected} (norm ${scale})`,
        );
      }
    }
  });
}
