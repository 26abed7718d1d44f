/**
 * @file Every family's graphs against the transformer written out in plain TypeScript: logits, hidden states, attention weights within 1e-5; decoding
 * on a cache, alone and after a shared beginning; the parts that views are made of; both ways of using the weights.
 */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { attendAll } from "../../../src/engine/capture/forward.ts";
import { InstrumentedModel } from "../../../src/engine/capture/instrumentedModel.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import type { Parameters } from "../../../src/onnx/parameters.ts";
import { cacheName, writeInferenceModel } from "../../../src/onnx/transformer/inference.ts";
import { decoderSpecification } from "../../../src/onnx/transformer/ownModels.ts";
import { countParameters, parameterTable } from "../../../src/onnx/transformer/parameterTable.ts";
import type { TransformerSpec } from "../../../src/onnx/transformer/specification.ts";
import { joinedLayout, plainLayout } from "../../../src/onnx/transformer/transformer.ts";
import { type Reference, type ReferenceTokens, referenceTransformer } from "../referenceTransformer.ts";
import { integers, loadGraph } from "../runGraph.ts";
import { assertClose } from "./assertClose.ts";
import { families } from "./families.ts";
import { randomParameters } from "./randomParameters.ts";
import { emptyCache, extended, feedsOf, runInPieces, runWhole } from "./runTransformer.ts";

const own = decoderSpecification({
  vocabularySize: 20,
  layers: 2,
  width: 16,
  heads: [
    { rotary: true, window: 3 },
    { rotary: false, window: null },
  ],
  feedForward: 24,
  activation: "squaredRelu",
  tiedEmbeddings: true,
  coupledPositions: 4,
  coupledParts: 2,
});
const specs: Readonly<Record<string, TransformerSpec>> = {
  "our own": own,
  ...Object.fromEntries(Object.entries(families).map(([name, { spec }]) => [name, spec])),
  // As OLMo 2 has its norms, with scaled logits and a bias.
  "norms after the halves": {
    ...families.llama.spec,
    placement: "output",
    logits: { tied: false, bias: true, scale: 0.5 },
  },
};

const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);
const ids = [1, 5, 3, 7, 2, 9, 4, 4, 18];
const tokens: ReferenceTokens = { ids, coupled: [0, 0, 1, 2, 3, 4, 7, 1, 5], types: ids.map((_, i) => Number(i > 3)) };

for (const [name, spec] of Object.entries(specs))
  suite(name, () => {
    const parameters = randomParameters(spec, 5);
    const expected = referenceTransformer(spec, parameters, tokens);

    for (const [how, layout] of [
      ["joined", joinedLayout],
      ["plain", plainLayout],
    ] as const)
      test(`the whole sequence at once is the reference's, weights ${how}`, async () => {
        const found = await runWhole(spec, parameters, tokens, layout);
        assertWhole(spec, found, expected);
      });

    test("its parts one after another are the reference", async () => {
      await assertParts(spec, parameters, expected);
    });

    if (!spec.attention.causal) return;

    test("decoding on the cache equals one full forward", async () => {
      const graph = await loadGraph(writeInferenceModel(spec, parameters));
      const logits = await runInPieces(spec, graph, tokens, [3, 4, 6, 7, 8, 9]);
      assertClose(logits, expected.logits.flat(), 1e-5, "logits");
    });

    test("two rows after a shared beginning give what each gives alone", async () => {
      const alone = await loadGraph(writeInferenceModel(spec, parameters));
      const shared = await loadGraph(writeInferenceModel(spec, parameters, { sharesBeginning: true }));
      const beginning = await alone.run({ ...feedsOf(spec, tokens, 0, 4), ...emptyCache(spec) });
      const cache = Object.entries(extended(emptyCache(spec), beginning));
      const { attention } = spec;
      const own = { type: "float32", shape: [2, attention.keyValueHeads, 0, attention.headWidth], values: [] } as const;
      const outputs = await shared.run({
        ...Object.fromEntries(cache.map(([key, value]) => [key.replace("past", "shared"), value])),
        ...Object.fromEntries(cache.map(([key]) => [key, own])),
        ...twice(feedsOf(spec, tokens, 4, 9)),
        attention_mask: integers([2, 9], Array(18).fill(1)),
      });
      const rows = expected.logits.slice(4).flat();
      assertClose(outputs.logits?.values ?? [], [...rows, ...rows], 1e-5, "logits");
    });
  });

