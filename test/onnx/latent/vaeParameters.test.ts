/** @file What the injections can carry, of our own decoder and of Qwen2.5-0.5B, and how large the study's model is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { injections, qwen25Half, type VaeConfig } from "../../../src/onnx/latent/config.ts";
import { countVaeParameters, injectionCapacity } from "../../../src/onnx/latent/vaeParameters.ts";
import { tinyShape, tinyVae } from "./tinyVae.ts";

test("with two heads of keys for fourteen of queries, a query carries seven times what a key can", () => {
  const capacity = (injection: VaeConfig["injection"]) =>
    injectionCapacity({ ...tinyVae, latent: 32, decoder: qwen25Half, sharedEmbeddings: false, injection });
  assert.deepEqual(capacity("query"), {
    parameters: 24 * 32 * 896,
    valuesPerLayer: 896,
    values: 24 * 896,
    rankPerLayer: 32,
    rank: 32,
  });
  assert.equal(capacity("keyValue").parameters, 24 * 32 * 2 * 128);
  assert.equal(capacity("memory").parameters, capacity("keyValue").parameters);
  assert.equal(capacity("embedding").parameters, 32 * 896);
  assert.deepEqual(capacity("none"), { parameters: 0, valuesPerLayer: 0, values: 0, rankPerLayer: 0, rank: 0 });
});

test("an injection's parameters are what it has beyond the model without one", () => {
  const count = (injection: VaeConfig["injection"]) => countVaeParameters({ ...tinyVae, injection });
  for (const injection of injections) {
    const { parameters } = injectionCapacity({ ...tinyVae, injection });
    assert.equal(count(injection) - count("none"), parameters, injection);
  }
});

test("Qwen2.5-0.5B as a decoder has the weights of the published model", () => {
  const config: VaeConfig = {
    ...tinyVae,
    vocabularySize: 151_936,
    encoder: { ...tinyShape, layers: 0 },
    decoder: qwen25Half,
    injection: "none",
    sharedEmbeddings: false,
  };
  const { width } = tinyShape;
  const encoder = 151_936 * width + width + 2 * width * tinyVae.latent + tinyVae.latent * tinyVae.rules;
  assert.equal(countVaeParameters(config) - encoder, 494_032_768);
});

test("shapes that cannot be are refused", () => {
  const decoder = { ...tinyShape, keyValueHeads: 4, heads: 6 };
  assert.throws(() => countVaeParameters({ ...tinyVae, decoder }), /6 heads cannot share 4/);
  const wide = { ...tinyShape, width: 16 };
  assert.throws(() => countVaeParameters({ ...tinyVae, decoder: wide }), /share embeddings of one width/);
});
