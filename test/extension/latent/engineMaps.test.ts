/** @file A view's maps through a real engine: remembered, laid onto the first look, collected again where the engine let points go, and refused. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { findModels } from "../../../src/client/models.ts";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { EngineMaps, MapCache } from "../../../src/extension/latent/engineMaps.ts";
import { itemPoints } from "../../../src/extension/latent/itemPoints.ts";
import type { LatentPoints } from "../../../src/extension/latent/points.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import type { HookPoint } from "../../../src/protocol/projection.ts";
import { finite, owned } from "../../../src/protocol/wire.ts";

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const client = EngineClient.start({ role: "inspect", entry: path("src/engine/main.ts"), device: "cpu" });
after(() => client.close());
const signal = new CancelSource();

async function explanatory(count: number): Promise<LatentPoints> {
  const { vaes: folders } = await findModels([path("models")]);
  const folder = folders.find(({ manifest }) => manifest.task === "explanatory");
  assert.ok(folder);
  return itemPoints({ folders: [folder], count });
}

/** How often the engine was asked for is counted. */
function mapsOf(points: LatentPoints, cache = new MapCache()) {
  let asked = 0;
  const maps = new EngineMaps({
    points,
    cache,
    client: () => {
      asked++;
      return Promise.resolve(client);
    },
  });
  return { maps, asked: () => asked };
}

type Params = Parameters<EngineMaps["map"]>[0];

function pcaOf(points: LatentPoints, hookPoint: HookPoint, aligned = true): Params {
  return {
    model: points.shown.models[0]?.dir ?? "",
    hookPoint: hookPoint as Params["hookPoint"],
    aligned,
    method: { kind: "pca", axes: [finite(0), finite(1)] },
    metric: "euclidean",
    standardize: false,
    seed: finite(1),
    trustNeighbors: finite(12),
  };
}

const decoderHookPoint = { kind: "vae", side: "decoder", layer: 0, component: "residual" } as const;

test("the first look lies as it was made; other places are laid onto it, unless somebody wants them as they are", async () => {
  const points = await explanatory(60);
  const { maps } = mapsOf(points);
  const first = await maps.map(pcaOf(points, { kind: "z" }), () => {}, signal);
  assert.deepEqual([first.cached, first.width, first.disparity], [false, 16, null]);
  assert.deepEqual(first.axes, { origin: [0, 0], first: [1, 0], second: [0, 1] });
  const other = await maps.map(pcaOf(points, decoderHookPoint), () => {}, signal);
  assert.ok(other.disparity !== null && other.disparity > 0 && other.disparity < 1);
  // Laid onto the first: about the same middle, and its axes say how it was turned.
  const middle = (map: Float32Array): number => map.reduce((sum, value, i) => sum + (i % 2 === 0 ? value : 0), 0);
  assert.ok(Math.abs(middle(other.coordinates) - middle(first.coordinates)) < 1e-3);
  const free = await maps.map(pcaOf(points, decoderHookPoint, false), () => {}, signal);
  assert.equal(free.disparity, null);
  const { origin, first: right, second: up } = other.axes ?? { origin: [], first: [], second: [] };
  for (let point = 0; point < 60; point++)
    for (const axis of [0, 1]) {
      const [a, b] = [free.coordinates[2 * point] ?? 0, free.coordinates[2 * point + 1] ?? 0];
      const there = (origin[axis] ?? 0) + a * (right[axis] ?? 0) + b * (up[axis] ?? 0);
      assert.ok(Math.abs(there - (other.coordinates[2 * point + axis] ?? 0)) < 1e-4, `point ${point}`);
    }
});

test("a map that was made before comes from memory, also in a view that is opened again", async () => {
  const points = await explanatory(40);
  const cache = new MapCache();
  const before = mapsOf(points, cache);
  const made = await before.maps.map(pcaOf(points, decoderHookPoint), () => {}, signal);
  const again = mapsOf(points, cache);
  const known = await again.maps.map(pcaOf(points, decoderHookPoint), () => {}, signal);
  assert.equal(known.cached, true);
  assert.deepEqual(known.coordinates, made.coordinates);
  assert.equal(again.asked(), 0, "the engine is not asked");
});

