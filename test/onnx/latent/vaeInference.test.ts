/** @file The VAE's two model files against its training graph, and what padding and z may and may not change. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { injections, type VaeConfig } from "../../../src/onnx/latent/config.ts";
import { writeDecoderModel, writeEncoderModel } from "../../../src/onnx/latent/vaeInference.ts";
import { writeVaeGradients } from "../../../src/onnx/latent/vaeTraining.ts";
import { floats, integers, loadGraph } from "../runGraph.ts";
import { largeParameters, parameterFeeds, tinyBatch, tinyQwen, tinyVae } from "./tinyVae.ts";

const close = (a: readonly number[] = [], b: readonly number[] = [], what: string) => {
  assert.equal(a.length, b.length, what);
  for (const [i, x] of a.entries())
    assert.ok(Math.abs(x - (b[i] ?? Number.NaN)) < 1e-4, `${what}[${i}]: ${x}, ${b[i]}`);
};

for (const injection of injections) {
  test(`encoder and decoder files give the training graph's reconstruction: ${injection}`, async () => {
    const config: VaeConfig = { ...tinyVae, injection, decoder: tinyQwen };
    const parameters = largeParameters(config, new Rng(7));
    const batch = tinyBatch(config, { beta: 1, rule: 1, freeBits: 0 });
    const graph = await loadGraph(writeVaeGradients(config));
    const trained = await graph.run({ ...batch, ...parameterFeeds(config, parameters) });
    const encoder = await loadGraph(writeEncoderModel(config, parameters));
    const { mean, log_variance: logVariance } = await encoder.run({
      encoder_ids: integers([2, 4], batch.encoder_ids?.values ?? []),
      encoder_mask: integers([2, 4], batch.encoder_mask?.values ?? []),
    });
    const z = (mean?.values ?? []).map(
      (m, i) => m + Math.exp((logVariance?.values[i] ?? 0) / 2) * (batch.noise?.values[i] ?? 0),
    );
    const decoder = await loadGraph(writeDecoderModel(config, parameters));
    let nats = 0;
    for (const [at, label] of Array.from(batch.labels?.values ?? []).entries()) {
      if (label < 0) continue;
      const [row, column] = [Math.floor(at / 5), at % 5];
      const { logits } = await decoder.run({
        decoder_ids: integers([2, 5], batch.decoder_ids?.values ?? []),
        last: integers(
          [2],
          [0, 1].map((each) => (each === row ? column : 0)),
        ),
        z: floats([2, 3], z),
      });
      const scores = (logits?.values ?? []).slice(row * 7, row * 7 + 7);
      nats += Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - (scores[label] ?? 0);
    }
    close([nats / 2], [trained.reconstruction?.values[0] ?? 0], "reconstruction");
  });
}

test("padding changes nothing, and z only what it reaches", async () => {
  const parameters = largeParameters(tinyVae, new Rng(7));
  const encoder = await loadGraph(writeEncoderModel(tinyVae, parameters));
  const short = await encoder.run({ encoder_ids: integers([1, 2], [1, 5]), encoder_mask: integers([1, 2], [1, 1]) });
  const long = await encoder.run({
    encoder_ids: integers([1, 5], [1, 5, 0, 0, 0]),
    encoder_mask: integers([1, 5], [1, 1, 0, 0, 0]),
  });
  close(long.mean?.values, short.mean?.values, "mean");

  for (const injection of injections) {
    const config: VaeConfig = { ...tinyVae, injection };
    const decoder = await loadGraph(writeDecoderModel(config, largeParameters(config, new Rng(7))));
    const run = async (ids: readonly number[], z: readonly number[]) => {
      const feeds = { decoder_ids: integers([1, ids.length], ids), last: integers([1], [2]), z: floats([1, 3], z) };
      return (await decoder.run(feeds)).logits?.values ?? [];
    };
    const plain = await run([2, 3, 4], [1, -1, 0.5]);
    close(await run([2, 3, 4, 6, 6], [1, -1, 0.5]), plain, injection);
    const other = await run([2, 3, 4], [-2, 1, 3]);
    const change = Math.max(...other.map((x, i) => Math.abs(x - (plain[i] ?? 0))));
    assert.ok(injection === "none" ? change === 0 : change > 1e-3, `${injection}: ${change}`);
  }
});

test("each half of a block adds to the residual what its capture says", async () => {
  const encoder = await loadGraph(writeEncoderModel(tinyVae, largeParameters(tinyVae, new Rng(7))));
  const found = await encoder.run({
    encoder_ids: integers([1, 3], [1, 2, 3]),
    encoder_mask: integers([1, 3], [1, 1, 1]),
  });
  const values = (name: string) => found[name]?.values ?? [];
  const sum = values("encoder.block.0.residual").map(
    (x, i) =>
      x + (values("encoder.block.1.attention.output")[i] ?? 0) + (values("encoder.block.1.feedForward.output")[i] ?? 0),
  );
  close(sum, values("encoder.block.1.residual"), "residual");
});
