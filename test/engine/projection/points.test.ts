/** @file Maps and measures of point sets in a real engine: what streams, what is answered, that a run goes on meanwhile, and what is refused. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { Cancelled } from "../../../src/core/base/errors.ts";
import { Rng } from "../../../src/core/base/rng.ts";
import { pca } from "../../../src/core/projection/pca.ts";
import { pointRows } from "../../../src/core/projection/points.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import type { MapEvent, MapMethod } from "../../../src/protocol/projection.ts";
import { owned } from "../../../src/protocol/wire.ts";
import { refused } from "../refused.ts";

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const client = EngineClient.start({ role: "inspect", entry: path("src/engine/main.ts"), device: "cpu" });
after(() => client.close());

const classes = 4;
const classOf = (i: number): number => i % classes;

/** Points about as many centers as there are classes. */
function made(points: number, width: number, distance = 3): Float32Array {
  const rng = new Rng(5);
  const centers = Array.from({ length: classes * width }, () => distance * rng.normal());
  return Float32Array.from({ length: points * width }, (_, i) => {
    const [point, column] = [Math.floor(i / width), i % width];
    return rng.normal() + (centers[classOf(point) * width + column] ?? 0);
  });
}

async function collected(width: number, values: Float32Array): Promise<string> {
  const source = { kind: "vectors", width, values } as const;
  return (await client.request("collectPoints", { source, hookPoint: { kind: "given" } })).set;
}

const labelsOf = (points: number) => {
  return {
    names: ["add", "unused", "subtract", "multiply", "divide"],
    of: owned(Int32Array.from({ length: points }, (_, i) => [0, 2, 3, 4][classOf(i)] ?? -1)),
  };
};

test("principal components of a large set by the fast product are those of the plain one", async () => {
  const [points, width] = [1500, 200];
  const values = made(points, width);
  const set = await collected(width, values);
  const found = await client.request("projectPoints", { set, method: { kind: "pca", axes: [1, 2] } });
  const plain = pca(pointRows(values, width), { axes: [1, 2] });
  for (const [i, value] of plain.coordinates.entries())
    assert.ok(Math.abs(value - (found.coordinates[i] ?? 0)) < 1e-3, `${i}: ${found.coordinates[i]} for ${value}`);
  assert.ok(found.variance);
  assert.equal(found.variance.shares.length, 10);
  assert.equal(found.variance.shown[0], found.variance.shares[1]);
  assert.deepEqual(found.parameters, { method: "pca", axes: "2,3", standardize: false });
  assert.equal(found.trustworthiness?.sampled, null);
});

for (const method of [
  { kind: "tsne", iterations: 300 },
  { kind: "umap", epochs: 200 },
] as const satisfies readonly MapMethod[])
  test(`${method.kind} parts the classes, shows how it goes, and keeps to an earlier map`, async () => {
    const set = await collected(20, made(400, 20));
    const events: MapEvent[] = [];
    const map = await client.request("projectPoints", { set, method }, { onEvent: (event) => events.push(event) });
    assert.ok((map.trustworthiness?.value ?? 0) > 0.8, `${map.trustworthiness?.value}`);
    assert.deepEqual(
      [...new Set(events.map((event) => (event.kind === "progress" ? event.what : event.kind)))].sort(),
      ["coordinates", "layout", "neighbors", "principal components", "trustworthiness"],
    );
    const clusters = await client.request("collectPoints", {
      source: { kind: "vectors", width: 2, values: map.coordinates },
      hookPoint: { kind: "given" },
    });
    const parted = await client.request("probePoints", { set: clusters.set, labels: labelsOf(400) });
    assert.ok(parted.neighbors > 0.95, `${parted.neighbors}`);
    // The same points, turned away and moved a little, as another layer would have them.
    const rng = new Rng(9);
    const other = await collected(
      20,
      made(400, 20).map((value) => -value + 0.3 * rng.normal()),
    );
    const aligned = await client.request("projectPoints", { set: other, method, alignTo: map.coordinates });
    const free = await client.request("projectPoints", { set: other, method });
    const jump = (to: Float32Array): number =>
      Math.sqrt(to.reduce((sum, value, i) => sum + (value - (map.coordinates[i] ?? 0)) ** 2, 0) / 400);
    const size = Math.sqrt(map.coordinates.reduce((sum, value) => sum + value ** 2, 0) / 400);
    assert.ok((aligned.disparity ?? 1) < 0.1, `${aligned.disparity}`);
    assert.ok(jump(aligned.coordinates) < 0.35 * size, `${jump(aligned.coordinates)} of ${size}`);
    assert.ok(jump(aligned.coordinates) < jump(free.coordinates));
    assert.equal(free.disparity, null);
  });

