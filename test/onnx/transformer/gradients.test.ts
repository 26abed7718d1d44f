/** @file Every family's gradients in the training step against finite differences, parameter by parameter, with dropout by a given mask; and that a seed repeats a mask. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { trainingTensor } from "../../../src/onnx/optimizer.ts";
import { sizeOf } from "../../../src/onnx/parameters.ts";
import { drawMasks, dropoutInput, drops, maskCount } from "../../../src/onnx/transformer/dropoutMasks.ts";
import { parameterTable } from "../../../src/onnx/transformer/parameterTable.ts";
import { longestWindowOf, type TransformerSpec } from "../../../src/onnx/transformer/specification.ts";
import { writeGradients } from "../../../src/onnx/transformer/training.ts";
import { type Feeds, floats, type Input, integers, loadGraph } from "../runGraph.ts";
import { families } from "./families.ts";
import { randomParameters } from "./randomParameters.ts";

const dropout = { embedding: 0.2, residual: 0.3 };
const bert: TransformerSpec = { ...families.bert.spec, logits: { tied: true, bias: true, scale: 1 } };
const cases: Readonly<Record<string, TransformerSpec>> = {
  ...Object.fromEntries(Object.entries(families).map(([name, { spec }]) => [name, spec])),
  bert,
  "gpt2 with dropout": { ...families.gpt2.spec, dropout },
  "bert with dropout": { ...bert, dropout },
  "mistral with dropout": { ...families.mistral.spec, dropout },
  "norms after the halves, scaled logits": {
    ...families.llama.spec,
    placement: "output",
    logits: { tied: false, bias: true, scale: 0.5 },
  },
};

const batch = 2;
const sequence = 6;
const shape = [batch, sequence];

for (const [name, spec] of Object.entries(cases)) {
  test(`every gradient agrees with finite differences: ${name}`, async () => {
    const rng = new Rng(7);
    const graph = await loadGraph(writeGradients(spec));
    const tokens = tokensFor(spec, rng);
    const parameters = randomParameters(spec, 11);
    const feed = (changed = parameters): Feeds => ({
      ...tokens,
      ...Object.fromEntries(parameterTable(spec).map((p) => [p.name, floats(p.shape, changed.get(p.name) ?? [])])),
    });
    const analytic = await graph.run(feed());
    const loss = async (key: string, values: Float32Array): Promise<number> => {
      const result = await graph.run(feed(new Map(parameters).set(key, values)));
      return result.loss?.values[0] ?? Number.NaN;
    };
    for (const { name: key, shape } of parameterTable(spec)) {
      const gradient = analytic[trainingTensor.gradient(key)]?.values ?? [];
      const values = parameters.get(key) ?? assert.fail(key);
      assert.equal(gradient.length, sizeOf(shape), key);
      const scale = Math.sqrt(gradient.reduce((sum, d) => sum + d * d, 0));
      // A shift of all keys moves every score of a query alike, which attention weights do not see.
      if (key.endsWith("attention.key.bias") && spec.layers.every(({ heads }) => heads[0]?.rotary === null)) {
        assert.ok(scale < 1e-4, key);
        continue;
      }
      assert.ok(scale > 1e-4, `${key} gets no gradient`);
      // Along a random direction the difference quotient sums over all elements of the parameter.
      const direction = values.map(() => rng.normal());
      const h = 1e-3;
      const moved = (sign: number): Float32Array => values.map((v, i) => v + sign * h * (direction[i] ?? 0));
      const numeric = ((await loss(key, moved(1))) - (await loss(key, moved(-1)))) / (2 * h);
      const expected = gradient.reduce((sum, d, i) => sum + d * (direction[i] ?? 0), 0);
      assert.ok(
        Math.abs(numeric - expected) < 0.01 * scale + 2e-3,
        `${key}: ${numeric} against ${expected} (norm ${scale})`,
      );
    }
  });
}

function tokensFor(spec: TransformerSpec, rng: Rng): Feeds {
  const draw = (limit: number): Input =>
    integers(
      shape,
      Array.from({ length: batch * sequence }, () => rng.integer(0, limit - 1)),
    );
  const positions = Array.from({ length: batch * sequence }, (_, i) => i % sequence);
  return {
    input_ids: draw(spec.vocabularySize),
    ...(spec.embedding.types > 0 ? { token_type_ids: draw(spec.embedding.types) } : {}),
    position_ids: integers(shape, positions),
    ...(longestWindowOf(spec) === undefined ? {} : { sight: integers([], [2]) }),
    ...(spec.attention.causal ? {} : { attention_mask: integers(shape, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]) }),
    ...(drops(spec)
      ? {
          [dropoutInput]: floats(
            [maskCount(spec), batch, sequence, spec.width],
            drawMasks(spec, new Rng(3), batch, sequence),
          ),
        }
      : {}),
    labels: integers(shape, [-100, 2, 3, 6, 0, 1, 5, 4, -100, 19, -100, -100]),
  };
}

test("a seed draws the same masks again, with the shares of zeros that the specification says", () => {
  const spec = { ...families.gpt2.spec, dropout };
  const draw = (seed: number): Float32Array => drawMasks(spec, new Rng(seed), 4, 50);
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  const size = 4 * 50 * spec.width;
  const dropped = (mask: number): number =>
    draw(1)
      .subarray(mask * size, (mask + 1) * size)
      .reduce((sum, value) => sum + 1 - value, 0) / size;
  assert.equal(draw(1).length, maskCount(spec) * size);
  assert.ok(Math.abs(dropped(0) - dropout.embedding) < 0.03);
  for (let mask = 1; mask < maskCount(spec); mask++) assert.ok(Math.abs(dropped(mask) - dropout.residual) < 0.03);
});

test("masks of ones and no rate leave the loss as it is", async () => {
  const { spec } = families.mistral;
  const parameters = randomParameters(spec, 11);
  const weights = Object.fromEntries(
    parameterTable(spec).map((p) => [p.name, floats(p.shape, parameters.get(p.name) ?? [])]),
  );
  const tokens = tokensFor(spec, new Rng(7));
  const plain = await (await loadGraph(writeGradients(spec))).run({ ...tokens, ...weights });
  const rate = 1e-9;
  const dropping = { ...spec, dropout: { embedding: rate, residual: rate } };
  const size = [maskCount(spec), batch, sequence, spec.width];
  const masked = await (await loadGraph(writeGradients(dropping))).run({
    ...tokens,
    ...weights,
    [dropoutInput]: floats(size, Array(sizeOf(size)).fill(1)),
  });
  assert.ok(Math.abs((plain.loss?.values[0] ?? 0) - (masked.loss?.values[0] ?? Number.NaN)) < 1e-5);
});
