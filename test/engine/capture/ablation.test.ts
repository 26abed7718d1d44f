/**
 * @file Ablated heads, masked tokens and the logit lens give what the decoder written out in plain TypeScript gives, and a response written
 * anew without anything taken away is the response.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { readModel } from "../../../src/client/models.ts";
import { ownSpecification } from "../../../src/engine/model/sharedGraph.ts";
import { readParameters } from "../../../src/onnx/readParameters.ts";
import type { CaptureShape } from "../../../src/protocol/activations.ts";
import { referenceTransformer, type Without } from "../../onnx/referenceTransformer.ts";
import { tinyModel } from "../tinyModel.ts";

const entry = fileURLToPath(new URL("../../../src/engine/main.ts", import.meta.url));
const prompt = "L1 def add(a, b):\n>>> add([5, 9], [1, 3])";

async function setUp(t: TestContext) {
  const client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
  t.after(() => client.close());
  const modelDir = await tinyModel(t);
  const response: number[] = [];
  await client.generate({ modelDir, prompt, maxNewTokens: 10 }, { onToken: ({ id }) => response.push(id) });
  const input = { modelDir, device: "cpu", prompt, response } as const;
  let shape: CaptureShape | undefined;
  await client.request("capture", input, {
    onEvent: (event) => {
      if (event.kind === "shape") shape = event.shape;
    },
  });
  assert.ok(shape);
  const { tokens, promptTokens } = shape;
  const { manifest } = await readModel(modelDir);
  const spec = ownSpecification(manifest.decoder) ?? assert.fail();
  const parameters = readParameters(await readFile(join(modelDir, "model.onnx")), spec);
  const ids = tokens.map(({ id }) => id);
  /** Probabilities of the tokens [from, to) after those before them. */
  const chances = (range: readonly [number, number], without: Without): number[] => {
    const coupled = tokens.map(({ coupledId }) => coupledId);
    const { logits } = referenceTransformer(spec, parameters, { ids, coupled }, without);
    return ids.slice(...range).map((id, i) => probability(logits[range[0] + i - 1] ?? [], id));
  };
  return { client, input, response, promptTokens, length: tokens.length, chances };
}

function probability(logits: readonly number[], id: number): number {
  const most = Math.max(...logits);
  const total = logits.reduce((sum, x) => sum + Math.exp(x - most), 0);
  return Math.exp((logits[id] ?? Number.NEGATIVE_INFINITY) - most) / total;
}

function close(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs((actual[i] ?? Number.NaN) - value) < 1e-4, `${what}[${i}]: ${actual[i]} against ${value}`);
}

test("ablated heads and masked tokens", async (t) => {
  const { client, input, length, promptTokens, chances } = await setUp(t);
  const tokens: [number, number] = [promptTokens, length];
  const cases: readonly { heads: { layer: number; head: number }[]; masked: number[] }[] = [
    { heads: [{ layer: 1, head: 1 }], masked: [] },
    {
      heads: [
        { layer: 0, head: 0 },
        { layer: 1, head: 0 },
      ],
      masked: [],
    },
    { heads: [], masked: [3, 7, promptTokens - 1] },
    { heads: [{ layer: 0, head: 1 }], masked: [5] },
  ];
  for (const without of cases) {
    const { before, after } = await client.request("ablate", { ...input, ...without, tokens });
    close(before, chances(tokens, {}), "before");
    close(after, chances(tokens, without), `after ${JSON.stringify(without)}`);
  }
});

test("heads by effect: what all tokens of a step together lose", async (t) => {
  const { client, input, length, promptTokens, chances } = await setUp(t);
  const tokens: [number, number] = [promptTokens + 1, length - 2];
  const { before, heads } = await client.request("ablateHeads", { ...input, tokens });
  const together = (without: Without): number => chances(tokens, without).reduce((sum, p) => sum + Math.log(p), 0);
  close([before], [together({})], "before");
  assert.deepEqual(
    heads.map(({ layer, head }) => [layer, head]),
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
  );
  for (const { layer, head, after } of heads)
    assert.ok(Math.abs(after - together({ heads: [{ layer, head }] })) < 1e-3, `layer ${layer}, head ${head}`);
});

test("the logit lens ends with the model's own answer", async (t) => {
  const { client, input, promptTokens, chances } = await setUp(t);
  const token = promptTokens + 2;
  const { rows } = await client.request("logitLens", { ...input, token, topK: 3 });
  assert.deepEqual(
    rows.map(({ depth }) => depth),
    [0, 1, 2],
  );
  const last = rows.at(-1) ?? assert.fail();
  close([last.probability], chances([token, token + 1], {}), "the last row");
  assert.equal(last.rank, 0, "greedy decoding took the most probable token");
  assert.equal(last.top.length, 3);
  assert.equal(last.top[0]?.probability, last.probability);
});

test("a response written anew without anything taken away is the same, and with heads silenced is another", async (t) => {
  const { client, input, response } = await setUp(t);
  const again = await client.request("generateAblated", { ...input, heads: [], masked: [], kept: 3, maxNewTokens: 7 });
  assert.deepEqual(
    again.tokens.map(({ id }) => id),
    response.slice(3, 10),
  );
  const heads = [0, 1].flatMap((layer) => [0, 1].map((head) => ({ layer, head })));
  const other = await client.request("generateAblated", { ...input, heads, masked: [], kept: 3, maxNewTokens: 7 });
  assert.notDeepEqual(
    other.tokens.map(({ id }) => id),
    response.slice(3, 10),
  );
});
