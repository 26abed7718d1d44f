/** @file The inference graph: decoding with the cache equals one full forward, padding changes nothing, captures change nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../src/core/base/rng.ts";
import { captureName } from "../../src/onnx/parameters.ts";
import { type InferenceOptions, writeInferenceModel } from "../../src/onnx/transformer/inference.ts";
import { type DecoderConfig, decoderSpecification } from "../../src/onnx/transformer/ownModels.ts";
import { initialParameters } from "../../src/onnx/transformer/parameterTable.ts";
import { type Feeds, floats, type Input, integers, loadGraph, type Outputs } from "./runGraph.ts";

const config: DecoderConfig = {
  vocabularySize: 11,
  layers: 2,
  width: 16,
  heads: [
    { rotary: true, window: 3 },
    { rotary: false, window: null },
  ],
  feedForward: 32,
  activation: "squaredRelu",
  tiedEmbeddings: true,
  coupledPositions: 5,
};

const spec = decoderSpecification(config);

// Spread wider than a fresh model's, so that the logits differ clearly.
const parameters = new Map(
  [...initialParameters(spec, new Rng(3))].map(([name, v]) => [name, name.includes("norm") ? v : v.map((x) => x * 10)]),
);

const ids = [1, 5, 3, 7, 2, 9, 4, 4];
const places = [0, 0, 1, 2, 3, 4, 0, 1];
const positions = [0, 1, 2, 3, 4, 5, 6, 7];

function emptyCache(batch: number): Feeds {
  const shape = [batch, config.heads.length, 0, spec.attention.headWidth];
  return Object.fromEntries(
    Array.from({ length: config.layers }, (_, layer) => layer).flatMap((layer) => [
      [`past.${layer}.key`, floats(shape, [])],
      [`past.${layer}.value`, floats(shape, [])],
    ]),
  );
}

/** The cache after a call: what it was before, followed by what the call added. */
function cacheOf(before: Feeds, outputs: Outputs): Feeds {
  const entries = Object.entries(before).map(([name, past]) => {
    const fresh = outputs[name.replace("past", "fresh")];
    assert.ok(fresh, name);
    return [name, appended(past, fresh)] as const;
  });
  return Object.fromEntries(entries);
}

/** Joins [batch, head, past, headWidth] and [batch, head, sequence, headWidth]. */
function appended(past: Input, fresh: Outputs[string]): Input {
  const [batch = 0, heads = 0, length = 0, each = 0] = past.shape;
  const added = fresh.shape[2] ?? 0;
  const planes = Array.from({ length: batch * heads }, (_, plane) => [
    ...Array.from(past.values).slice(plane * length * each, (plane + 1) * length * each),
    ...fresh.values.slice(plane * added * each, (plane + 1) * added * each),
  ]);
  return floats([batch, heads, length + added, each], planes.flat());
}

function tokens(from: number, to: number): Record<string, Input> {
  const shape = [1, to - from];
  return {
    input_ids: integers(shape, ids.slice(from, to)),
    place_ids: integers(shape, places.slice(from, to)),
    position_ids: integers(shape, positions.slice(from, to)),
    attention_mask: integers([1, to], Array(to).fill(1)),
  };
}

const load = (options?: InferenceOptions) => loadGraph(writeInferenceModel(spec, parameters, options));

function assertClose(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, value] of actual.entries()) {
    assert.ok(Math.abs(value - (expected[i] ?? Number.NaN)) < 1e-5, `${what}[${i}]: ${value} against ${expected[i]}`);
  }
}

test("decoding token by token with the cache equals one full forward", async () => {
  const graph = await load();
  const full = await graph.run({ ...tokens(0, ids.length), ...emptyCache(1) });
  const expected = full.logits?.values ?? [];
  const actual: number[] = [];
  let cache = emptyCache(1);
  for (const [from, to] of [
    [0, 3],
    [3, 4],
    [4, 6],
    [6, 7],
    [7, 8],
  ] as const) {
    const outputs = await graph.run({ ...tokens(from, to), ...cache });
    actual.push(...(outputs.logits?.values ?? []));
    cache = cacheOf(cache, outputs);
  }
  assertClose(actual, expected, "logits");
});

