/** @file The Runs view in a real VS Code: empty, filled by runs, after a reload, reopened with no model, deleted, compared, exported. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Locator } from "playwright-core";
import { root } from "../../scripts/environment.js";
import { RunStore } from "../../src/client/store/runStore.ts";
import { View } from "./views.ts";
import { patience, Workbench } from "./workbench.ts";

const call = "add([5, 9], [1, 3])";

suite("the Runs view", () => {
  let workbench: Workbench;
  before(async () => {
    const settings = { "workbench.activityBar.location": "default" };
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py", settings });
  });
  after(() => workbench.close());

  const pane = (): Locator => workbench.page.locator(".pane", { has: workbench.page.locator('[aria-label^="Runs"]') });
  const rows = (): Locator => pane().locator(".monaco-list-row");
  const texts = async (): Promise<string[]> =>
    (await rows().allTextContents()).map((it) => it.replaceAll("\u00a0", " ").trim());

  /** Waits until the rows fit, and returns them. */
  const untilRows = (what: string, fits: (rows: readonly string[]) => boolean): Promise<string[]> =>
    workbench.until(what, patience, async () => {
      const value = await texts();
      return { done: fits(value), value };
    });

  const openView = async (): Promise<void> => {
    await workbench.page.locator('.activitybar [aria-label="Rulescope"]').first().click();
    await pane().waitFor();
  };

  /** Clicks what a row shows while the pointer rests on it. */
  const action = async (row: Locator, name: string): Promise<void> => {
    const button = row.locator(`[aria-label^="${name}"]`);
    await workbench.until(`${name} on the row`, patience, async () => {
      await workbench.page.mouse.move(640, 450);
      await row.hover();
      // A row that is drawn anew meanwhile has forgotten the pointer.
      const done = await button.click({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
      return { done, value: "" };
    });
  };

  /** Runs a command and types a path into the file dialog that it opens, in the place of the palette. */
  const takeFile = async (title: string, path: string): Promise<void> => {
    const input = workbench.page.locator(".quick-input-widget input");
    await workbench.palette(title);
    await workbench.until("the file dialog", patience, async () => {
      const value = await input.inputValue();
      return { done: value.startsWith("/"), value };
    });
    const ok = workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" });
    await workbench.until("the file dialog to close", patience, async () => {
      const value = await input.inputValue();
      // What is typed while the dialog still reads the folder is written over; Enter takes the text once the dialog knows the path.
      if (value !== path && (await ok.isVisible())) await input.fill(path, { timeout: 2000 }).catch(() => {});
      else if (await ok.isVisible()) await ok.click({ timeout: 2000 }).catch(() => {});
      await workbench.page.waitForTimeout(300);
      return { done: !(await ok.isVisible()), value };
    });
  };

  test("says what will be here while there are no runs", async () => {
    await workbench.lens(0, "rfft").waitFor();
    await openView();
    const welcome = pane().locator(".welcome-view-content");
    await welcome.waitFor();
    assert.match(
      (await welcome.textContent()) ?? "",
      /Every run of a problem is saved here.*Open the Sample.*Import Runs/s,
    );
    await workbench.screenshot("runs-1-empty-dark");
  });

  test("every run is there when it is shown as finished, under its problem, the newest first", async () => {
    for (const method of ["rfft", "scratchpad", "direct"]) {
      await workbench.clickLens(0, method);
      await workbench.untilNote(`>>> ${call}`, new RegExp(method === "rfft" ? "✓ correct" : `✓ correct.*${method}`));
    }
    await workbench.clickLens(1, "rfft");
    await workbench.untilNote(">>> add([4, 7], [5, 8])", /✓ correct/);
    const shown = await untilRows("six rows", (all) => all.length === 6);
    assert.match(shown[0] ?? "", /^add\(\[4, 7\], \[5, 8\]\)1\/1 correct · addition\.py/);
    assert.match(shown[1] ?? "", /^= 105rfft · \d.* · addition-rfft/);
    assert.match(shown[2] ?? "", /^add\(\[5, 9\], \[1, 3\]\)3\/3 correct · addition\.py/);
    assert.deepEqual(
      shown.slice(3).map((it) => /^= 72(\w+)/.exec(it)?.[1]),
      ["direct", "scratchpad", "rfft"],
    );
    await workbench.screenshot("runs-2-list-dark");
  });

  test("runs survive a reload, and one opens beside its code with no model", async () => {
    await workbench.reload(/addition\.py/);
    await workbench.lens(0, "rfft").waitFor();
    await workbench.command("Rulescope: Focus on Runs View");
    await untilRows("the six rows again", (all) => all.length === 6);
    assert.equal(await workbench.noteAt(`>>> ${call}`), "", "no trace yet in this window");
    const engines = async (): Promise<number> => [...(await workbench.log()).matchAll(/engine process/g)].length;
    const before = await engines();
    await workbench.click("a run by rfft", rows().filter({ hasText: "rfft" }).nth(1));
    await workbench.untilNote(`>>> ${call}`, /^72\s+✓ correct/);
    assert.match(await workbench.noteAt("digit1 = num1.pop() if num1 else 0"), /num1=\[\].*digit1=5.*✓.*×2/);
    await workbench.untilStatus(/addition-rfft/);
    assert.equal(await engines(), before, "no engine was needed");
    await workbench.screenshot("runs-3-reopened-dark");
  });

  test("a run whose code has changed since opens marked as such", async () => {
    await workbench.goToText("carry = total // 10", "end");
    await workbench.page.keyboard.type(" + 1");
    await workbench.click("a run by rfft", rows().filter({ hasText: "rfft" }).nth(1));
    await workbench.untilNote(`>>> ${call}`, /edited since this run/);
    await workbench.goToText("carry = total // 10", "end");
    await workbench.undoUntil(async () => !/edited since/.test(await workbench.noteAt(`>>> ${call}`)));
  });

  test("a filter shows some of the runs and says which; clearing it shows all", async () => {
    await workbench.choices("Rulescope: Filter Runs", "Scratchpad");
    await workbench.choose("Scratchpad");
    await untilRows("the scratchpad's run", (all) => all.length === 2 && /= 72scratchpad/.test(all[1] ?? ""));
    await pane().locator(".message", { hasText: "Runs: scratchpad" }).waitFor();
    await workbench.screenshot("runs-4-filtered-dark");
    await workbench.command("Rulescope: Clear Filter");
    await untilRows("all six rows", (all) => all.length === 6);
  });

  test("delete takes a run away, Undo brings it back", async () => {
    await action(rows().filter({ hasText: "direct" }).first(), "Delete");
    await untilRows("one run fewer", (all) => all.length === 5 && !all.some((it) => /= 72direct/.test(it)));
    await workbench.oneNotification(/deleted 1 run\./);
    await workbench.notificationButton("Undo");
    await untilRows("the run again", (all) => all.length === 6);
  });

  test("the runs of a problem are compared", async () => {
    await action(rows().filter({ hasText: call }).first(), "Compare");
    await new View(workbench).untilText(".divergence", /The runs agree throughout\./);
    await workbench.screenshot("runs-5-compared-dark");
  });

  test("export writes complete runs, and importing them again adds none", async () => {
    await takeFile("Rulescope: Export Runs…", join(workbench.folder, "exported.jsonl"));
    const exported = /exported 4 runs to (\S+)\.$/;
    const [, file = ""] = exported.exec(await workbench.oneNotification(exported)) ?? [];
    const runs = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.ok(runs.every((run) => run.rule.source.includes("def add") && run.provenance.modelHash.length === 64));
    await workbench.closeNotifications();
    await takeFile("Rulescope: Import Runs…", file);
    await workbench.until("what was imported", patience, async () => {
      const value = (await workbench.notifications()).join();
      return { done: /imported 0 runs; 4 were there already/.test(value), value };
    });
    await workbench.closeNotifications();
  });

  test("a branch stands below its run, and every one of many runs can be reached", async () => {
    const [, path = ""] = /runs are saved in (\S+)/.exec(await workbench.log()) ?? [];
    const store = RunStore.open(path);
    const run = store.list().map(({ id }) => store.get(id))[0] ?? assert.fail();
    const branch = { ...run, id: "branch", parent: { run: run.id ?? "", token: 3 } };
    const old = (index: number): typeof run => ({
      ...run,
      id: `old-${index}`,
      startedAt: new Date(index).toISOString(),
      problem: { ...run.problem, call: `add([${index}], [0])` },
    });
    store.addAll([branch, ...Array.from({ length: 600 }, (_, index) => old(index))]);
    const total = store.count();
    store.dispose();
    await workbench.clickLens(0, "rfft"); // a run of this window's own shows the others as well
    await pane()
      .locator(".description", { hasText: `500 of ${(total + 1).toLocaleString("en")}` })
      .waitFor({ state: "attached" }); // VS Code shows it where the view is not alone
    const branchRow = pane().locator('.monaco-list-row[aria-level="3"]');
    assert.match((await branchRow.textContent()) ?? "", /branch/);
    await workbench.screenshot("runs-7-branch-dark");
    const all = (total + 1).toLocaleString("en");
    const more = rows().filter({ hasText: "Show More Runs" });
    await workbench.until("the end of what is shown", patience, async () => {
      await pane().locator(".monaco-list").focus();
      await workbench.keys("End");
      return { done: await more.filter({ hasText: `500 of ${all}` }).isVisible(), value: await texts() };
    });
    await workbench.click("Show More Runs", more);
    await workbench.until("all runs", patience, async () => {
      const value = (await pane().locator(".description").first().textContent()) ?? "";
      return { done: value === all, value };
    });
    await workbench.until("the oldest run", patience, async () => {
      await pane().locator(".monaco-list").focus();
      await workbench.keys("End");
      const value = await texts();
      return { done: value.some((it) => it.includes("add([0], [0])")), value };
    });
    await workbench.screenshot("runs-8-all-dark");
  });

  test("is readable in high contrast", async () => {
    for (const [name, theme] of [
      ["high-contrast", "Default High Contrast"],
      ["high-contrast-light", "Default High Contrast Light"],
    ] as const) {
      await workbench.chooseTheme(theme);
      await pane().locator(".monaco-list").focus();
      await workbench.keys("Home");
      await workbench.screenshot(`runs-${name}`);
    }
  });

  test("looks right in the light theme", async () => {
    await workbench.chooseTheme("Default Light Modern");
    await workbench.click("a run by rfft", rows().filter({ hasText: "rfft" }).nth(1));
    await workbench.untilNote(`>>> ${call}`, /✓ correct/);
    await workbench.screenshot("runs-6-light");
  });
});
