/** @file What cannot be looked into says why and what to do; what is no longer kept comes back; a changed model is another model. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CaptureStore } from "../../../src/engine/capture/captureStore.ts";
import { combinedRows } from "../../../src/engine/capture/combinedRows.ts";
import { LoadedModels } from "../../../src/engine/model/loadedModels.ts";
import { ModelStore } from "../../../src/engine/model/modelStore.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import { parrotModel } from "../parrotModel.ts";
import { refused } from "../refused.ts";
import { tinyModel, writeTinyModel } from "../tinyModel.ts";

const prompt = "L1 def add(a, b):\n>>> add([5, 9], [1, 3])";
const signal = new CancelSource();

function stores(limits?: { readonly runs: number; readonly bytes: number }) {
  const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);
  const models = new ModelStore({ runtime, loaded: new LoadedModels(2 ** 32), onDeviceChanged: () => {} });
  return { models, captures: new CaptureStore(models, runtime, limits) };
}

test("a model that does not say how it is built is refused by name", async (t) => {
  const modelDir = await parrotModel(t, { prompt, response: "\nL1", manifest: { name: "polly" } });
  const message = await refused(
    stores().captures.get({ modelDir, device: "cpu", prompt, response: [] }, signal),
    "no-captures",
  );
  assert.match(message, /polly .*attention cannot be shown\. Choose a model/);
});

test("weights that are no numbers are named with the layer they reach", async (t) => {
  const modelDir = await tinyModel(t, { scale: 1e30 });
  const message = await refused(
    stores().captures.get({ modelDir, device: "cpu", prompt, response: [] }, signal),
    "model-not-a-number",
  );
  assert.match(message, /not numbers before layer 1/);
});

test("a run that would take too much memory is refused before it is computed", async (t) => {
  const modelDir = await tinyModel(t);
  const { captures } = stores({ runs: 8, bytes: 1000 });
  const message = await refused(
    captures.get({ modelDir, device: "cpu", prompt, response: [] }, signal),
    "capture-too-large",
  );
  assert.match(message, /run of \d+ tokens take 18 KiB, more than the 1,000 bytes/);
});

test("a run of 32,000 tokens is refused before it is computed", async (t) => {
  const modelDir = await tinyModel(t, { manifest: { contextLength: 40_000 } });
  const response = Array<number>(32_000).fill(5);
  let begun = false;
  const message = await refused(
    stores().captures.get({ modelDir, device: "cpu", prompt: "5", response }, signal, {
      onTokens: () => {
        begun = true;
      },
    }),
    "capture-too-large",
  );
  assert.match(message, /has 32,001 tokens; activations can be computed up to 16,384\. Choose a shorter run/);
  assert.equal(begun, false);
});

test("a head and a token that are not there are refused", async (t) => {
  const modelDir = await tinyModel(t);
  const { run } = await stores().captures.get({ modelDir, device: "cpu", prompt, response: [] }, signal);
  const rows = (layer: number, head: number): Promise<void> =>
    combinedRows(run, { heads: [{ layer, head }] }, [0, 1], signal, () => {});
  assert.match(await refused(rows(2, 0), "no-such-head"), /no head 0 in layer 2: it has 2 layers of 2 heads/);
  assert.match(
    await refused(
      combinedRows(run, { heads: [] }, [0, 1], signal, () => {}),
      "no-such-head",
    ),
    /Choose/,
  );
});

test("a run of one token looks at itself", async (t) => {
  const modelDir = await tinyModel(t);
  const { run } = await stores().captures.get({ modelDir, device: "cpu", prompt: "5", response: [] }, signal);
  const rows: number[][] = [];
  await combinedRows(run, { heads: [{ layer: 1, head: 1 }] }, [0, 1], signal, (_, row) => rows.push([...row]));
  assert.deepEqual(rows, [[1]]);
});

test("a run is known until others take its room, and not after its model changed", async (t) => {
  const modelDir = await tinyModel(t);
  const { captures } = stores({ runs: 2, bytes: 2 ** 29 });
  const get = (response: number[]) => captures.get({ modelDir, device: "cpu", prompt, response }, signal);
  assert.deepEqual(
    [(await get([5])).known, (await get([6])).known, (await get([5])).known, (await get([7])).known],
    [false, false, true, false],
  );
  assert.deepEqual([(await get([5])).known, (await get([6])).known], [true, false]);
  await writeTinyModel(modelDir, { seed: 2 });
  const changed = await get([5]);
  assert.equal(changed.known, false);
});

test("a response that fills the context is read to its last token", async (t) => {
  const modelDir = await tinyModel(t, { manifest: { contextLength: 60 } });
  const { captures } = stores();
  const response = Array<number>(60).fill(5);
  const { run } = await captures.get({ modelDir, device: "cpu", prompt, response }, signal);
  assert.equal(run.length, 60);
});
