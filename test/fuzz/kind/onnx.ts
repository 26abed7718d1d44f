/** @file Model files: their weights are read, or the file is refused. */
import { Rng } from "../../../src/core/base/rng.ts";
import { readParameters } from "../../../src/onnx/readParameters.ts";
import { writeInferenceModel } from "../../../src/onnx/transformer/inference.ts";
import { decoderSpecification } from "../../../src/onnx/transformer/ownModels.ts";
import { initialParameters } from "../../../src/onnx/transformer/parameterTable.ts";
import { asUserError } from "../asUserError.ts";
import type { FuzzKind } from "../fuzzKind.ts";
import { mutateBytes } from "../mutate.ts";

const spec = decoderSpecification({
  vocabularySize: 8,
  layers: 1,
  width: 4,
  heads: [{ rotary: true, window: null }],
  feedForward: 4,
  activation: "gelu",
  tiedEmbeddings: true,
  coupledPositions: 0,
});
const model = writeInferenceModel(spec, initialParameters(spec, new Rng(1)));

export const onnx: FuzzKind = {
  name: "onnx",
  make: (rng) => mutateBytes(rng, model),
  check: (input) => asUserError(() => readParameters(bytesOf(input), spec)),
};

function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? new TextEncoder().encode(input) : input;
}
