/** @file The client with a real engine process: streaming, cancelling, losing the process, closing it. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient, type EngineClientOptions } from "../../src/client/engineClient.ts";
import { Cancelled, EngineLost, UserError } from "../../src/core/base/errors.ts";
import type { TokenEvent } from "../../src/protocol/contract.ts";
import { tinyModel } from "../engine/tinyModel.ts";

const entry = fileURLToPath(new URL("../../src/engine/main.ts", import.meta.url));

interface Started {
  readonly client: EngineClient;
  readonly log: string[];
}

function start(t: TestContext, options: Partial<EngineClientOptions> = {}): Started {
  const log: string[] = [];
  const client = EngineClient.start({
    role: "inspect",
    entry,
    device: "cpu",
    log: (line) => void log.push(line),
    ...options,
  });
  t.after(() => client.close());
  return { client, log };
}

const prompt = "L1 def add(a, b):\n>>> add([5, 9], [1, 3])";

/** Never ends by itself: no token has this id. */
const endless = { manifest: { endTokenId: 100_000, contextLength: 100_000 } };

test("tokens stream with what was measured, and their texts are the response", async (t) => {
  const { client } = start(t);
  const tokens: TokenEvent[] = [];
  const promptTexts: string[] = [];
  const modelDir = await tinyModel(t);
  const generation = await client.generate(
    { modelDir, prompt, maxNewTokens: 30, topK: 4 },
    {
      onPromptTokens: ({ texts }) => {
        assert.equal(tokens.length, 0, "the prompt is known before the first token");
        promptTexts.push(...texts);
      },
      onToken: (token) => void tokens.push(token),
    },
  );
  assert.equal(generation.tokenCount, tokens.length);
  assert.deepEqual(
    tokens.map(({ index }) => index),
    [...tokens.keys()],
  );
  assert.equal(promptTexts.join(""), prompt);
  assert.equal(generation.device.label, "CPU");
  for (const { id, probability, entropy, topK } of tokens) {
    assert.deepEqual([topK.ids.length, topK.texts.length, topK.probabilities.length], [4, 4, 4]);
    assert.equal(topK.ids[0], id);
    assert.equal(topK.probabilities[0], probability);
    assert.deepEqual(
      [...topK.probabilities].sort((a, b) => b - a),
      topK.probabilities,
    );
    assert.ok(entropy >= 0 && entropy <= Math.log(500));
  }
});

test("a seed decides a sampled text", async (t) => {
  const { client } = start(t);
  const modelDir = await tinyModel(t, { scale: 3 });
  const sample = async (seed: number) => {
    let ids = "";
    const sampling = { kind: "sampled", seed, temperature: 1.5 } as const;
    await client.generate(
      { modelDir, prompt, maxNewTokens: 30, sampling },
      {
        onToken: ({ id }) => {
          ids += `${id} `;
        },
      },
    );
    return ids;
  };
  assert.equal(await sample(7), await sample(7));
  assert.notEqual(await sample(7), await sample(8));
});

test("a cancelled run rejects with Cancelled, and the same process answers the next", async (t) => {
  const { client } = start(t);
  const modelDir = await tinyModel(t, endless);
  const abort = new AbortController();
  const endlessRun = client.generate(
    { modelDir, prompt, maxNewTokens: 90_000 },
    { onToken: ({ index }) => index === 3 && abort.abort(), signal: abort.signal },
  );
  await assert.rejects(endlessRun, Cancelled);
  const { pid } = client;
  const { tokenCount } = await client.generate({ modelDir, prompt, maxNewTokens: 2 });
  assert.deepEqual([tokenCount, client.pid], [2, pid]);
});

test("an engine that is killed in mid-run is reported, and the next request starts another", async (t) => {
  const { client, log } = start(t);
  const modelDir = await tinyModel(t, endless);
  const seen: string[] = [];
  const run = client.generate(
    { modelDir, prompt, maxNewTokens: 90_000 },
    {
      onToken: ({ index, text }) => {
        seen.push(text);
        if (index === 3) process.kill(client.pid ?? 0, "SIGKILL");
      },
    },
  );
  await assert.rejects(run, (error) => error instanceof EngineLost && /SIGKILL.*Run again/.test(error.message));
  const killed = client.pid;
  assert.ok(seen.length >= 4);
  const { tokenCount } = await client.generate({ modelDir, prompt, maxNewTokens: 2 });
  assert.equal(tokenCount, 2);
  assert.notEqual(client.pid, killed);
  assert.match(log.join("\n"), /ended by SIGKILL/);
});

test("several runs share the engine and do not mix", async (t) => {
  const { client } = start(t);
  const modelDir = await tinyModel(t);
  const text = async (of: string) => {
    let response = "";
    await client.generate(
      { modelDir, prompt: of, maxNewTokens: 20 },
      {
        onToken: (token) => {
          response += token.text;
        },
      },
    );
    return response;
  };
  const alone = [await text("1+2="), await text("3+4=")];
  assert.deepEqual(await Promise.all([text("1+2="), text("3+4=")]), alone);
});

test("a missing model is a UserError that names the folder", async (t) => {
  const { client } = start(t);
  await assert.rejects(client.loadModel("/nowhere/model"), (error) => {
    assert(error instanceof UserError);
    assert.match(error.message, /\/nowhere\/model.*model\.json is missing/);
    assert.match(error.remedy, /Choose another model/);
    return true;
  });
});

test("an engine that cannot start says so in the log and to whoever asks", async (t) => {
  const { client, log } = start(t, { entry: fileURLToPath(new URL("missing.ts", import.meta.url)) });
  await assert.rejects(client.ready(), EngineLost);
  assert.match(log.join("\n"), /Cannot find module/);
});

test("an engine that does not stop is killed after the grace time", async (t) => {
  const deaf = fileURLToPath(new URL("deafEngine.ts", import.meta.url));
  const { client, log } = start(t, { entry: deaf, graceMs: 50 });
  const abort = new AbortController();
  const stuck = client.request("generate", { modelDir: "x", device: "cpu", prompt: "x" }, { signal: abort.signal });
  await client.ready();
  abort.abort();
  await assert.rejects(stuck, Cancelled);
  assert.match(log.join("\n"), /ended by SIGKILL/);
});

test("an engine that crashes comes back on the CPU alone and says why", async (t) => {
  const fragile = fileURLToPath(new URL("fragileEngine.ts", import.meta.url));
  const { client } = start(t, { entry: fragile, device: "auto" });
  const modelDir = await tinyModel(t);
  await assert.rejects(
    client.loadModel(modelDir),
    (error) => error instanceof EngineLost && /SIGSEGV/.test(error.message),
  );
  const { device } = await client.loadModel(modelDir);
  assert.deepEqual([device.device, device.requested], ["cpu", "auto"]);
  assert.match(device.label, /^CPU \(the engine crashed while .*WebGPU/);
});

test("closing ends the process and refuses what comes later", async (t) => {
  const { client, log } = start(t);
  await client.ready();
  await client.close();
  assert.match(log.join("\n"), /ended with status 0/);
  await assert.rejects(client.loadModel("x"), EngineLost);
});

test("the device list names every provider, and the CPU works", async (t) => {
  const { devices } = await start(t).client.request("devices", {});
  assert.deepEqual(devices.map(({ device }) => device).sort(), ["coreml", "cpu", "cuda", "dml", "webgpu"]);
  assert.deepEqual(
    devices.find(({ device }) => device === "cpu"),
    { device: "cpu", available: true, detail: "works" },
  );
});
