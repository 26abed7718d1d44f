/** @file The graphs of a small decoder as text, so that every change of a graph is seen in review. */
import { Rng } from "../../src/core/base/rng.ts";
import { dumpModel } from "../../src/onnx/dump.ts";
import { captureKinds } from "../../src/onnx/parameters.ts";
import { writeInferenceModel } from "../../src/onnx/transformer/inference.ts";
import { decoderSpecification } from "../../src/onnx/transformer/ownModels.ts";
import { initialParameters } from "../../src/onnx/transformer/parameterTable.ts";
import { writeTrainingStep } from "../../src/onnx/transformer/training.ts";
import { Golden } from "../golden.ts";

const spec = decoderSpecification({
  vocabularySize: 12,
  layers: 1,
  width: 8,
  heads: [
    { rotary: true, window: 3 },
    { rotary: false, window: null },
  ],
  feedForward: 16,
  activation: "squaredRelu",
  tiedEmbeddings: true,
  coupledPositions: 4,
});
const optimizer = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
const parameters = initialParameters(spec, new Rng(1));

const golden = new Golden(import.meta.url, "graph.");

golden.test("the training step", "graph.training.txt", () => dumpModel(writeTrainingStep(spec, optimizer)));
golden.test("the inference model", "graph.inference.txt", () => dumpModel(writeInferenceModel(spec, parameters)));
golden.test("the inference model with every capture", "graph.captures.txt", () => {
  const captures = captureKinds.map((kind) => ({ layer: 0, kind }));
  return dumpModel(writeInferenceModel(spec, parameters, { captures }));
});