test("points that the engine has let go are collected again", async () => {
  const points = await explanatory(30);
  const { maps } = mapsOf(points);
  const place = { model: points.shown.models[0]?.dir ?? "", hookPoint: { kind: "z" } } as const;
  const valuesOf = () => maps.use(place, (engine, { set }) => engine.request("pointValues", { set }), signal);
  const before = await valuesOf();
  const set = await maps.use(place, (_, collected) => Promise.resolve(collected.set), signal);
  await client.request("releasePoints", { sets: [set] });
  await assert.rejects(client.request("pointValues", { set }), { code: "points-gone" });
  const after = await valuesOf();
  assert.deepEqual(after.values, before.values);
  assert.equal(after.values.length, 30 * 16);
});

test("one point makes no map, and the refusal is not remembered as one", async () => {
  const points = await explanatory(1);
  const { maps } = mapsOf(points);
  for (let time = 0; time < 2; time++)
    await assert.rejects(
      maps.map(pcaOf(points, { kind: "z" }), () => {}, signal),
      (error) => error instanceof UserError && error.code === "too-few-points",
    );
});

test("a cancelled map rejects, and is made whole the next time", async () => {
  const points = await explanatory(200);
  const { maps } = mapsOf(points);
  const params: Params = {
    ...pcaOf(points, decoderHookPoint),
    method: { kind: "tsne", perplexity: 30, iterations: finite(100_000) } as Params["method"],
  };
  const cancel = new CancelSource();
  await assert.rejects(
    maps.map(params, (event) => event.kind === "coordinates" && cancel.cancel(), cancel),
    Cancelled,
  );
  const short = { ...params, method: { ...params.method, iterations: finite(60) } as Params["method"] };
  assert.equal((await maps.map(short, () => {}, signal)).coordinates.length, 400);
});

test("queries and keys are twice as many points, and lie as they are", async () => {
  const modelDir = path("models/addition-direct");
  const prompt = "[5, 9] + [1, 3] =";
  let length = 0;
  await client.generate(
    { modelDir, prompt, maxNewTokens: 1 },
    {
      onPromptTokens: ({ ids }) => {
        length = ids.length;
      },
    },
  );
  const positions = Array.from({ length }, (_, i) => i);
  const shape = await client.request("hookPoints", { modelDir });
  assert.ok(shape.kind === "decoder");
  const { shown } = await explanatory(2);
  const model = { dir: modelDir, name: shape.name, kind: "decoder", layers: shape.layers, heads: shape.heads } as const;
  const points: LatentPoints = {
    shown: {
      ...shown,
      id: "tokens of one prompt",
      models: [{ ...model, encoderLayers: finite(0), decoderLayers: finite(0), latent: finite(0), hash: "" }],
    },
    source: (dir) => ({ kind: "runs", runs: [{ modelDir: dir, device: "cpu", prompt, response: [], positions }] }),
    origin: () => undefined,
    find: () => undefined,
    written: "",
    item: () => undefined,
  };
  const { maps } = mapsOf(points);
  const hookPoint = { kind: "state", layer: 0, component: "attention.queryKey", head: 0 } as const;
  const found = await maps.map(pcaOf(points, hookPoint), () => {}, signal);
  assert.equal(found.coordinates.length, 4 * length);
  assert.equal(found.disparity, null);
});

test("the maps that were looked at longest ago are forgotten first", () => {
  const cache = new MapCache();
  const large = (points: number) => ({
    coordinates: owned(new Float32Array(2 * points)),
    variance: null,
    axes: null,
    divergence: null,
    trustworthiness: null,
    disparity: null,
    parameters: {},
    seconds: finite(0),
    width: finite(2),
    cached: false,
  });
  cache.set("a", large(1_900_000));
  cache.set("b", large(1_900_000));
  assert.ok(cache.get("a"));
  cache.set("c", large(1_900_000));
  assert.equal(cache.get("b"), undefined, "a was looked at after b");
  assert.ok(cache.get("a") && cache.get("c"));
});
