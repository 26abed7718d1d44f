/** @file What specifications say of themselves: what does not fit is refused, layers of a kind, memory; and the frequencies of rotary positions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheBytes, decodingBytes, trainingBytes } from "../../../src/onnx/transformer/memory.ts";
import { countParameters } from "../../../src/onnx/transformer/parameterTable.ts";
import { rotaryTable, yarnAttentionFactor } from "../../../src/onnx/transformer/rotaryTable.ts";
import {
  checkSpec,
  type HeadSpec,
  layerKinds,
  type TransformerSpec,
} from "../../../src/onnx/transformer/specification.ts";
import { assertClose } from "./assertClose.ts";
import { families } from "./families.ts";

const { llama, cwm, bert, mistral } = families;

test("what does not fit together is refused, and says what", () => {
  const refused = (spec: TransformerSpec, message: RegExp): void =>
    assert.throws(() => checkSpec(spec), { name: "RangeError", message });
  const heads = (change: (head: HeadSpec, index: number) => HeadSpec): TransformerSpec => ({
    ...llama.spec,
    layers: llama.spec.layers.map((layer) => ({ heads: layer.heads.map(change) })),
  });
  refused({ ...llama.spec, attention: { ...llama.spec.attention, keyValueHeads: 3 } }, /4 heads cannot share 3/);
  refused({ ...llama.spec, parallel: true, placement: "post" }, /norms before them/);
  refused({ ...llama.spec, norm: { ...llama.spec.norm, bias: true } }, /RMSNorm has no bias/);
  refused(
    heads((head, i) => (i === 1 ? { ...head, window: 2 } : head)),
    /head 1 of layer 0 does not see as the others that share its keys/,
  );
  refused(
    heads((head, i) => (i < 2 || head.rotary === null ? head : { ...head, rotary: { ...head.rotary, base: 7 } })),
    /turned in 2 ways/,
  );
  refused(
    heads((head) => (head.rotary === null ? head : { ...head, rotary: { ...head.rotary, width: 6 } })),
    /even number of a head's 4 values, not 6/,
  );
  refused(
    { ...bert.spec, layers: mistral.spec.layers, attention: { ...mistral.spec.attention, causal: false } },
    /causal/,
  );
  refused({ ...llama.spec, layers: [...llama.spec.layers, { heads: [] }] }, /layer 2 has 0 heads/);
  for (const { spec } of Object.values(families)) checkSpec(spec);
});

test("layers that are alike are of one kind", () => {
  assert.deepEqual(layerKinds(llama.spec).ofLayer, [0, 0]);
  assert.deepEqual(layerKinds(cwm.spec).ofLayer, [0, 1, 1]);
  assert.equal(layerKinds(cwm.spec).kinds.length, 2);
});

/** Llama 3.2 1B and Qwen2.5 0.5B, from their published configurations. */
const published = {
  llama: {
    ...llama.spec,
    logits: { tied: true, bias: false, scale: 1 },
    vocabularySize: 128_256,
    width: 2048,
    attention: { ...llama.spec.attention, keyValueHeads: 8, headWidth: 64, scale: 1 / 8 },
    feedForward: { ...llama.spec.feedForward, width: 8192 },
    layers: Array.from({ length: 16 }, () => ({ heads: Array<HeadSpec>(32).fill({ rotary: null, window: null }) })),
  },
  qwen: {
    ...families.qwen2.spec,
    vocabularySize: 151_936,
    width: 896,
    attention: { ...families.qwen2.spec.attention, keyValueHeads: 2, headWidth: 64 },
    feedForward: { ...llama.spec.feedForward, width: 4864 },
    layers: Array.from({ length: 24 }, () => ({ heads: Array<HeadSpec>(14).fill({ rotary: null, window: null }) })),
  },
} satisfies Record<string, TransformerSpec>;

test("published models have the published number of parameters", () => {
  assert.equal(countParameters(published.llama), 1_235_814_400);
  assert.equal(countParameters(published.qwen), 494_032_768);
});

test("memory follows from the specification", () => {
  const { qwen } = published;
  // 24 layers x 2 heads x 64 values, keys and values, 4 bytes.
  assert.equal(cacheBytes(qwen, 1000), 24 * 2 * 64 * 2 * 4 * 1000);
  assert.equal(decodingBytes(qwen, { tokens: 0 }), 494_032_768 * 4);
  assert.equal(decodingBytes(qwen, { tokens: 10, bytesPerWeight: 2 }), 494_032_768 * 2 + cacheBytes(qwen, 10));
  const step = (tokens: number): number => trainingBytes(llama.spec, { tokens, sequence: 32 });
  assert.ok(step(0) === countParameters(llama.spec) * 40, "weights, moments and gradients");
  assert.equal(step(200) - step(100), step(100) - step(0));
});

test("frequencies are stretched as each scaling says", () => {
  const rotary = { base: 10_000, width: 8, interleaved: false };
  const of = (scaling: Parameters<typeof rotaryTable>[0]["scaling"]) => rotaryTable({ ...rotary, scaling });
  assertClose(of(null).inverseFrequencies, [1, 0.1, 0.01, 0.001], 1e-12, "plain");
  assertClose(of({ kind: "linear", factor: 4 }).inverseFrequencies, [0.25, 0.025, 0.0025, 0.00025], 1e-12, "linear");
  const factors = of({ kind: "factors", factors: [1, 2, 4, 8], attentionFactor: 1.2 });
  assertClose(factors.inverseFrequencies, [1, 0.05, 0.0025, 0.000125], 1e-12, "factors");
  assert.equal(factors.factor, 1.2);
  // Of 8192 positions, waves of 6.3, 62.8 and 628 positions are short, one of 6283 turns 1.3 times: between both.
  const llama3 = of({
    kind: "llama3",
    factor: 8,
    lowFrequencyFactor: 1,
    highFrequencyFactor: 4,
    originalContext: 8192,
  });
  const kept = (8192 * 0.001) / (2 * Math.PI) / 3 - 1 / 3;
  assertClose(llama3.inverseFrequencies, [1, 0.1, 0.01, ((1 - kept) / 8 + kept) * 0.001], 1e-12, "llama3");
  assert.equal(yarnAttentionFactor(1), 1);
  assert.equal(yarnAttentionFactor(4), 0.1 * Math.log(4) + 1);
});
