/** @file A rule of one's own in a real VS Code: what is wrong with its task is said, and its problems are exported. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { problemsShown } from "./problemsPanel.ts";
import { patience, Workbench } from "./workbench.ts";

suite("a rule of one's own", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "double_add.py" });
  });
  after(() => workbench.close());

  /** Fills in the box that is open and takes what it says. */
  const answer = async (text: string, placeHolder: RegExp): Promise<void> => {
    const input = workbench.page.locator(".quick-input-widget input").first();
    await workbench.until(`the question ${placeHolder}`, patience, async () => {
      const widget = (await workbench.page.locator(".quick-input-widget").textContent()) ?? "";
      const value = `${await input.getAttribute("placeholder")} ${widget} ${await input.inputValue()}`;
      return { done: placeHolder.test(value), value };
    });
    await input.fill(text);
    await workbench.page.waitForTimeout(500);
    await workbench.page.keyboard.press("Enter");
  };

  test("a mistake in its task is shown where it stands, and gone when it is mended", async () => {
    await workbench.lens(0, "direct").waitFor();
    await workbench.goToText("        b: integer 0..49", "end");
    await workbench.page.keyboard.type("x");
    const squiggles = workbench.page.locator(".monaco-editor .squiggly-info");
    await squiggles.first().waitFor();
    const rows = await problemsShown(workbench);
    assert.equal(
      rows.filter((row) => row.includes("Expected nothing more on this line, not `x`")).length,
      1,
      rows.join("\n"),
    );
    await workbench.screenshot("own-rule-1-mistake-dark");
    await workbench.goToText("        b: integer 0..49", "end");
    await workbench.page.keyboard.press("Backspace");
    await squiggles.first().waitFor({ state: "hidden" });
  });

  test("its problems are exported by a few questions, with a card", async () => {
    const path = join(workbench.folder, "hole.json");
    await workbench.choices("Rulescope: Export Data Set…", "double-add");
    await workbench.screenshot("own-rule-2-export-task-dark");
    await answer("double-add", /task whose problems/);
    await answer("direct", /The method of the response/);
    await answer("Leave a square out", /Which problems/);
    await answer("25,25,99", /Center on a/);
    await workbench.until("why that square cannot be", patience, async () => {
      const value = (await workbench.page.locator(".quick-input-widget").textContent()) ?? "";
      return { done: value.includes("too large"), value };
    });
    await workbench.screenshot("own-rule-3-export-square-dark");
    await answer("25,25,5", /too large/);
    await answer("test", /Which part/);
    await answer("study", /The file's shape/);
    await answer(path, /hole|double-add\.json/);
    await workbench.until("the file", patience, async () => {
      const ok = workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" });
      // Enter may have closed it already.
      if (await ok.isVisible()) await ok.click({ timeout: 2000 }).catch(() => {});
      await workbench.page.waitForTimeout(500);
      return { done: existsSync(join(workbench.folder, "hole.card.md")), value: "" };
    });
    const items = JSON.parse(readFileSync(path, "utf8"));
    assert.equal(items.length, 121);
    assert.equal(items[0].question, "20 and twice 20 =");
    await workbench.oneNotification(/exported 121 samples to .*hole\.json/);
    await workbench.notificationButton("Open Data Card");
    await workbench.page.locator('.tab[aria-label*="hole.card.md"]').first().waitFor();
    await workbench.screenshot("own-rule-4-card-dark");
  });
});
