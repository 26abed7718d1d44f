/** @file Problems as tests in a real VS Code: run from the Testing view, passed and failed, a thousand of them, again on save. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { Rng } from "../../src/core/base/rng.ts";
import { addition } from "../../src/core/task/addition.ts";
import { patience, Workbench } from "./workbench.ts";

/** The rule adds two where the model was trained to add nothing: its step is wrong there. */
const changedRule = `def add(num1, num2):
    """
    >>> add([5, 9], [1, 3])
    """
${addition.ruleSource.split("\n").slice(1).join("\n").replace("digit1 + digit2 + carry", "digit1 + digit2 + carry + 2")}`;

suite("the Test Explorer", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py", width: 1400 });
    // Before anything looks for files: the window's search for them remembers what it found.
    await writeFile(join(workbench.server.folder, "changed.py"), changedRule);
    const rng = new Rng(5);
    const lines = Array.from({ length: 1000 }, () => addition.toText(addition.sample(rng, 3)).replace("=", ""));
    await writeFile(join(workbench.server.folder, "many.problems"), `task: addition\n\n${lines.join("\n")}\n`);
    await workbench.lenses();
  });
  after(() => workbench.close());

  /** The rows of the Testing view, as a screen reader says them. */
  const rows = async (): Promise<string[]> => {
    const found = await workbench.page.locator(".test-explorer-tree .monaco-list-row").all();
    return Promise.all(found.map(async (it) => (await it.getAttribute("aria-label")) ?? ""));
  };
  const untilRow = (pattern: RegExp) =>
    workbench.until(`a row that fits ${pattern}`, patience, async () => {
      const value = await rows();
      return { done: value.some((it) => pattern.test(it)), value };
    });

  test("finds the files of the folder and runs the problems of the open one", async () => {
    await workbench.command("Testing: Focus on Test Explorer View");
    await untilRow(/addition\.problems/);
    await workbench.page.keyboard.press("Control+1");
    await workbench.command("Test: Run Tests in Current File");
    await untilRow(/addition\.py.*Passed/);
    await workbench.page.locator(".test-explorer-tree .monaco-list-row", { hasText: "addition.py" }).click();
    await workbench.page.keyboard.press("ArrowRight");
    const shown = await untilRow(/add\(\[9, 9, 9\], \[1\]\).*Passed/);
    assert.equal(shown.filter((it) => /^add\(.*Passed/.test(it)).length, 5, shown.join("\n"));
    await workbench.screenshot("testing-passed");
  });

  test("a step that is wrong is shown at its line of the rule, as expected against got", async () => {
    await workbench.openFile("changed.py");
    await workbench.lenses();
    await workbench.command("Test: Run Tests in Current File");
    await untilRow(/changed\.py.*Failed/);
    await workbench.page.locator(".test-explorer-tree .monaco-list-row", { hasText: "changed.py" }).click();
    await workbench.command("Test: Peek Output");
    await workbench.page.locator(".test-output-peek").waitFor();
    await workbench.page
      .locator(".test-output-peek .view-line", { hasText: /total\s=\s1[24]/ })
      .first()
      .waitFor();
    await workbench.screenshot("testing-failed");
    await workbench.keys("Escape", "Control+1");
    await workbench.page.locator(".test-output-peek").waitFor({ state: "hidden" });
  });

  test("a thousand problems run with progress", async () => {
    await workbench.openFile("many.problems");
    await untilRow(/many\.problems/);
    await workbench.command("Test: Run Tests in Current File");
    // The editor answers while they run.
    await workbench.goTo(500);
    await untilRow(/many\.problems.*(Passed|Failed)/);
    assert.match(await workbench.log(), /1000 problems tested in/);
    await workbench.screenshot("testing-many");
  });
});
