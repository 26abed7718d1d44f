/**
 * @file What the engine says that a language VAE looked at equals both of its sides written out in plain TypeScript within 1e-5, for the
 * bundled ones and for every way in which z reaches a decoder; and looking changes nothing.
 */
import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { inferenceTaskNamed } from "../../../src/core/inference/registry.ts";
import { exposeAttention } from "../../../src/onnx/exposeAttention.ts";
import { injections, type VaeConfig } from "../../../src/onnx/latent/config.ts";
import { sideTable } from "../../../src/onnx/latent/vaeInference.ts";
import type { Parameters } from "../../../src/onnx/parameters.ts";
import { readTable } from "../../../src/onnx/readParameters.ts";
import type { CaptureEvent } from "../../../src/protocol/activations.ts";
import { type LatentReader, latentReaders } from "../../../src/protocol/activations.ts";
import { parseVaeManifest } from "../../../src/protocol/vaeManifest.ts";
import { referenceVae } from "../../onnx/latent/referenceVae.ts";
import { floats, integers, loadGraph } from "../../onnx/runGraph.ts";
import { refused } from "../refused.ts";
import { writeTinyLatent } from "../tinyLatent.ts";

const entry = fileURLToPath(new URL("../../../src/engine/main.ts", import.meta.url));
const models = fileURLToPath(new URL("../../../models/", import.meta.url));

suite("attention of language VAEs", () => {
  for (const name of ["latent-derivation", "latent-explanatory", "latent-syllogism"])
    test(`${name}: both sides are the reference's`, async (t) => {
      const dir = join(models, name);
      const manifest = parseVaeManifest(await readFile(join(dir, "latent.json"), "utf8"), dir);
      const { config } = manifest;
      const weights = new Map<string, Float32Array>();
      for (const side of ["encoder", "decoder"] as const) {
        const read = readTable(await readFile(join(dir, `${side}.onnx`)), sideTable(config, side));
        for (const [key, values] of read) weights.set(key, values);
      }
      const { premises, conclusion } = inferenceTaskNamed(manifest.task)?.example ?? assert.fail();
      await held(t, { dir, config, weights, item: { premises, conclusion } });
    });

  for (const injection of injections)
    test(`z in the decoder by ${injection}`, async (t) => {
      const dir = await folder(t);
      const { config, parameters } = await writeTinyLatent(dir, { injection });
      await held(t, { dir, config, weights: parameters, item: { premises: ["x*y", "x"], conclusion: "y" } });
    });

  test("looking leaves the other outputs bit for bit, and adds one for each layer", async () => {
    for (const [file, feeds, of] of [
      [
        "encoder.onnx",
        { encoder_ids: integers([1, 5], [1, 9, 10, 2, 11]), encoder_mask: integers([1, 5], [1, 1, 1, 1, 1]) },
        ["mean", "log_variance", "encoder.block.1.residual"],
      ],
      [
        "decoder.onnx",
        {
          decoder_ids: integers([1, 5], [3, 9, 10, 2, 11]),
          last: integers([1], [4]),
          z: floats(
            [1, 16],
            Array.from({ length: 16 }, (_, i) => Math.sin(i)),
          ),
        },
        ["logits", "decoder.block.1.residual"],
      ],
    ] as const) {
      const bytes = await readFile(join(models, "latent-derivation", file));
      const { model, outputs } = exposeAttention(bytes);
      assert.equal(outputs.length, 2);
      const [before, after] = [await loadGraph(bytes), await loadGraph(model)];
      const [plain, looked] = [await before.run(feeds), await after.run(feeds)];
      for (const name of of) assert.deepEqual(looked[name]?.values, plain[name]?.values, name);
      for (const name of outputs) assert.equal(looked[name]?.values.length, 4 * 5 * 5);
    }
  });

  test("what cannot be read says why: weights that are no numbers, a changed file, unknown words, causes", async (t) => {
    const client = started(t);
    const [dir, changed] = [await folder(t), await folder(t)];
    await writeTinyLatent(dir, { broken: "decoder", name: "hollow" });
    const ask = (modelDir: string, reads: LatentReader, conclusion = "y") =>
      client.request("capture", {
        ...runInputOf(modelDir, { premises: ["x*y", "x"], conclusion }, reads),
        thumbnail: 0,
      });
    await ask(dir, "encoder");
    assert.match(
      await refused(ask(dir, "decoder"), "model-not-a-number"),
      /hollow computes values that are not numbers in layer 0.*train it again/,
    );
    assert.match(await refused(ask(dir, "encoder", "?"), "prompt-unwritable"), /hollow knows nothing of \?/);
    await writeTinyLatent(changed);
    await appendFile(join(changed, "decoder.onnx"), "x");
    assert.match(await refused(ask(changed, "encoder"), "model-corrupt"), /is not the file that its description names/);
    const input = runInputOf(dir, { premises: ["x*y", "x"], conclusion: "y" }, "encoder");
    assert.match(
      await refused(client.request("logitLens", { ...input, token: 1 }), "no-captures"),
      /an item that a language VAE read/,
    );
  });

  test("rows of the encoder and of its rollout sum to 1, and its scores count later tokens", async (t) => {
    const client = started(t);
    const dir = await folder(t);
    await writeTinyLatent(dir);
    const input = runInputOf(dir, { premises: ["x*y", "x"], conclusion: "y" }, "encoder");
    const heads = [0, 1].flatMap((layer) => [0, 1].map((head) => ({ layer, head })));
    const length = 7; // <cls> x * y x <sep> y
    const whole: [number, number] = [0, length];
    const through = { kind: "rollout" } as const;
    for (const set of [{ heads }, { heads, through }]) {
      const { weights } = await client.request("attentionMatrix", {
        ...input,
        set,
        queries: whole,
        keys: whole,
      });
      for (let row = 0; row < length; row++) {
        const own = weights.subarray(row * length, (row + 1) * length);
        assert.ok(Math.abs(own.reduce((a, b) => a + b) - 1) < 1e-5);
        assert.ok(row === length - 1 || own.subarray(row + 1).some((share) => share > 0.001), "it sees later tokens");
      }
    }
    const flow = { heads, through: { kind: "flow" } } as const;
    const { weights } = await client.request("attentionRow", {
      ...input,
      set: flow,
      token: 2,
      direction: "out",
    });
    assert.ok(Math.abs(weights.reduce((a, b) => a + b) - 1) < 1e-5 && (weights[length - 1] ?? 0) > 0);
    const { heads: scored } = await client.request("headScores", { ...input, steps: [] });
    const one = { heads: [{ layer: 1, head: 1 }] };
    const matrix = await client.request("attentionMatrix", { ...input, set: one, queries: whole, keys: whole });
    let [distance, entropy] = [0, 0];
    for (const [i, p] of matrix.weights.entries()) {
      distance += (p * Math.abs((i % length) - Math.floor(i / length))) / length;
      entropy -= (p * Math.log(p)) / length;
    }
    const scores = scored.at(-1)?.scores;
    assert.ok(Math.abs((scores?.distance ?? 0) - distance) < 1e-5 && Math.abs((scores?.entropy ?? 0) - entropy) < 1e-5);
    assert.deepEqual([scores?.ruleLine, scores?.operands], [null, null]);
  });
});

