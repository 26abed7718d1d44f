/** @file Models that are open: a budget of bytes, those used longest ago released first, one in use never; with the bundled models. */

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { LoadedModels } from "../../../src/engine/model/loadedModels.ts";
import { ModelStore } from "../../../src/engine/model/modelStore.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { root } from "../../sourceFiles.ts";

const turn = () => new Promise((resume) => setImmediate(resume));

function made(loaded: LoadedModels, released: string[]) {
  return (name: string, bytes: number) => {
    const model = { bytes, release: async () => void released.push(name) };
    loaded.add(model);
    return model;
  };
}

test("above the budget the model used longest ago is released, and no more than needed", async () => {
  const [loaded, released] = [new LoadedModels(100), [] as string[]];
  const add = made(loaded, released);
  const a = add("a", 40);
  add("b", 40);
  loaded.touch(a);
  add("c", 40);
  await turn();
  assert.deepEqual([released, loaded.count, loaded.bytes], [["b"], 2, 80]);
});

test("a model that a request under way may use stays, however large, until the request is over", async () => {
  const [loaded, released] = [new LoadedModels(100), [] as string[]];
  const add = made(loaded, released);
  const running = loaded.begin();
  add("a", 90);
  add("b", 90);
  await turn();
  assert.deepEqual(released, []);
  running.dispose();
  await turn();
  assert.deepEqual(released, ["a"]);
  const reading = loaded.begin();
  const c = add("c", 10);
  loaded.retire(c);
  await turn();
  assert.deepEqual(released, ["a"], "what is not wanted any more stays while it may be used");
  reading.dispose();
  await turn();
  assert.deepEqual(released, ["a", "c"]);
});

test("bundled models come and go within a budget, and one that was released answers again", async () => {
  const parent = join(root, "models");
  const names = (await readdir(parent, { withFileTypes: true }))
    .filter((it) => it.isDirectory())
    .map(({ name }) => name);
  const loaded = new LoadedModels(4e6);
  const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);
  let live = 0;
  const counting = {
    async open(...asked: Parameters<Runtime["open"]>) {
      const graph = await runtime.open(...asked);
      live++;
      const release = graph.session.release.bind(graph.session);
      graph.session.release = async () => {
        live--;
        await release();
      };
      return graph;
    },
  };
  const store = new ModelStore({ runtime: counting, loaded, onDeviceChanged: () => {} });
  const rss = (): string => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`;
  const before = rss();
  const opened: string[] = [];
  for (let round = 0; round < 4; round++) {
    for (const name of names) {
      const request = loaded.begin();
      const model = await store.get(join(parent, name), "cpu").catch(() => undefined); // a language VAE is none of these
      request.dispose();
      await turn();
      if (model !== undefined && round === 0) opened.push(name);
      assert.ok(loaded.bytes <= 4e6 || loaded.count === 1, `${loaded.bytes} bytes of ${loaded.count} models`);
      assert.equal(live, loaded.count, "every other session was given back");
    }
    if (round === 0)
      console.log(`${opened.length} models one after another: resident ${before} before, ${rss()} after one round`);
  }
  console.log(`after four rounds ${rss()}, ${live} sessions live, ${(loaded.bytes / 1e6).toFixed(1)} MB of weights`);
  assert.ok(opened.length > loaded.count, "some were released");
  const first = await store.get(join(parent, opened[0] ?? ""), "cpu");
  assert.ok(first.session.emptyCache(1));
});
