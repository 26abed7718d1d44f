/** @file The graphs of a small decoder as text, so that every change of a graph is seen in review. */
import { Rng } from "../../src/core/base/rng.ts";
import { dumpModel } from "../../src/onnx/dump.ts";
import { writeInferenceModel } from "../../src/onnx/inference.ts";
import { captureKinds, type DecoderConfig, initialParameters } from "../../src/onnx/parameters.ts";
import { writeTrainingStep } from "../../src/onnx/training.ts";
import { Golden } from "../golden.ts";

const config: DecoderConfig = {
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
  places: 4,
};
const optimizer = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };
const parameters = initialParameters(config, new Rng(1));

const golden = new Golden(import.meta.url, "graph.");

golden.test("the training step", "graph.training.txt", () => dumpModel(writeTrainingStep(config, optimizer)));
golden.test("the inference model", "graph.inference.txt", () => dumpModel(writeInferenceModel(config, parameters)));
golden.test("the inference model with every capture", "graph.captures.txt", () => {
  const captures = captureKinds.map((kind) => ({ layer: 0, kind }));
  return dumpModel(writeInferenceModel(config, parameters, { captures }));
});
