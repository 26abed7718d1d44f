/** @file Lines of inference tasks in a real VS Code: what a hover tells, and rules and conclusions that are completed while a line is written. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { problemsShown } from "./problemsPanel.ts";
import { patience, Workbench } from "./workbench.ts";

const right = "no mammals are fish . all whales are mammals [EAE1] = no whales are fish";
const wrong = "all drevs are spuvs . all blofts are drevs [AAI1] = all blofts are spuvs";

suite("inference tasks in VS Code", () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-inference-"));
    await writeFile(join(folder, "moods.problems"), `task: syllogism\n\n${right}\n${wrong}\n\n`);
    workbench = await Workbench.open({ folder, file: "moods.problems" });
    await workbench.activated();
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  test("a hover names premises, rule, conclusion, and by which rules it follows", async () => {
    const hovered = async (line: string, word: string, awaited: RegExp): Promise<string> => {
      await workbench.hover(line, word);
      // VS Code says that it loads before it shows what it got.
      return workbench.until(`a hover with ${awaited}`, patience, async () => {
        const value = (await workbench.page.locator(".monaco-hover .hover-contents").allTextContents()).join("\n");
        return { done: awaited.test(value), value };
      });
    };
    // The lower line first: a hover lies over the lines below its own.
    const objected = await hovered(wrong, "blofts", /✗/);
    assert.match(objected, /✗ This follows by AAA1\. AAI1 concludes "some blofts are spuvs"\./);
    const told = await hovered(right, "whales", /✓/);
    assert.match(told, /Syllogisms.*EAE1/s);
    assert.match(told, /no mammals are fish.*all whales are mammals.*∴ no whales are fish/s);
    assert.match(told, /✓ Follows by EAE1\./);
    await workbench.screenshot("inference-hover-dark");
  });

  test("rules are completed in the brackets and the conclusion after the equals sign", async () => {
    const { page } = workbench;
    await workbench.goTo(6);
    await page.keyboard.type("all drevs are spuvs . all blofts are drevs [");
    const list = page.locator(".suggest-widget.visible .monaco-list-row");
    await list.filter({ hasText: "AAA1" }).first().waitFor({ timeout: patience });
    const [first = "", second = ""] = await list.allTextContents();
    assert.match(first, /AAA1.*all blofts are spuvs/);
    assert.match(second, /AAI1.*some blofts are spuvs/);
    await workbench.screenshot("inference-rules-dark");
    await page.keyboard.press("Enter");
    await list.first().waitFor({ state: "hidden" });
    await page.keyboard.press("End");
    await page.keyboard.type(" =");
    await list.filter({ hasText: "all blofts are spuvs" }).first().waitFor({ timeout: patience });
    await page.keyboard.press("Enter");
    await workbench.until("the line to be whole", patience, async () => {
      const value = (await page.locator(".editor-instance .view-line").allTextContents()).map((it) =>
        it.replaceAll("\u00a0", " "),
      );
      return {
        done: value.includes("all drevs are spuvs . all blofts are drevs [AAA1] = all blofts are spuvs"),
        value,
      };
    });
    // Of the file's lines only the one that was wrong from the start is complained about.
    await workbench.until("only the wrong line to be complained about", patience, async () => {
      const value = await problemsShown(workbench);
      return { done: value.filter((it) => /AAI1|spuvs/.test(it)).length === 1, value };
    });
  });
});
