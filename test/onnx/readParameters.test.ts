/** @file The weights of a model file, read back and refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../src/core/base/rng.ts";
import { readParameters } from "../../src/onnx/readParameters.ts";
import { writeInferenceModel } from "../../src/onnx/transformer/inference.ts";
import { type DecoderConfig, decoderSpecification } from "../../src/onnx/transformer/ownModels.ts";
import { initialParameters } from "../../src/onnx/transformer/parameterTable.ts";

const config: DecoderConfig = {
  vocabularySize: 5,
  layers: 2,
  width: 6,
  heads: [{ rotary: true, window: null }],
  feedForward: 10,
  activation: "gelu",
  tiedEmbeddings: false,
  coupledPositions: 3,
};
const spec = decoderSpecification(config);
const parameters = initialParameters(spec, new Rng(4));
const model = writeInferenceModel(spec, parameters);

test("weights come back bit for bit, from plain bytes and from a file's buffer", () => {
  for (const bytes of [new Uint8Array(model), Buffer.from(model)]) {
    assert.deepEqual(readParameters(bytes, spec), parameters);
  }
});

test("a file that is no model, a cut one and another model's are each told apart", () => {
  const refused = (bytes: Uint8Array, of: DecoderConfig, message: RegExp) =>
    assert.throws(() => readParameters(bytes, decoderSpecification(of)), {
      name: "UserError",
      code: "model-corrupt",
      message,
    });
  refused(new TextEncoder().encode("{}"), config, /not an ONNX model|has no weight/);
  refused(model.subarray(0, model.length / 2), config, /not an ONNX model|has no weight/);
  refused(model, { ...config, layers: 3 }, /no weight block\.2\./);
  refused(model, { ...config, vocabularySize: 6 }, /embedding\.token\.weight has another size/);
});
