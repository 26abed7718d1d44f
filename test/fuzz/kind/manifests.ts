/** @file Descriptions of models: read with numbers within their bounds, or refused. */
import { parseDecoderManifest } from "../../../src/protocol/modelManifest.ts";
import { asUserError } from "../asUserError.ts";
import type { FuzzKind } from "../fuzzKind.ts";
import { mutateJson } from "../mutate.ts";

const manifest = {
  formatVersion: 1,
  name: "tiny",
  decoder: { vocabularySize: 120, layers: 2, width: 16, coupledPositions: 12, coupledParts: 3 },
  method: "rfft",
  dialect: "compact",
  task: "addition",
  positionCoupling: "place-value",
  endTokenId: 1,
  contextLength: 512,
  seed: 1,
  recipe: "recipe.json",
  hashes: { "model.onnx": "00", "tokenizer.json": "11" },
};

export const manifests: FuzzKind = {
  name: "manifests",
  make: (rng) => mutateJson(rng, manifest),
  check: (input) =>
    asUserError(() => {
      const { decoder, contextLength } = parseDecoderManifest(String(input), "model.json");
      const numbers = [decoder.vocabularySize, decoder.layers, decoder.width, decoder.coupledPositions, contextLength];
      if (!numbers.every((it) => Number.isInteger(it) && it >= 0 && it <= 2 ** 24))
        throw new Error(`Accepted ${numbers}.`);
    }),
};