test("two sequences of different lengths in one batch give what each gives alone", async () => {
  const graph = await load();
  const row = (length: number, fill: readonly number[]): number[] => [
    ...fill.slice(0, length),
    ...Array(5 - length).fill(0),
  ];
  const mask = [1, 1, 1, 0, 0, 1, 1, 1, 1, 1];
  const prompt = await graph.run({
    input_ids: integers([2, 5], [...row(3, ids), ...row(5, ids)]),
    place_ids: integers([2, 5], [...row(3, places), ...row(5, places)]),
    position_ids: integers([2, 5], [...row(3, positions), ...row(5, positions)]),
    attention_mask: integers([2, 5], mask),
    ...emptyCache(2),
  });
  // The short row goes on at its own position 3, with its padding in the middle of the cache.
  const next = await graph.run({
    input_ids: integers([2, 1], [ids[3] ?? 0, ids[5] ?? 0]),
    place_ids: integers([2, 1], [places[3] ?? 0, places[5] ?? 0]),
    position_ids: integers([2, 1], [3, 5]),
    attention_mask: integers([2, 6], [1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1]),
    ...cacheOf(emptyCache(2), prompt),
  });
  const alone = (await graph.run({ ...tokens(0, ids.length), ...emptyCache(1) })).logits?.values ?? [];
  const v = config.vocabularySize;
  assertClose(next.logits?.values.slice(0, v) ?? [], alone.slice(3 * v, 4 * v), "short row");
  assertClose(next.logits?.values.slice(v) ?? [], alone.slice(5 * v, 6 * v), "long row");
});

test("a windowed head gives no weight outside its window, and each row of probabilities sums to one", async () => {
  const capture = { layer: 1, kind: "attention.probabilities" } as const;
  const outputs = await (await load({ captures: [capture] })).run({ ...tokens(0, 8), ...emptyCache(1) });
  const { values, shape } = outputs[captureName(capture)] ?? { values: [], shape: [] };
  assert.deepEqual(shape, [1, 2, 8, 8]);
  for (const [head, { window }] of config.heads.entries()) {
    for (let query = 0; query < 8; query++) {
      const row = values.slice((head * 8 + query) * 8, (head * 8 + query + 1) * 8);
      assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-5);
      for (const [key, p] of row.entries()) {
        const seen = key <= query && query - key < (window ?? 8);
        assert.equal(p > 0, seen, `head ${head}, query ${query}, key ${key}: ${p}`);
      }
    }
  }
});

test("captures leave the logits as they were, and a block's residual is its input plus its two outputs", async () => {
  const kinds = ["attention.output", "feedForward.output", "residual"] as const;
  const captures = [0, 1].flatMap((layer) => kinds.map((kind) => ({ layer, kind })));
  const plain = await (await load()).run({ ...tokens(0, 8), ...emptyCache(1) });
  const outputs = await (await load({ captures })).run({ ...tokens(0, 8), ...emptyCache(1) });
  assert.deepEqual(outputs.logits, plain.logits);
  const at = (layer: number, kind: (typeof kinds)[number]): readonly number[] => {
    const tensor = outputs[captureName({ layer, kind })];
    assert.deepEqual(tensor?.shape, [1, 8, config.width]);
    return tensor?.values ?? [];
  };
  const before = at(0, "residual");
  const [attention, feedForward] = [at(1, "attention.output"), at(1, "feedForward.output")];
  assertClose(
    at(1, "residual"),
    before.map((x, i) => x + (attention[i] ?? 0) + (feedForward[i] ?? 0)),
    "residual",
  );
});
