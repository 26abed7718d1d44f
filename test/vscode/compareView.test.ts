/** @file The compare view in a real VS Code: one problem by every bundled method, side by side, with the first divergence. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

suite("the compare view", () => {
  let workbench: Workbench;
  let view: View;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py", width: 1500 });
    await workbench.lenses();
    await workbench.page.keyboard.press("Control+b");
    await workbench.goToText(">>> add([5, 9], [1, 3])");
    await workbench.command("Rulescope: Compare Methods");
    view = new View(workbench);
  });
  after(() => workbench.close());

  test("runs the problem by direct, scratchpad and rfft, and says whether they part", async () => {
    await view.untilText(".divergence", /agree throughout|First divergence/);
    const heads = await view.locator(".head .open").allTextContents();
    assert.deepEqual(heads, ["1 direct", "2 scratchpad", "3 rfft"]);
    for (const about of await view.locator(".head .about").allTextContents())
      assert.match(about, /\d+ steps? · \d+ tokens/);
    assert.deepEqual((await view.locator(".answers code").allTextContents()).slice(2), ["= 72"]);
    await workbench.screenshot("compare-dark");
  });

  test("a chosen row moves the editor to its line, and keys go on from there", async () => {
    await view.locator("[data-row]", { hasText: "total=12" }).first().click();
    const line = (await view.locator(".selected .line").textContent()) ?? "";
    await workbench.until("the cursor to be there", 20_000, async () => {
      const value = (await workbench.page.locator(".line-numbers.active-line-number").allTextContents()).join(" ");
      return { done: value.trim() === line.trim(), value };
    });
    await workbench.until("the answers to be chosen", 20_000, async () => {
      await workbench.keys("End");
      return { done: (await view.locator(".answers.selected").count()) > 0, value: "" };
    });
  });

  test("the comparison and its chosen row are there again after a reload of the window", async () => {
    await view.locator("[data-row]", { hasText: "total=12" }).first().click();
    const chosen = await view.untilText(".cells.selected", /total=12/);
    await workbench.reload(/providedId:rulescope\.compare.*state:\{stored:\[[^\]]+\],row:5\}/);
    await view.untilText(".divergence", /agree throughout|First divergence/);
    assert.deepEqual(await view.locator(".head .open").allTextContents(), ["1 direct", "2 scratchpad", "3 rfft"]);
    assert.equal(await view.untilText(".cells.selected", /total=12/), chosen);
    await workbench.lenses();
  });

  test("a run opens in a trace view of its own", async () => {
    await view.locator(".head .open").nth(2).click();
    const trace = new View(workbench, 1);
    await trace.untilText(".answer-line", /add\(\[5, 9\], \[1, 3\]\)= 72✓ correct/);
    await trace.untilText(".step .source", /result = \[\]/);
  });

  test("where runs part is said, marked and gone to", async () => {
    const { page } = workbench;
    await workbench.command("View: Close All Editors");
    await workbench.openFile("addition.problems");
    await workbench.goToText("9876543+1234567");
    await workbench.command("Rulescope: Compare Methods");
    await view.untilText(".divergence", /First divergence.*[Rr]un \d/);
    await view.locator(".first.selected").waitFor();
    assert.ok(
      (await view.locator(".heads .verdict.wrong").count()) > 0,
      "a method trained on short problems fails here",
    );
    await workbench.screenshot("compare-divergence");
    await page.keyboard.press("Escape");
  });

  test("is readable in light and high contrast", async () => {
    await view.locator(".heads").waitFor();
    for (const [name, theme] of [
      ["light", "Default Light Modern"],
      ["high-contrast", "Default High Contrast"],
      ["high-contrast-light", "Default High Contrast Light"],
    ] as const) {
      await workbench.chooseTheme(theme);
      await workbench.screenshot(`compare-${name}`);
    }
  });
});