interface Item {
  readonly premises: readonly string[];
  readonly conclusion: string;
}

interface Case {
  readonly dir: string;
  readonly config: VaeConfig;
  readonly weights: Parameters;
  readonly item: Item;
}

/** Every head of every layer and reader, against the reference. */
async function held(t: TestContext, { dir, config, weights, item }: Case): Promise<void> {
  const client = started(t);
  let mean: readonly number[] = [];
  for (const reads of latentReaders) {
    const input = runInputOf(dir, item, reads);
    const events: CaptureEvent[] = [];
    await client.request("capture", { ...input, thumbnail: 8 }, { onEvent: (event) => events.push(event) });
    const [first, ...layers] = events;
    assert.ok(first?.kind === "shape");
    const { tokens, slot, causal, promptTokens } = first.shape;
    const side = reads === "encoder" ? "encoder" : "decoder";
    assert.equal(layers.length, config[side].layers);
    assert.equal(causal, side === "decoder");
    assert.equal(slot, side === "decoder" && config.injection === "memory");
    const written = tokens.slice(promptTokens).map(({ text }) => text);
    if (side === "decoder") assert.equal(written.pop(), "<eos>");
    assert.equal(written.join("").replaceAll(" ", ""), item.conclusion.replaceAll(" ", ""));
    const ids = tokens.slice(slot ? 1 : 0).map(({ id }) => id);
    const z = reads === "decoder" ? mean : Array<number>(config.latent).fill(0);
    const known = referenceVae(config, weights, side, ids, z);
    if (side === "encoder") mean = known.mean;
    const whole = [0, tokens.length] satisfies [number, number];
    for (const [layer, heads] of known.probabilities.entries())
      for (const [head, rows] of heads.entries()) {
        const set = { heads: [{ layer, head }] };
        const found = await client.request("attentionMatrix", { ...input, set, queries: whole, keys: whole });
        const matrix = slot ? [tokens.map(() => 0), ...rows] : rows;
        assert.equal(found.weights.length, matrix.length ** 2);
        for (const [i, p] of matrix.flat().entries())
          assert.ok(
            Math.abs((found.weights[i] ?? Number.NaN) - p) < 1e-5,
            `${reads}, layer ${layer}, head ${head}, ${i}: ${found.weights[i]}, ${p}`,
          );
        const token = Math.floor(tokens.length / 2);
        const into = await client.request("attentionRow", { ...input, set, token, direction: "in" });
        const column = matrix.map((row) => row[token] ?? 0);
        for (const [i, p] of column.entries()) assert.ok(Math.abs((into.weights[i] ?? Number.NaN) - p) < 1e-5);
      }
  }
}

function runInputOf(modelDir: string, { premises, conclusion }: Item, reads: LatentReader) {
  const latent = { reads, premises: [...premises], conclusion };
  return { modelDir, device: "cpu" as const, prompt: "", response: [], latent };
}

function started(t: TestContext): EngineClient {
  const client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
  t.after(() => client.close());
  return client;
}

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-latent-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