function twice(feeds: ReturnType<typeof feedsOf>): ReturnType<typeof feedsOf> {
  return Object.fromEntries(
    Object.entries(feeds).map(([key, { shape, values }]) => {
      const all = Array.from(values);
      return [key, integers([2, shape[1] ?? 0], [...all, ...all])];
    }),
  );
}

function assertWhole(spec: TransformerSpec, found: ReadonlyMap<string, readonly number[]>, expected: Reference): void {
  const of = (name: string): readonly number[] => found.get(name) ?? assert.fail(name);
  if (spec.logits !== null) assertClose(of("logits"), expected.logits.flat(), 1e-5, "logits");
  if (!spec.attention.causal) assertClose(of("hidden"), expected.hidden.flat(), 1e-5, "hidden");
  for (const [layer, { probabilities, attention, feedForward, residual }] of expected.layers.entries()) {
    const at = (kind: string): readonly number[] => of(`block.${layer}.${kind}`);
    assertClose(at("attention.probabilities"), probabilities.flat(2), 1e-5, `attention weights of ${layer}`);
    // What a half adds is seen before the norm of their sum, where there is one.
    assertClose(at("attention.output"), attention.flat(), 1e-5, `attention output of ${layer}`);
    assertClose(at("feedForward.output"), feedForward.flat(), 1e-5, `feed-forward output of ${layer}`);
    assertClose(at("residual"), residual.flat(), 1e-5, `residual after ${layer}`);
    assert.equal(at("attention.key").length, spec.attention.keyValueHeads * ids.length * spec.attention.headWidth);
    if (layer === 0) assert.ok(found.has(cacheName.fresh(0, "key")) === spec.attention.causal);
  }
}

/** A pass through the parts, as `engine/capture` makes it. */
async function assertParts(spec: TransformerSpec, parameters: Parameters, expected: Reference): Promise<void> {
  const model = new InstrumentedModel(spec, parameters, runtime);
  const { coupled = [], types = [] } = tokens;
  // The engine knows no segments: all tokens are of the first type.
  const known = spec.embedding.types > 0 ? referenceTransformer(spec, parameters, { ids, coupled }) : expected;
  assert.ok(types.length > 0);
  let residual = await model.embed(ids, coupled);
  const weights: number[][] = [];
  for (const [layer, reference] of known.layers.entries()) {
    const projections = await model.project(layer, residual);
    const attended = await attendAll(model, layer, projections, {
      signal: new AbortController().signal,
      onAttention: ({ probabilities }) => weights.push([...probabilities]),
    });
    assertClose(weights[layer] ?? [], reference.probabilities.flat(2), 1e-5, `attention weights of ${layer}`);
    const { attention, feedForward } = await model.details(layer, residual, attended);
    assertClose([...attention], reference.attention.flat(), 1e-5, `attention output of ${layer}`);
    assertClose([...feedForward], reference.feedForward.flat(), 1e-5, `feed-forward output of ${layer}`);
    residual = await model.complete(layer, residual, attended);
    assertClose([...residual], reference.residual.flat(), 1e-5, `residual after ${layer}`);
  }
  if (spec.logits !== null) assertClose([...(await model.logits(residual))], known.logits.flat(), 1e-5, "logits");
}

test("an encoder's long sequences are seen whole, however few queries are computed together", async () => {
  const { spec } = families.bert;
  const long = { ...spec, embedding: { ...spec.embedding, positions: 900, types: 0 }, layers: spec.layers.slice(0, 1) };
  const parameters = randomParameters(long, 5);
  const many = Array.from({ length: 800 }, (_, i) => (7 * i * i + 3 * i) % spec.vocabularySize);
  const found = await runWhole(long, parameters, { ids: many });
  const model = new InstrumentedModel(long, parameters, runtime);
  const residual = await model.embed(many, []);
  let chunks = 0;
  const attended = await attendAll(model, 0, await model.project(0, residual), {
    signal: new AbortController().signal,
    onAttention: ({ keys }) => {
      chunks++;
      assert.equal(keys, many.length);
    },
  });
  assert.ok(chunks > 1);
  const completed = await model.complete(0, residual, attended);
  assertClose([...completed], found.get("block.0.residual") ?? [], 1e-5, "residual");
});

test("parameters are counted and named once", () => {
  for (const [name, spec] of Object.entries(specs)) {
    const table = parameterTable(spec);
    assert.equal(new Set(table.map((parameter) => parameter.name)).size, table.length, name);
    assert.equal(
      countParameters(spec),
      [...randomParameters(spec, 1).values()].reduce((sum, { length }) => sum + length, 0),
      name,
    );
  }
});
