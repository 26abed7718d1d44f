/** @file Activation patching gives what the decoder written out in plain TypeScript gives with the same parts put in, and refuses by name what cannot be patched. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { readModel } from "../../../src/client/models.ts";
import { UserError } from "../../../src/core/base/errors.ts";
import { ownSpecification } from "../../../src/engine/model/sharedGraph.ts";
import { readParameters } from "../../../src/onnx/readParameters.ts";
import type { CaptureShape, PatchComponent, PatchEvent, RunInput } from "../../../src/protocol/activations.ts";
import { type Matrix, referenceTransformer, type Without } from "../../onnx/referenceTransformer.ts";
import { tinyModel } from "../tinyModel.ts";

const entry = fileURLToPath(new URL("../../../src/engine/main.ts", import.meta.url));
const prompts = ["L1 def add(a, b):\n>>> add([5, 9], [1, 3])", "L1 def add(a, b):\n>>> add([5, 2], [1, 8])"] as const;

async function setUp(t: TestContext) {
  const client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
  t.after(() => client.close());
  const modelDir = await tinyModel(t, { scale: 12 });
  const { manifest } = await readModel(modelDir);
  const spec = ownSpecification(manifest.decoder) ?? assert.fail();
  const parameters = readParameters(await readFile(join(modelDir, "model.onnx")), spec);
  const opened = async (prompt: string) => {
    const response: number[] = [];
    await client.generate({ modelDir, prompt, maxNewTokens: 6 }, { onToken: ({ id }) => response.push(id) });
    const input: RunInput = { modelDir, device: "cpu", prompt, response };
    let shape: CaptureShape | undefined;
    await client.request("capture", input, {
      onEvent: (event) => {
        if (event.kind === "shape") shape = event.shape;
      },
    });
    const { tokens, promptTokens } = shape ?? assert.fail();
    const decode = (without: Without) =>
      referenceTransformer(
        spec,
        parameters,
        { ids: tokens.map(({ id }) => id), coupled: tokens.map(({ coupledId }) => coupledId) },
        without,
      );
    return { input, tokens, promptTokens, decode };
  };
  const [clean, corrupted] = [await opened(prompts[0]), await opened(prompts[1])];
  const patch = async (component: PatchComponent, token: number, spans: [number, number][]) => {
    const events: PatchEvent[] = [];
    const { prompt, response } = corrupted.input;
    const params = { ...clean.input, corrupted: { prompt, response }, component, token, spans };
    const result = await client.request("patch", params, { onEvent: (event) => events.push(event) });
    return { result, events };
  };
  return { client, clean, corrupted, patch, spec };
}

function logOf(logits: readonly number[], id: number): number {
  const most = Math.max(...logits);
  return (logits[id] ?? 0) - most - Math.log(logits.reduce((sum, x) => sum + Math.exp(x - most), 0));
}

test("every component, by layer and span", async (t) => {
  const { clean, corrupted, patch, spec } = await setUp(t);
  const token = clean.promptTokens + 2;
  const spans: [number, number][] = [
    [3, 7],
    [clean.promptTokens - 4, clean.promptTokens],
    [token - 1, token + 2],
    [token, token + 1],
  ];
  const [a, b] = [clean.tokens[token]?.id ?? 0, corrupted.tokens[token]?.id ?? 0];
  const measure = (logits: Matrix): number => {
    const at = logits[token - 1] ?? [];
    return logOf(at, a) - (a === b ? 0 : logOf(at, b));
  };
  const parts = new Map<string, Matrix>();
  const plain = measure(
    clean.decode({
      onPart: (part, layer, values) => {
        parts.set(`${part} ${layer}`, values);
        return values;
      },
    }).logits,
  );
  const broken = measure(corrupted.decode({}).logits);
  const each = spec.attention.headWidth;
  const expected = (
    part: "residual" | "heads" | "feedForward",
    layer: number,
    [from, to]: [number, number],
    head?: number,
  ): number => {
    const put = parts.get(`${part} ${layer}`) ?? assert.fail();
    const patched = corrupted.decode({
      onPart: (own, at, values) =>
        own !== part || at !== layer
          ? values
          : values.map((row, i) =>
              i < from || i >= Math.min(to, token)
                ? row
                : row.map((x, d) => (head === undefined || Math.floor(d / each) === head ? (put[i]?.[d] ?? 0) : x)),
            ),
    });
    return (measure(patched.logits) - broken) / (plain - broken);
  };
  const close = (event: PatchEvent | undefined, value: (span: [number, number]) => number): void => {
    assert.ok(event);
    for (const [i, span] of spans.entries()) {
      const [found, wanted] = [event.effects[i] ?? Number.NaN, value(span)];
      assert.ok(
        Math.abs(found - wanted) < 2e-3 * Math.max(1, Math.abs(wanted)),
        `${event.name}, ${span}: ${found}, not ${wanted}`,
      );
    }
  };
  const residual = await patch("residual", token, spans);
  assert.deepEqual(
    residual.events.map(({ name }) => name),
    ["embedding", "layer 0", "layer 1"],
  );
  for (const [depth, event] of residual.events.entries()) close(event, (span) => expected("residual", depth, span));
  const attention = await patch("attention.output", token, spans);
  for (const [layer, event] of attention.events.entries()) close(event, (span) => expected("heads", layer, span));
  const feedForward = await patch("feedForward.output", token, spans);
  for (const [layer, event] of feedForward.events.entries())
    close(event, (span) => expected("feedForward", layer, span));
  const single = await patch("head", token, spans);
  assert.deepEqual(
    single.events.map(({ name }) => name),
    ["layer 0, head 0", "layer 0, head 1", "layer 1, head 0", "layer 1, head 1"],
  );
  for (const [i, event] of single.events.entries())
    close(event, (span) => expected("heads", Math.floor(i / 2), span, i % 2));
  for (const { events } of [residual, attention, feedForward, single])
    for (const { effects } of events)
      assert.ok(Math.abs(effects[3] ?? 1) < 1e-3, "a span behind the measured token changes nothing");
});

test("everything put in brings everything back", async (t) => {
  const { clean, patch } = await setUp(t);
  const token = clean.promptTokens + 2;
  const { events, result } = await patch("residual", token, [[0, token]]);
  for (const { effects, name } of events) assert.ok(Math.abs((effects[0] ?? 0) - 1) < 1e-3, `${name}: ${effects[0]}`);
  assert.equal(result.cleanText, clean.tokens[token]?.text);
});

test("prompts of other lengths, and tokens that not both have, are refused", async (t) => {
  const { client, clean, corrupted } = await setUp(t);
  const refused = async (corrupted: { prompt: string; response: number[] }, token: number): Promise<string> => {
    const params = {
      ...clean.input,
      corrupted,
      component: "residual" as const,
      token,
      spans: [[0, 1] satisfies [number, number]],
    };
    const error: unknown = await client.request("patch", params).then(
      () => assert.fail(),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError);
    return error.message;
  };
  const { prompt, response } = corrupted.input;
  assert.match(await refused({ prompt: `${prompt} `, response }, 5), /prompts have \d+ and \d+ tokens.*same length/);
  assert.match(await refused({ prompt, response }, 500), /not in both runs/);
  assert.match(
    await refused({ prompt: clean.input.prompt, response: clean.input.response }, clean.promptTokens),
    /same probability/,
  );
});
