/** @file Point sets of the bundled models in a real engine: exact states of runs, z and layers of a VAE, given vectors; and what is refused. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { inferenceTaskNamed } from "../../../src/core/inference/registry.ts";
import type { HookPoint, PointSource } from "../../../src/protocol/projection.ts";
import { damagedModel } from "../../damagedModel.ts";
import { refused } from "../refused.ts";

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const client = EngineClient.start({ role: "inspect", entry: path("src/engine/main.ts"), device: "cpu" });
after(() => client.close());

const modelDir = path("models/addition-direct");
const runs = ["[5, 9] + [1, 3] =", "[7] + [8] ="];

async function runSource(): Promise<Extract<PointSource, { kind: "runs" }>> {
  const response: number[] = [];
  const lengths = new Map<string, number>();
  for (const prompt of runs)
    await client.generate(
      { modelDir, prompt, maxNewTokens: 1 },
      { onPromptTokens: ({ ids }) => lengths.set(prompt, ids.length) },
    );
  return {
    kind: "runs",
    runs: runs.map((prompt) => {
      const length = lengths.get(prompt) ?? 0;
      assert.ok(length > 2, "the prompt can be written");
      return { modelDir, device: "cpu", prompt, response, positions: [0, length - 1] };
    }),
  };
}

async function valuesOf(source: PointSource, hookPoint: HookPoint) {
  const set = await client.request("collectPoints", { source, hookPoint });
  return { ...set, ...(await client.request("pointValues", { set: set.set })) };
}

test("states of runs are those that captureStates gives, for every layer and component", async () => {
  const source = await runSource();
  const shape = await client.request("hookPoints", { modelDir });
  assert.ok(shape.kind === "decoder");
  const components = [
    "residual",
    "attention.output",
    "feedForward.output",
    "attention.query",
    "attention.key",
  ] as const;
  for (const layer of [0, shape.layers - 1])
    for (const component of components) {
      const { values, width, points } = await valuesOf(source, { kind: "state", layer, component });
      assert.deepEqual([points, width], [4, shape.width]);
      for (const [i, { positions, ...inside }] of source.runs.entries()) {
        const states = await client.request("activations", { ...inside, layer, component, positions });
        const own = values.slice(i * 2 * width, (i + 1) * 2 * width);
        // The same rows in a product of another size may be added up in another order.
        for (const [j, value] of states.values.entries())
          assert.ok(Math.abs(value - (own[j] ?? 0)) <= 1e-5 * Math.max(1, Math.abs(value)), `${component} ${layer}`);
      }
    }
});

test("another layer of the same source is known after one pass", async () => {
  const source = await runSource();
  const again = await client.request("collectPoints", {
    source,
    hookPoint: { kind: "state", layer: 1, component: "feedForward.output" },
  });
  assert.equal(again.known, true);
});

test("queries and keys of one head lie in one space, queries first", async () => {
  const source = await runSource();
  const hookPoint = (component: "attention.query" | "attention.key" | "attention.queryKey"): HookPoint => {
    return { kind: "state", layer: 0, component, head: 1 };
  };
  const both = await valuesOf(source, hookPoint("attention.queryKey"));
  const query = await valuesOf(source, hookPoint("attention.query"));
  const key = await valuesOf(source, hookPoint("attention.key"));
  assert.equal(both.points, 8);
  assert.deepEqual([...both.values], [...query.values, ...key.values]);
});

test("a VAE's items give their means, a drawn z by its seed, and what its layers write", async () => {
  const vae = path("models/latent-syllogism");
  const task = inferenceTaskNamed("syllogism");
  assert.ok(task);
  const items = [task.example, { ...task.example, premises: task.example.premises.toReversed() }].map(
    ({ premises, conclusion }) => ({ premises: [...premises], conclusion }),
  );
  const source: PointSource = { kind: "latent", modelDir: vae, items };
  const shape = await client.request("hookPoints", { modelDir: vae });
  assert.ok(shape.kind === "latent");
  const z = await valuesOf(source, { kind: "z" });
  const encoded = await client.request("latentEncode", { modelDir: vae, items });
  assert.equal(z.width, shape.latent);
  assert.deepEqual(z.values, encoded.means);
  const [one, same, other] = [
    await valuesOf(source, { kind: "z", sampled: 1 }),
    await valuesOf(source, { kind: "z", sampled: 1 }),
    await valuesOf(source, { kind: "z", sampled: 2 }),
  ];
  assert.deepEqual(one.values, same.values);
  assert.notDeepEqual(one.values, other.values);
  for (const side of ["encoder", "decoder"] as const) {
    const found = new Set<string>();
    for (const component of ["attention.output", "feedForward.output", "residual"] as const)
      found.add((await valuesOf(source, { kind: "vae", side, layer: 0, component })).values.join());
    assert.equal(found.size, 3);
  }
  assert.match(
    await refused(
      client.request("collectPoints", {
        source,
        hookPoint: { kind: "vae", side: "decoder", layer: 9, component: "residual" },
      }),
      "no-such-hookPoint",
    ),
    /has no decoder 9 residual\. Choose another layer/,
  );
});

test("vectors come back as they were given, in parts as well", async () => {
  const values = Float32Array.from({ length: 12 }, (_, i) => i / 3);
  const set = await client.request("collectPoints", {
    source: { kind: "vectors", width: 3, values },
    hookPoint: { kind: "given" },
  });
  assert.deepEqual([set.points, set.width, set.constant, set.known], [4, 3, 0, false]);
  const part = await client.request("pointValues", { set: set.set, from: 1, to: 3 });
  assert.deepEqual(part.values, values.slice(3, 9));
});

test("what cannot be a point set says why and what to do", async () => {
  const given = (width: number, values: readonly number[]) =>
    client.request("collectPoints", {
      source: { kind: "vectors", width, values: Float32Array.from(values) },
      hookPoint: { kind: "given" },
    });
  assert.match(await refused(given(2, []), "no-points"), /no points.*Choose at least one/);
  assert.match(await refused(given(2, [1, 2, 3]), "points-shape"), /3 numbers are no whole points of 2 values/);
  assert.match(await refused(given(2, [1, 2, 3, Number.NaN]), "points-not-numbers"), /Point 2 has NaN as its value 2/);
  assert.match(await refused(given(1, [Number.POSITIVE_INFINITY]), "points-not-numbers"), /Infinity/);
  const source = await runSource();
  const hookPoint = { kind: "state", layer: 0, component: "residual" } as const;
  const [first] = source.runs;
  assert.ok(first);
  const other = { ...first, modelDir: path("models/addition-rfft") };
  await refused(
    client.request("collectPoints", { source: { ...source, runs: [first, other] }, hookPoint }),
    "points-differ",
  );
  const late = { ...first, positions: [500] };
  assert.match(
    await refused(client.request("collectPoints", { source: { ...source, runs: [late] }, hookPoint }), "no-such-token"),
    /Run 1 has no token 500/,
  );
  await refused(
    client.request("collectPoints", { source, hookPoint: { ...hookPoint, layer: 99 } }),
    "no-such-hookPoint",
  );
  await refused(client.request("collectPoints", { source, hookPoint: { kind: "z" } }), "no-such-hookPoint");
  await refused(client.request("pointValues", { set: "nothing" }), "points-gone");
});

test("a model whose weights are no numbers is named, with where it gives none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rulescope-damaged-"));
  try {
    damagedModel(folder);
    const task = inferenceTaskNamed("explanatory");
    assert.ok(task);
    const items = [...task.items({ seed: 3, count: 4 })].map(({ premises, conclusion }) => ({
      premises: [...premises],
      conclusion,
    }));
    const source: PointSource = { kind: "latent", modelDir: folder, items };
    const said = await refused(
      client.request("collectPoints", { source, hookPoint: { kind: "z" } }),
      "points-not-numbers",
    );
    assert.match(said, /latent-damaged gives no numbers at z: value 1 of point 1 is NaN/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
