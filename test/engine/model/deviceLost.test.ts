/** @file A device that is lost while a model runs: the model goes on on the CPU, once, and everybody is told. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { measuredChooser } from "../../../src/engine/decode/choose.ts";
import { decodeBatch } from "../../../src/engine/decode/decodeBatch.ts";
import { preparePrompt } from "../../../src/engine/decode/preparePrompt.ts";
import { type OpenModel, openModel } from "../../../src/engine/model/openModel.ts";
import { type OpenGraph, Runtime } from "../../../src/engine/model/runtime.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import type { DeviceChoice } from "../../../src/protocol/contract.ts";
import { tinyModel } from "../tinyModel.ts";

const real = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);

/** The real runtime, except that its first session passes for a WebGPU one, which a test can then take away. */
function firstOnWebGpu(opened: OpenGraph[]): Pick<Runtime, "open"> {
  return {
    async open(path, setting, before) {
      const graph = await real.open(path, "cpu", before);
      const first: DeviceChoice = { requested: setting, device: "webgpu", label: "WebGPU", tried: [] };
      opened.push(opened.length === 0 ? { ...graph, choice: first } : graph);
      return opened.at(-1) ?? graph;
    },
  };
}

interface Opened {
  readonly model: OpenModel;
  readonly opened: OpenGraph[];
  readonly told: DeviceChoice[];
}

async function open(t: TestContext): Promise<Opened> {
  const opened: OpenGraph[] = [];
  const told: DeviceChoice[] = [];
  const model = await openModel({
    dir: await tinyModel(t),
    device: "auto",
    runtime: firstOnWebGpu(opened),
    onDeviceChanged: (choice) => void told.push(choice),
  });
  return { model, opened, told };
}

async function decode(model: OpenModel, loseAt?: { readonly index: number; readonly graph: OpenGraph | undefined }) {
  const ids: number[] = [];
  const prompt = preparePrompt(model, "59+13=", { choose: measuredChooser({ kind: "greedy" }, 1) });
  await decodeBatch(model.session, [prompt], {
    endTokenId: -1,
    contextLength: 512,
    maxNewTokens: 12,
    signal: new CancelSource(),
    onToken: (_row, { id }) => {
      ids.push(id);
      // A session that was given back fails at its next call, as one whose device is gone.
      if (ids.length === loseAt?.index) void loseAt.graph?.session.release();
    },
  });
  return ids;
}

test("a lost device is replaced by the CPU without losing a token, and the label says what happened", async (t) => {
  const { model, opened, told } = await open(t);
  assert.equal(model.session.choice.label, "WebGPU");
  const ids = await decode(model, { index: 5, graph: opened[0] });
  assert.equal(model.session.choice.device, "cpu");
  assert.match(model.session.choice.label, /^CPU \(WebGPU failed: /);
  assert.equal(model.session.choice.requested, "auto");
  assert.deepEqual(told, [model.session.choice]);
  assert.deepEqual(ids, await decode(model));
});

test("it happens once: when the CPU fails as well, that is a message", async (t) => {
  const { model, opened, told } = await open(t);
  await decode(model, { index: 2, graph: opened[0] });
  await assert.rejects(decode(model, { index: 2, graph: opened[1] }), (error) => {
    return error instanceof UserError && /model\.onnx failed while it ran/.test(error.message);
  });
  assert.equal(told.length, 1);
});