test("a run is answered while a map is made, and the map can be stopped in the middle", async () => {
  const modelDir = path("models/addition-direct");
  await client.loadModel(modelDir, "cpu");
  const set = await collected(64, made(3000, 64));
  const stop = new CancelSource();
  let laid = false;
  const started = Promise.withResolvers<void>();
  const map = client.request(
    "projectPoints",
    { set, method: { kind: "umap", epochs: 5000 } },
    {
      signal: stop,
      onEvent: (event) => {
        if (event.kind === "coordinates") started.resolve();
      },
    },
  );
  map.then(
    () => {
      laid = true;
    },
    () => {},
  );
  await started.promise;
  const tokens: string[] = [];
  await client.generate(
    { modelDir, prompt: "[5, 9] + [1, 3] =", maxNewTokens: 4 },
    {
      onToken: ({ text }) => tokens.push(text),
    },
  );
  assert.ok(tokens.length > 0);
  assert.equal(laid, false);
  stop.cancel();
  await assert.rejects(map, Cancelled);
  // What was stopped leaves the set as it was.
  const again = await client.request("projectPoints", { set, method: { kind: "pca" } });
  assert.equal(again.coordinates.length, 6000);
});

test("nearest points by both metrics, nearest first, without the point itself", async () => {
  const set = await collected(2, Float32Array.of(1, 0, 2, 0, 0, 1, 3, 3, -1, 0));
  const euclidean = await client.request("nearestPoints", { set, point: 0, neighbors: 3 });
  assert.deepEqual([...euclidean.points], [1, 2, 4]);
  assert.deepEqual([...euclidean.distances], [1, Math.fround(Math.SQRT2), 2]);
  const cosine = await client.request("nearestPoints", { set, point: 0, metric: "cosine" });
  assert.deepEqual([...cosine.points], [1, 3, 2, 4]);
  assert.deepEqual([...cosine.distances], [0, Math.fround(1 - Math.SQRT1_2), 1, 2]);
});

test("clusters find the classes, and the table says how well", async () => {
  const set = await collected(10, made(200, 10));
  const labels = { ...labelsOf(200), of: labelsOf(200).of.map((label, i) => (i < 20 ? -1 : label)) };
  const found = await client.request("clusterPoints", {
    set,
    clusters: 4,
    labels: { names: labels.names, of: owned(labels.of) },
  });
  assert.equal(found.clusters.length, 4);
  assert.ok((found.silhouette ?? 0) > 0.4);
  assert.ok(found.agreement);
  assert.deepEqual([found.agreement.purity, found.agreement.adjustedRandIndex], [1, 1]);
  assert.ok(Math.abs(found.agreement.normalizedMutualInformation - 1) < 1e-9);
  assert.deepEqual(
    found.agreement.classes.map(({ name, points, purity }) => [name, points, purity]),
    ["add", "subtract", "multiply", "divide"].map((name) => [name, 45, 1]),
  );
  for (const { majority, points } of found.clusters) assert.deepEqual([majority?.share, points], [1, 50]);
  const bare = await client.request("clusterPoints", { set, clusters: 4 });
  assert.equal(bare.agreement, null);
  assert.deepEqual(bare.of, found.of);
});

test("a probe finds what can be read and not what cannot, and groups stay together", async () => {
  const apart = await client.request("probePoints", {
    set: await collected(10, made(400, 10)),
    labels: labelsOf(400),
  });
  assert.ok(apart.linear > 0.97 && apart.neighbors > 0.97, `${apart.linear} ${apart.neighbors}`);
  assert.deepEqual([apart.training, apart.heldOut], [280, 120]);
  assert.deepEqual(apart.names, ["add", "subtract", "multiply", "divide"]);
  assert.equal(
    apart.linearConfusion.flat().reduce((sum, count) => sum + count, 0),
    120,
  );
  assert.equal(apart.linearConfusion.reduce((sum, row, i) => sum + (row[i] ?? 0), 0) / 120, apart.linear);
  const one = await collected(10, made(400, 10, 0));
  const nothing = await client.request("probePoints", { set: one, labels: labelsOf(400) });
  assert.ok(nothing.linear < 0.45, `${nothing.linear}`);
  assert.ok(Math.abs(nothing.chance - 0.25) < 0.05);
  // Two equal points for each group: whoever holds one out and learns the other has it by heart.
  const rng = new Rng(3);
  const pairs = Float32Array.from({ length: 100 * 10 }, () => rng.normal());
  const twice = Float32Array.from({ length: 200 * 10 }, (_, i) => pairs[Math.floor(i / 20) * 10 + (i % 10)] ?? 0);
  const labels = { names: ["a", "b"], of: owned(Int32Array.from({ length: 200 }, (_, i) => Math.floor(i / 2) % 2)) };
  const groups = owned(Int32Array.from({ length: 200 }, (_, i) => Math.floor(i / 2)));
  const set = await collected(10, twice);
  const apartByGroup = await client.request("probePoints", { set, labels, groups });
  const leaking = await client.request("probePoints", { set, labels });
  assert.ok(leaking.linear > apartByGroup.linear || leaking.neighbors > apartByGroup.neighbors);
  assert.equal(apartByGroup.heldOut % 2, 0);
});

