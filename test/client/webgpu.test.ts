/**
 * @file The WebGPU provider on Chromium's software adapter gives the tokens that the CPU gives. It needs Chromium's SwiftShader and
 * its Vulkan loader, and says how to get them where they are missing.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../src/client/engineClient.ts";
import { tinyModel } from "../engine/tinyModel.ts";

const entry = fileURLToPath(new URL("../../src/engine/main.ts", import.meta.url));

/** Where Debian, Ubuntu and Chrome's own packages put it. */
const adapters = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/opt/google/chrome"].map((dir) => {
  return join(dir, "vk_swiftshader_icd.json");
});

test("WebGPU on a software adapter decodes the same tokens as the CPU", async (t) => {
  const adapter = adapters.find(existsSync);
  assert.ok(adapter, "This test runs WebGPU on Chromium's software adapter. Install it: apt-get install chromium");
  const client = EngineClient.start({
    role: "inspect",
    entry,
    env: { VK_ICD_FILENAMES: adapter, VK_DRIVER_FILES: adapter, LD_LIBRARY_PATH: dirname(adapter) },
  });
  t.after(() => client.close());
  const modelDir = await tinyModel(t);
  const decode = async (device: "cpu" | "webgpu" | "auto") => {
    const ids: number[] = [];
    const probabilities: number[] = [];
    const generation = await client.generate(
      { modelDir, device, prompt: "L1 def add(a, b):\n>>> add([5, 9], [1, 3])", maxNewTokens: 6 },
      {
        onToken: ({ id, probability }) => {
          ids.push(id);
          probabilities.push(probability);
        },
      },
    );
    return { ids, probabilities, choice: generation.device };
  };
  const cpu = await decode("cpu");
  const gpu = await decode("webgpu");
  assert.deepEqual([gpu.choice.device, gpu.choice.label], ["webgpu", "WebGPU"]);
  assert.deepEqual(gpu.ids, cpu.ids);
  for (const [i, p] of gpu.probabilities.entries())
    assert.ok(Math.abs(p - (cpu.probabilities[i] ?? 0)) < 0.01, `token ${i}: ${p}`);
  assert.equal((await decode("auto")).choice.device, "webgpu");
});

test("without an adapter the CPU takes over and says why", async (t) => {
  const client = EngineClient.start({
    role: "inspect",
    entry,
    env: { VK_ICD_FILENAMES: "/nowhere.json", VK_DRIVER_FILES: "/nowhere.json" },
  });
  t.after(() => client.close());
  const modelDir = await tinyModel(t);
  for (const device of ["auto", "webgpu"] as const) {
    const { device: choice } = await client.loadModel(modelDir, device);
    assert.deepEqual([choice.device, choice.label, choice.requested], ["cpu", "CPU (no WebGPU adapter)", device]);
  }
});
