/**
 * @file The extension host killed in a real VS Code while runs are being kept: each run that was in the store is in the Runs view of the
 * next window, and the store is whole. Many more rounds, without an editor, are in `test/client/store/killed.test.ts`.
 */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { RunStore } from "../../src/client/store/runStore.ts";
import { Rng } from "../../src/core/base/rng.ts";
import { addition } from "../../src/core/task/addition.ts";
import { patience, Workbench } from "./workbench.ts";

suite("the extension host killed", () => {
  let workbench: Workbench;
  before(async () => {
    const settings = { "workbench.activityBar.location": "default" };
    workbench = await Workbench.open({ folder: join(root, "samples"), settings });
    const rng = new Rng(3);
    const lines = Array.from({ length: 600 }, () => addition.toText(addition.sample(rng, 2)).replace("=", ""));
    await writeFile(join(workbench.folder, "many.problems"), `task: addition\n\n${lines.join("\n")}\n`);
  });
  after(() => workbench.close());

  const storePath = async (): Promise<string> => /runs are saved in (\S+)/.exec(await workbench.log())?.[1] ?? "";
  const kept = async (): Promise<ReadonlySet<string>> => {
    const path = await storePath();
    if (path === "") return new Set();
    const store = RunStore.open(path);
    try {
      return new Set(store.list().map(({ id }) => id));
    } finally {
      store.dispose();
    }
  };

  test("loses no run that was kept", async () => {
    await workbench.openFile("many.problems");
    await workbench.lenses();
    await workbench.command("Test: Run Tests in Current File");
    await workbench.until("runs to be kept", patience, async () => {
      const value = (await kept()).size;
      return { done: value > 0, value };
    });
    const ids = await kept();
    await workbench.killExtensionHost();
    await workbench.page.reload();
    await workbench.page.locator(".monaco-workbench").waitFor();
    const pane = workbench.page.locator(".pane", { has: workbench.page.locator('[aria-label^="Runs"]') });
    await workbench.activated();
    await workbench.command("Rulescope: Focus on Runs View");
    const found = await kept();
    for (const id of ids) assert.ok(found.has(id), id);
    assert.ok(found.size >= ids.size);
    const total = found.size.toLocaleString("en");
    const shown = pane.locator(".description", { hasText: found.size > 500 ? `500 of ${total}` : total });
    await shown.waitFor({ state: "attached" }); // VS Code shows it where the view is not alone
    await pane.locator(".monaco-list-row").first().waitFor();
    const database = new DatabaseSync(await storePath(), { readOnly: true });
    assert.equal(database.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
    database.close();
  });
});
