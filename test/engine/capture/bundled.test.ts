/**
 * @file What the engine says about the activations of a run equals the decoder written out in plain TypeScript, for every bundled model:
 * probabilities within 1e-5, hidden states within 1e-4 of their size.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { type Model, readModel } from "../../../src/client/models.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { ownSpecification } from "../../../src/engine/model/sharedGraph.ts";
import type { Parameters } from "../../../src/onnx/parameters.ts";
import { readParameters } from "../../../src/onnx/readParameters.ts";
import type { TransformerSpec } from "../../../src/onnx/transformer/specification.ts";
import type { CaptureEvent } from "../../../src/protocol/activations.ts";
import { type Reference, referenceTransformer } from "../../onnx/referenceTransformer.ts";

const entry = fileURLToPath(new URL("../../../src/engine/main.ts", import.meta.url));
const models = fileURLToPath(new URL("../../../models/", import.meta.url));

const rule = `def add(num1, num2):
    """
    >>> add([5], [8])
    """
    result = []
    carry = 0
    while num1 or num2:
        total = num1.pop() + num2.pop() + carry
        result.insert(0, total % 10)
        carry = total // 10
    return result
`;

for (const name of ["addition-rfft", "addition-direct", "addition-scratchpad"])
  suite(name, () => {
    test("attention and hidden states are the reference's", async (t) => {
      const client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
      t.after(() => client.close());
      const model = await readModel(join(models, name));
      const { spec, parameters } = await weightsOf(model);
      const problem = readProblems(rule, "python").problems[0] ?? assert.fail();
      const { prompt, response } = methodOf(model.manifest.method, model.manifest.dialect).render(problem);
      const ids: number[] = [];
      await client.generate(
        { modelDir: model.dir, prompt, maxNewTokens: 12, continueFrom: { ids: [], text: response.slice(0, 30) } },
        { onToken: ({ id }) => ids.push(id) },
      );
      const input = { modelDir: model.dir, device: "cpu", prompt, response: ids } as const;
      const events: CaptureEvent[] = [];
      const made = await client.request(
        "capture",
        { ...input, thumbnail: 16 },
        { onEvent: (event) => events.push(event) },
      );
      assert.equal(made.known, false);
      const [first, ...layers] = events;
      assert.ok(first?.kind === "shape");
      const { tokens, promptTokens } = first.shape;
      assert.equal(promptTokens + ids.length, tokens.length);
      assert.equal(
        tokens.slice(0, promptTokens).reduce((text, token) => text + token.text, ""),
        prompt,
      );
      assert.equal(layers.length, spec.layers.length);

      const known = referenceTransformer(spec, parameters, {
        ids: tokens.map(({ id }) => id),
        coupled: tokens.map(({ coupledId }) => coupledId),
      });
      const whole = [0, tokens.length] satisfies [number, number];
      for (const [layer, { probabilities, ...states }] of known.layers.entries()) {
        for (const [head, matrix] of probabilities.entries()) {
          const set = { heads: [{ layer, head }] };
          const found = await client.request("attentionMatrix", { ...input, set, queries: whole, keys: whole });
          close(found.weights, matrix.flat(), 1e-5, `layer ${layer}, head ${head}`);
          for (let query = 0; query < tokens.length; query++) {
            const row = found.weights.subarray(query * tokens.length, (query + 1) * tokens.length);
            assert.ok(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) < 1e-5, "a row sums to 1");
            assert.ok(
              row.subarray(query + 1).every((p) => p === 0),
              "nothing later is seen",
            );
          }
        }
        const positions = [0, 3, tokens.length - 1];
        const components = {
          residual: states.residual,
          "attention.output": states.attention,
          "feedForward.output": states.feedForward,
        } as const;
        for (const component of ["residual", "attention.output", "feedForward.output"] as const) {
          const found = await client.request("activations", { ...input, layer, component, positions });
          assert.equal(found.width, spec.width);
          const expected = positions.flatMap((position) => components[component][position] ?? []);
          close(found.values, expected, 1e-4, `layer ${layer}, ${component}`);
        }
      }
      await sums(client, input, known, tokens.length);
    });
  });

/** What is summed and pooled in the engine equals sums over the reference. */
async function sums(
  client: EngineClient,
  input: { readonly modelDir: string; readonly device: "cpu"; readonly prompt: string; readonly response: number[] },
  known: Reference,
  length: number,
): Promise<void> {
  const matrices = known.layers.map(({ probabilities }) => probabilities[0] ?? []);
  const set = { heads: matrices.map((_, layer) => ({ layer, head: 0 })) };
  const mean = (query: number, key: number): number =>
    matrices.reduce((sum, matrix) => sum + (matrix[query]?.[key] ?? 0), 0) / matrices.length;
  const all = Array.from({ length }, (_, i) => i);
  const token = Math.floor(length / 3);
  const row = await client.request("attentionRow", { ...input, set, token, direction: "out" });
  close(
    row.weights,
    all.map((key) => mean(token, key)),
    1e-5,
    "a row of several heads",
  );
  const column = await client.request("attentionRow", { ...input, set, token, direction: "in" });
  close(
    column.weights,
    all.map((query) => mean(query, token)),
    1e-5,
    "a column of several heads",
  );
  const largest = await client.request("attentionRow", {
    ...input,
    set: { ...set, combine: "max" },
    token,
    direction: "out",
  });
  const most = (key: number): number => Math.max(...matrices.map((matrix) => matrix[token]?.[key] ?? 0));
  close(largest.weights, all.map(most), 1e-5, "the largest of several heads");
  const { weights: shares } = await client.request("attentionSpans", {
    ...input,
    set,
    queries: [
      [2, 5],
      [token, length],
    ],
    keys: [
      [0, 3],
      [3, length],
    ],
  });
  const share = ([q0, q1]: [number, number], [k0, k1]: [number, number]): number =>
    all.slice(q0, q1).reduce((sum, q) => sum + all.slice(k0, k1).reduce((inner, k) => inner + mean(q, k), 0), 0) /
    (q1 - q0);
  const expected = [share([2, 5], [0, 3]), share([2, 5], [3, length]), share([token, length], [0, 3])];
  close(shares.subarray(0, 3), expected, 1e-5, "spans");
  assert.ok(Math.abs((shares[2] ?? 0) + (shares[3] ?? 0) - 1) < 1e-5, "spans of all keys hold all that is looked at");
}

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  let scale = 1;
  for (const value of Array.from(expected)) scale = Math.max(scale, Math.abs(value));
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? 0));
    assert.ok(difference <= tolerance * scale, `${what}[${i}]: ${actual[i]} against ${expected[i]}`);
  }
}

async function weightsOf({ dir, manifest }: Model): Promise<{ spec: TransformerSpec; parameters: Parameters }> {
  const spec = ownSpecification(manifest.decoder) ?? assert.fail("the model is one of ours");
  return { spec, parameters: readParameters(await readFile(join(dir, "model.onnx")), spec) };
}
