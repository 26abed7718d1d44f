/** @file Which devices are tried, in which order, and what people read about it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { openModel } from "../../../src/engine/model/openModel.ts";
import { candidates, describeChoice, type Machine, problemOf } from "../../../src/engine/model/providers.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { tinyModel } from "../tinyModel.ts";

const linux: Machine = { offered: ["cpu", "webgpu", "cuda"], hasCudaLibraries: false };
const windows: Machine = { offered: ["cpu", "webgpu", "dml"], hasCudaLibraries: false };
const mac: Machine = { offered: ["cpu", "webgpu", "coreml"], hasCudaLibraries: false };

test("auto tries what the machine offers, fastest first, the CPU last", () => {
  assert.deepEqual(candidates("auto", linux).try, ["webgpu", "cpu"]);
  assert.deepEqual(candidates("auto", { ...linux, hasCudaLibraries: true }).try, ["cuda", "webgpu", "cpu"]);
  assert.deepEqual(candidates("auto", windows).try, ["dml", "webgpu", "cpu"]);
  assert.deepEqual(candidates("auto", mac).try, ["coreml", "webgpu", "cpu"]);
});

test("a device from the settings is tried first and the CPU second; cpu alone is cpu", () => {
  assert.deepEqual(candidates("webgpu", linux).try, ["webgpu", "cpu"]);
  assert.deepEqual(candidates("cpu", linux), { try: ["cpu"], left: [] });
  assert.deepEqual(candidates("dml", linux), {
    try: ["cpu"],
    left: [{ device: "dml", problem: "DirectML is not available on this system" }],
  });
});

test("the label gives the reason, and auto keeps quiet about what the machine never had", () => {
  const none = { device: "webgpu", problem: "no WebGPU adapter" } as const;
  const cuda = { device: "cuda", problem: "the CUDA libraries of ONNX Runtime are not installed" } as const;
  assert.equal(describeChoice("cpu", "cpu", []).label, "CPU");
  assert.equal(describeChoice("auto", "cpu", [cuda, none]).label, "CPU (no WebGPU adapter)");
  assert.equal(describeChoice("auto", "webgpu", [cuda]).label, "WebGPU");
  assert.equal(describeChoice("cuda", "cpu", [cuda]).label, `CPU (${cuda.problem})`);
});

test("a runtime's error becomes a few words", () => {
  const adapter = new Error(
    "/onnxruntime_src/x.cc:136 adapter_result.status == Success was false. Failed to get a WebGPU adapter: No supported adapters",
  );
  assert.equal(problemOf("webgpu", adapter), "no WebGPU adapter");
  assert.equal(problemOf("dml", new Error("device removed\nat x.cc")), "DirectML failed: device removed");
});

test("a device that cannot open a model leaves it to the CPU, once and visibly", async (t) => {
  // This build offers no DirectML on Linux, whatever the machine says it has.
  const runtime = new Runtime(
    { offered: ["cpu", process.platform === "win32" ? "coreml" : "dml"], hasCudaLibraries: false },
    1,
  );
  const device = process.platform === "win32" ? "coreml" : "dml";
  const { session } = await openModel({ dir: await tinyModel(t), device, runtime, onDeviceChanged: () => {} });
  assert.equal(session.choice.device, "cpu");
  assert.equal(session.choice.requested, device);
  assert.match(session.choice.label, /^CPU \((DirectML|Core ML) failed: .*backend not found/);
  assert.deepEqual(
    session.choice.tried.map((attempt) => attempt.device),
    [device],
  );
});
