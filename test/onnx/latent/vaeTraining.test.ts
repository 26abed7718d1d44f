/** @file The gradients of the evidence lower bound against finite differences, for every injection and for both kinds of decoders. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { injections, type VaeConfig } from "../../../src/onnx/latent/config.ts";
import { vaeParameterTable } from "../../../src/onnx/latent/vaeParameters.ts";
import { writeMeanGradients, writeVaeGradients } from "../../../src/onnx/latent/vaeTraining.ts";
import { trainingTensor } from "../../../src/onnx/optimizer.ts";
import { floats, integers, loadGraph } from "../runGraph.ts";
import { largeParameters, parameterFeeds, tinyBatch, tinyQwen, tinyShape, tinyVae } from "./tinyVae.ts";

const cases: Record<string, VaeConfig> = {
  ...Object.fromEntries(injections.map((injection) => [injection, { ...tinyVae, injection }])),
  ...Object.fromEntries(
    (["memory", "queryKeyValue"] as const).map((injection) => [
      `${injection}, into a decoder of Qwen's shape`,
      { ...tinyVae, injection, decoder: tinyQwen, sharedEmbeddings: false },
    ]),
  ),
  "learned positions and other activations": {
    ...tinyVae,
    encoder: { ...tinyShape, rotaryHeads: 0, positions: 5, activation: "squaredRelu" },
    decoder: { ...tinyShape, rotaryHeads: 0, positions: 5, activation: "squaredRelu", gated: true },
  },
};

for (const [name, config] of Object.entries(cases)) {
  test(`every gradient of the bound agrees with finite differences: ${name}`, async () => {
    const rng = new Rng(7);
    const graph = await loadGraph(writeVaeGradients(config));
    const batch = tinyBatch(config, { beta: 0.7, rule: 1.3, freeBits: 0.05 });
    const parameters = largeParameters(config, rng);
    const run = (changed = parameters) => graph.run({ ...batch, ...parameterFeeds(config, changed) });
    const analytic = await run();
    for (const { name: key } of vaeParameterTable(config)) {
      const gradient = analytic[trainingTensor.gradient(key)]?.values ?? [];
      const values = parameters.get(key) ?? new Float32Array(0);
      assert.equal(gradient.length, values.length, key);
      const scale = Math.sqrt(gradient.reduce((sum, d) => sum + d * d, 0));
      // A bias of the keys moves all scores of a query alike where nothing is turned; z may be unused.
      const mayVanish = key.endsWith("key.bias");
      assert.ok(scale > 1e-4 || mayVanish, `${key} gets no gradient`);
      const direction = values.map(() => rng.normal());
      const moved = async (by: number): Promise<number> => {
        const at = values.map((value, i) => value + by * (direction[i] ?? 0));
        return (await run(new Map(parameters).set(key, at))).loss?.values[0] ?? Number.NaN;
      };
      const slope = async (h: number) => ((await moved(h)) - (await moved(-h))) / (2 * h);
      // Richardson's extrapolation: the bound bends more than the runtime's single precision lets a small step show.
      const numeric = (4 * (await slope(5e-3)) - (await slope(1e-2))) / 3;
      const expected = gradient.reduce((sum, d, i) => sum + d * (direction[i] ?? 0), 0);
      assert.ok(
        Math.abs(numeric - expected) < 0.01 * scale + 4e-3,
        `${key}: ${numeric} against ${expected} (norm ${scale})`,
      );
    }
  });
}

test("a divergence below its free bits costs them and gives no gradient", async () => {
  const parameters = largeParameters(tinyVae, new Rng(7));
  const graph = await loadGraph(writeVaeGradients({ ...tinyVae, injection: "none" }));
  const config: VaeConfig = { ...tinyVae, injection: "none" };
  const feeds = parameterFeeds(config, parameters);
  const free = await graph.run({ ...feeds, ...tinyBatch(config, { beta: 2, rule: 0, freeBits: 100 }) });
  const [loss = 0, reconstruction = 0] = [free.loss?.values[0], free.reconstruction?.values[0]];
  assert.ok(Math.abs(loss - reconstruction - 2 * 100 * config.latent) < 1e-2);
  // Nothing but the divergence reaches the encoder here.
  assert.ok((free["gradient.latent.mean.weight"]?.values ?? []).every((each) => each === 0));
  const bound = await graph.run({ ...feeds, ...tinyBatch(config, { beta: 2, rule: 0, freeBits: 0 }) });
  const kl = bound.kl?.values[0] ?? Number.NaN;
  assert.ok(Math.abs((bound.loss?.values[0] ?? 0) - (bound.reconstruction?.values[0] ?? 0) - 2 * kl) < 1e-3);
});

test("the rows of the mean's Jacobian agree with finite differences", async () => {
  const weight = "encoder.block.0.feedForward.input.weight";
  const parameters = largeParameters(tinyVae, new Rng(7));
  const values = parameters.get(weight) ?? new Float32Array(0);
  const feeds = {
    encoder_ids: integers([1, 4], [1, 2, 3, 4]),
    encoder_mask: integers([1, 4], [1, 1, 1, 1]),
  };
  const [row] = [[0, 1, 0]];
  const graph = await loadGraph(writeMeanGradients(tinyVae, parameters, [weight]));
  const found = (await graph.run({ ...feeds, direction: floats([1, 3], row) }))[trainingTensor.gradient(weight)];
  const { writeEncoderModel } = await import("../../../src/onnx/latent/vaeInference.ts");
  const meanOf = async (changed: Float32Array): Promise<number> => {
    const encoder = await loadGraph(writeEncoderModel(tinyVae, new Map(parameters).set(weight, changed)));
    return (await encoder.run(feeds)).mean?.values[1] ?? Number.NaN;
  };
  for (const at of [0, 17, 50]) {
    const h = 1e-2;
    const moved = (sign: number) => meanOf(values.map((value, i) => value + (i === at ? sign * h : 0)));
    const numeric = ((await moved(1)) - (await moved(-1))) / (2 * h);
    assert.ok(Math.abs(numeric - (found?.values[at] ?? 0)) < 2e-3, `${at}: ${numeric} against ${found?.values[at]}`);
  }
});