test("what cannot be mapped or measured says why and what to do", async () => {
  const project = (set: string, method: MapMethod, alignTo?: Float32Array) =>
    client.request("projectPoints", { set, method, ...(alignTo ? { alignTo } : {}) });
  const one = await collected(3, Float32Array.of(1, 2, 3));
  assert.match(await refused(project(one, { kind: "pca" }), "too-few-points"), /One point makes no map/);
  const same = await collected(2, new Float32Array(20).fill(4));
  assert.match(await refused(project(same, { kind: "pca" }), "points-same"), /All 10 points are the same/);
  const set = await collected(3, made(10, 3));
  assert.match(
    await refused(project(set, { kind: "tsne", perplexity: 30 }), "too-few-points"),
    /perplexity of 30 needs more than 30 points; there are 10\. Choose a perplexity below 10/,
  );
  assert.match(await refused(project(set, { kind: "umap", neighbors: 10 }), "too-few-points"), /there are 10/);
  await refused(project(set, { kind: "pca", axes: [0, 5] }), "no-such-component");
  await refused(project(set, { kind: "pca", axes: [1, 1] }), "no-such-component");
  await refused(project(set, { kind: "pca" }, new Float32Array(6)), "points-differ");
  await refused(project(set, { kind: "pca" }, new Float32Array(20).fill(Number.NaN)), "points-not-numbers");
  await refused(client.request("nearestPoints", { set, point: 10 }), "no-such-point");
  await refused(client.request("clusterPoints", { set, clusters: 10 }), "too-few-points");
  const probe = (names: readonly string[], of: readonly number[]) =>
    client.request("probePoints", { set, labels: { names: [...names], of: owned(Int32Array.from(of)) } });
  assert.match(await refused(probe(["a", "b"], Array(10).fill(1)), "one-class"), /All points are of one class, b/);
  await refused(probe(["a"], Array(10).fill(-1)), "one-class");
  assert.match(
    await refused(probe("abcdefghij".split(""), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), "too-few-points"),
    /10 points of 10 classes leave none to hold out/,
  );
  await refused(probe(["a", "b"], [0, 1]), "labels-shape");
  await refused(probe(["a", "b"], [0, 1, 2, 0, 1, 0, 1, 0, 1, 0]), "labels-shape");
  await client.request("releasePoints", { sets: [set, "unknown"] });
  assert.match(await refused(project(set, { kind: "pca" }), "points-gone"), /Collect them again/);
});

test("smallest maps: two points, few points by every method, a constant column, standardised", async () => {
  const two = await client.request("projectPoints", {
    set: await collected(2, Float32Array.of(0, 1, 3, 5)),
    method: { kind: "pca" },
  });
  assert.equal(two.trustworthiness, null);
  assert.ok(Math.abs(Math.abs((two.coordinates[0] ?? 0) - (two.coordinates[2] ?? 0)) - 5) < 1e-5);
  const set = await collected(
    3,
    made(6, 3).map((value, i) => (i % 3 === 2 ? 7 : value)),
  );
  for (const method of [{ kind: "tsne", perplexity: 2 }, { kind: "umap", neighbors: 3 }, { kind: "pca" }] as const) {
    const map = await client.request("projectPoints", { set, method, standardize: true, metric: "cosine" });
    assert.ok(map.coordinates.every(Number.isFinite), method.kind);
    assert.equal(map.trustworthiness?.neighbors, 2);
  }
});

test("where is the rule: every layer and component of a VAE is probed, and z tells more than chance", async () => {
  const { inferenceTaskNamed } = await import("../../../src/core/inference/registry.ts");
  const task = inferenceTaskNamed("explanatory");
  assert.ok(task);
  const items = [...task.items({ seed: 3, count: 120 })];
  const names = [...new Set(items.map(({ rule }) => rule))];
  const cells: number[] = [];
  const found = await client.request(
    "probeHookPoints",
    {
      source: {
        kind: "latent",
        modelDir: path("models/latent-explanatory"),
        items: items.map(({ premises, conclusion }) => ({ premises: [...premises], conclusion })),
      },
      labels: { names, of: owned(Int32Array.from(items, ({ rule }) => names.indexOf(rule))) },
    },
    {
      onEvent: (event) => {
        if (event.kind === "cell") cells.push(event.done);
      },
    },
  );
  const shape = await client.request("hookPoints", { modelDir: path("models/latent-explanatory") });
  assert.ok(shape.kind === "latent");
  assert.equal(found.cells.length, 3 * (shape.encoderLayers + shape.decoderLayers) + 1);
  assert.deepEqual(
    cells,
    found.cells.map((_, i) => i + 1),
  );
  const z = found.cells.find(({ hookPoint }) => hookPoint.kind === "z");
  assert.ok(z && z.neighbors > 0.8 && z.neighbors > 2 * z.chance, JSON.stringify(z));
});
