/** @file Opening model folders: what is missing or damaged is named, with what to do about it. */

import assert from "node:assert/strict";
import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { buildTokenizer } from "../../../src/core/tokenizer/tokenizerBuilder.ts";
import { bareGreedy } from "../../../src/engine/decode/choose.ts";
import { decodeBatch } from "../../../src/engine/decode/decodeBatch.ts";
import { preparePrompt } from "../../../src/engine/decode/preparePrompt.ts";
import { LoadedModels } from "../../../src/engine/model/loadedModels.ts";
import { ModelStore } from "../../../src/engine/model/modelStore.ts";
import { openModel } from "../../../src/engine/model/openModel.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { probeGraph } from "../../../src/engine/request/probeGraph.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import { tinyModel, writeTinyModel } from "../tinyModel.ts";

const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);
const open = (dir: string) => openModel({ dir, device: "cpu", runtime, onDeviceChanged: () => {} });

async function refused(dir: string): Promise<UserError> {
  const error: unknown = await open(dir).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert(error instanceof UserError, String(error));
  assert.match(error.remedy, /Choose another model/);
  return error;
}

const damages: readonly [name: string, damage: (dir: string) => Promise<void>, code: string, message: RegExp][] = [
  [
    "no folder",
    (dir) => rm(dir, { recursive: true }),
    "model-missing",
    /There is no model in .*: model\.json is missing/,
  ],
  [
    "a model.json that is no JSON",
    (dir) => writeFile(join(dir, "model.json"), "{"),
    "model-corrupt",
    /model\.json is not JSON/,
  ],
  [
    "a model.json without a decoder",
    (dir) => writeFile(join(dir, "model.json"), '{"formatVersion": 1, "name": "x"}'),
    "model-corrupt",
    /model\.json is not a model description \(decoder: /,
  ],
  ["no tokenizer.json", (dir) => rm(join(dir, "tokenizer.json")), "model-incomplete", /has no tokenizer\.json/],
  [
    "a damaged tokenizer.json",
    (dir) => truncate(join(dir, "tokenizer.json"), 99),
    "tokenizer-corrupt",
    /tokenizer\.json is not a tokenizer/,
  ],
  [
    "a tokenizer with more tokens than the model",
    (dir) =>
      writeFile(
        join(dir, "tokenizer.json"),
        JSON.stringify(buildTokenizer(["one", "more", "and", "another", "word", "still"])),
      ),
    "model-inconsistent",
    /tokenizer\.json has \d+ tokens, but the model .* knows \d+/,
  ],
  ["no model.onnx", (dir) => rm(join(dir, "model.onnx")), "model-incomplete", /has no model\.onnx/],
  [
    "half a model.onnx",
    (dir) => truncate(join(dir, "model.onnx"), 2000),
    "model-corrupt",
    /model\.onnx cannot be opened/,
  ],
  [
    "an empty model.onnx",
    (dir) => truncate(join(dir, "model.onnx"), 0),
    "model-corrupt",
    /model\.onnx cannot be opened/,
  ],
  [
    "a graph that is no decoder",
    (dir) => writeFile(join(dir, "model.onnx"), probeGraph()),
    "model-foreign",
    /model\.onnx is not a decoder with a cache: it lacks input_ids/,
  ],
];

for (const [name, damage, code, message] of damages) {
  test(`${name} is named`, async (t) => {
    const dir = await tinyModel(t);
    await damage(dir);
    const error = await refused(dir);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /onnxruntime_src|\.cc|node_modules/);
  });
}

test("a file whose hash is not the one in model.json is named", async (t) => {
  const dir = await tinyModel(t, { manifest: { hashes: { "model.onnx": "0".repeat(64) } } });
  assert.match((await refused(dir)).message, /model\.onnx is damaged or belongs to another model/);
});

test("weights that are no numbers are a message when the model runs", async (t) => {
  const model = await open(await tinyModel(t, { scale: Number.NaN }));
  const running = decodeBatch(model.session, [preparePrompt(model, "1+1=", { choose: bareGreedy })], {
    endTokenId: 1,
    contextLength: 512,
    maxNewTokens: 1,
    signal: new CancelSource(),
    onToken: () => {},
  });
  await assert.rejects(running, (error) => error instanceof UserError && error.code === "model-not-a-number");
});

const tooLong: readonly [string, RegExp][] = [
  ["1+".repeat(400), /The prompt has 800 tokens, but this model reads 512 tokens in all/],
  ["x".repeat(10_000_000), /The prompt has 10000000 characters/],
  ["", /The prompt is empty/],
];

test("prompts that do not fit are refused, the huge ones before they are cut into tokens", async (t) => {
  const model = await open(await tinyModel(t));
  for (const [text, message] of tooLong) {
    assert.throws(() => preparePrompt(model, text, { choose: bareGreedy }), message);
  }
});

async function store(t: TestContext) {
  const dir = await tinyModel(t);
  return { dir, models: new ModelStore({ runtime, loaded: new LoadedModels(2 ** 32), onDeviceChanged: () => {} }) };
}

test("a model is opened once, and anew when its files change", async (t) => {
  const { dir, models } = await store(t);
  const first = await models.get(dir, "cpu");
  assert.equal(await models.get(dir, "cpu"), first);
  await writeTinyModel(dir, { seed: 2, manifest: { name: "second" } });
  const second = await models.get(dir, "cpu");
  assert.deepEqual([first.manifest.name, second.manifest.name], ["tiny", "second"]);
});

test("a folder that could not be opened can be once it is whole", async (t) => {
  const { dir, models } = await store(t);
  const path = join(dir, "model.json");
  const text = await readFile(path, "utf8");
  await rm(path);
  await assert.rejects(models.get(dir, "cpu"), UserError);
  await writeFile(path, text);
  assert.equal((await models.get(dir, "cpu")).manifest.name, "tiny");
});
