/**
 * @file Processes that are killed while they write: whatever a process had reported as kept is there afterwards, and the store is
 * whole. Engines that are killed while they answer: the run is kept as far as it came, and the next one finishes.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { suite, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "../../../scripts/environment.js";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { localJudge } from "../../../src/client/localJudge.ts";
import { readModel } from "../../../src/client/models.ts";
import { runProblem } from "../../../src/client/runProblem.ts";
import { RunStore } from "../../../src/client/store/runStore.ts";
import { Rng } from "../../../src/core/base/rng.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { madeRun, problemOf } from "../../core/record/madeRun.ts";
import { parrotModel } from "../../engine/parrotModel.ts";

const writer = fileURLToPath(new URL("storeWriter.ts", import.meta.url));
const entry = fileURLToPath(new URL("../../../src/engine/main.ts", import.meta.url));

function newStore(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-store-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "runs.db");
}

function assertWhole(path: string, kept: Iterable<string>): void {
  const database = new DatabaseSync(path, { timeout: 30_000 }); // others recover it after a kill
  assert.equal(database.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
  database.close();
  const asides: string[] = [];
  const store = RunStore.open(path, { onSetAside: (message) => asides.push(message) });
  const there = new Set(store.list().map(({ id }) => id));
  assert.deepEqual(
    [...kept].filter((id) => !there.has(id)),
    [],
    "every run that was reported as kept",
  );
  assert.deepEqual(asides, []);
  store.dispose();
}

/** Starts a writer and kills it a random moment after it has reported its first runs. Resolves with what it reported. */
function killWriter(path: string, name: string, rng: Rng): Promise<string[]> {
  const child = spawn(process.execPath, [writer, path, `${path}.json`, name], { env: childEnvironment() });
  child.stderr.pipe(process.stderr);
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    if (out === "") setTimeout(() => child.kill("SIGKILL"), rng.integer(0, 30));
    out += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_, signal) => {
      assert.equal(signal, "SIGKILL");
      resolve(out.split("\n").slice(0, -1));
    });
  });
}

suite("killed a hundred times", { concurrency: true }, () => {
  test("writers in mid-write lose no run and damage nothing", async (t) => {
    const path = newStore(t);
    writeFileSync(`${path}.json`, JSON.stringify(madeRun(problemOf("add([5, 9, 3, 2, 8], [1, 3, 7, 7, 1])"), "rfft")));
    const rng = new Rng(7);
    const kept = new Set<string>();
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < 100) {
        for (const id of await killWriter(path, `w${next++}`, rng)) kept.add(id);
        assertWhole(path, kept);
      }
    };
    await Promise.all([lane(), lane(), lane()]);
    assert.ok(kept.size >= 100);
  });

  test("an engine in mid-run: each run is kept as far as it came, and whole runs go on", async (t) => {
    const path = newStore(t);
    const store = RunStore.open(path);
    const problem = problemOf("add([5, 9], [1, 3])");
    const gold = methodOf("rfft").render(problem);
    const model = await readModel(await parrotModel(t, gold));
    const endless = await readModel(await parrotModel(t, { ...gold, ends: false }));
    const client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
    t.after(() => client.close());
    const rng = new Rng(11);
    const kept: string[] = [];
    for (let i = 0; i < 100; i++) {
      const fatal = rng.integer(0, 30);
      const onToken = ({ index }: { readonly index: number }): void => {
        if (index === fatal) process.kill(client.pid ?? 0, "SIGKILL");
      };
      const lost = await runProblem({ client, model: endless, problem, onToken, judge: localJudge() });
      kept.push(store.add(lost));
      assert.equal(store.get(kept.at(-1) ?? "").stop, "lost");
      assert.ok(lost.tokens.length > fatal);
    }
    const whole = await runProblem({ client, model, problem, judge: localJudge() });
    assert.deepEqual([whole.stop, whole.correct], ["end", true]);
    kept.push(store.add(whole));
    store.dispose();
    assertWhole(path, kept);
  });
});
