/** @file The bundled model files against the graphs that are built today from what their folders say and their weights: every output equal, bit for bit. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Rng } from "../../../src/core/base/rng.ts";
import { ownSpecification } from "../../../src/engine/model/sharedGraph.ts";
import { sideTable, writeDecoderModel, writeEncoderModel } from "../../../src/onnx/latent/vaeInference.ts";
import { readParameters, readTable } from "../../../src/onnx/readParameters.ts";
import { writeInferenceModel } from "../../../src/onnx/transformer/inference.ts";
import { parseDecoderManifest } from "../../../src/protocol/modelManifest.ts";
import { parseVaeManifest } from "../../../src/protocol/vaeManifest.ts";
import { type Feeds, floats, type Input, integers, loadGraph, type Outputs } from "../runGraph.ts";
import { emptyCache, extended, feedsOf } from "./runTransformer.ts";

const models = fileURLToPath(new URL("../../../models/", import.meta.url));
const folders = readdirSync(models);
const read = (folder: string, file: string): Buffer => readFileSync(`${models}${folder}/${file}`);
const rng = new Rng(4);
const draw = (count: number, limit: number): number[] => Array.from({ length: count }, () => rng.integer(0, limit - 1));

async function assertSame(file: Uint8Array, built: Uint8Array, feeds: Feeds): Promise<Outputs> {
  const [from, now] = await Promise.all([loadGraph(file), loadGraph(built)]);
  assert.deepEqual([...now.inputNames].sort(), [...from.inputNames].sort());
  assert.deepEqual([...now.outputNames].sort(), [...from.outputNames].sort());
  const [expected, found] = [await from.run(feeds), await now.run(feeds)];
  assert.deepEqual(found, expected);
  return found;
}

for (const folder of folders.filter((name) => !name.startsWith("latent-")))
  test(`${folder}: a prompt, and one token on its cache`, async () => {
    const { decoder } = parseDecoderManifest(read(folder, "model.json").toString(), folder);
    const spec = ownSpecification(decoder) ?? assert.fail(folder);
    const file = read(folder, "model.onnx");
    const built = writeInferenceModel(spec, readParameters(file, spec));
    const ids = spec.embedding.coupledPositions.reduce((product, rows) => product * rows, 1);
    const tokens = { ids: draw(40, spec.vocabularySize), coupled: draw(40, ids) };
    const prompt = await assertSame(file, built, { ...feedsOf(spec, tokens, 0, 39), ...emptyCache(spec) });
    await assertSame(file, built, { ...feedsOf(spec, tokens, 39, 40), ...extended(emptyCache(spec), prompt) });
  });

for (const folder of folders.filter((name) => name.startsWith("latent-")))
  test(`${folder}: both sides`, async () => {
    const { config } = parseVaeManifest(read(folder, "latent.json").toString(), folder);
    const [encoder, decoder] = [read(folder, "encoder.onnx"), read(folder, "decoder.onnx")];
    const parameters = new Map([
      ...readTable(encoder, sideTable(config, "encoder")),
      ...readTable(decoder, sideTable(config, "decoder")),
    ]);
    const ids = (length: number): Input => integers([2, length], draw(2 * length, config.vocabularySize));
    await assertSame(encoder, writeEncoderModel(config, parameters), {
      encoder_ids: ids(7),
      encoder_mask: integers([2, 7], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]),
    });
    await assertSame(decoder, writeDecoderModel(config, parameters), {
      decoder_ids: ids(9),
      last: integers([2], [8, 5]),
      z: floats(
        [2, config.latent],
        Array.from({ length: 2 * config.latent }, () => rng.normal()),
      ),
    });
  });
